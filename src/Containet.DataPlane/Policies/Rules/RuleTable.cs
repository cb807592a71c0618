namespace Containet.DataPlane.Policies.Rules;

/// <summary>
/// Which rule is the first for a frame, found without looking at each: rules that look at the same bits share a table
/// (tuple space search: Srinivasan, Suri, Varghese, SIGCOMM 1999), and of those tables, in the order of their first rules, no
/// more are asked than can still have an earlier one. A thousand rules of a dozen shapes cost a dozen look-ups. Immutable.
/// </summary>
internal sealed class RuleTable
{
    private readonly RuleTuple[] _tuples;

    /// <summary>Makes a table.</summary>
    /// <param name="entries">Masks, values, and the orders of rules; a rule may have several.</param>
    /// <param name="secret">Seeds the hashes.</param>
    public RuleTable(IEnumerable<(FrameKey Mask, FrameKey Value, int Order)> entries, ulong secret)
    {
        _tuples =
        [
            .. entries
                .GroupBy(entry => entry.Mask)
                .Select(tuple => new RuleTuple(
                    tuple.Key,
                    [.. tuple.GroupBy(entry => entry.Value).Select(same => (same.Key, same.Select(entry => entry.Order).Distinct().Order().ToArray()))],
                    secret))
                .OrderBy(tuple => tuple.First),
        ];
    }

    /// <summary>How many shapes of rules there are, each a look-up a frame.</summary>
    public int Tuples => _tuples.Length;

    /// <summary>The first rule behind a given one that wants a frame.</summary>
    /// <param name="key">The frame.</param>
    /// <param name="after">The order of a rule; −1 to begin.</param>
    /// <returns>Its order; −1 if there is none.</returns>
    public int Next(in FrameKey key, int after)
    {
        int best = int.MaxValue;
        foreach (RuleTuple tuple in _tuples)
        {
            if (tuple.First >= best)
            {
                break;
            }

            if (tuple.Last > after)
            {
                best = Math.Min(best, tuple.Next(key, after));
            }
        }

        return best == int.MaxValue ? -1 : best;
    }
}
