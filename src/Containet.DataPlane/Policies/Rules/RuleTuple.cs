using System.Numerics;
using System.Runtime.CompilerServices;

namespace Containet.DataPlane.Policies.Rules;

/// <summary>
/// All rules that look at the same bits: a hash table from the values of those bits to the rules that want them, by order.
/// Immutable.
/// </summary>
internal sealed class RuleTuple
{
    private readonly FrameKey _mask;
    private readonly int[] _words; // those that the mask has bits of
    private readonly Slot[] _slots;
    private readonly ulong _secret;
    private readonly int _shift;

    /// <summary>Makes one.</summary>
    /// <param name="mask">The bits.</param>
    /// <param name="entries">Values, and the orders of the rules that want them.</param>
    /// <param name="secret">Seeds the hash, so that nobody outside can tell what collides.</param>
    public RuleTuple(FrameKey mask, IReadOnlyCollection<(FrameKey Value, int[] Orders)> entries, ulong secret)
    {
        _mask = mask;
        _secret = secret;
        _words = [.. Enumerable.Range(0, FrameKey.Words).Where(word => mask[word] != 0)];
        int capacity = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, 2 * entries.Count));
        _shift = 64 - BitOperations.Log2((uint)capacity);
        _slots = new Slot[capacity];
        First = entries.Min(entry => entry.Orders[0]);
        Last = entries.Max(entry => entry.Orders[^1]);
        foreach ((FrameKey value, int[] orders) in entries)
        {
            int at = Home(value);
            while (_slots[at].Orders is not null)
            {
                at = (at + 1) & (capacity - 1);
            }

            _slots[at] = new Slot { Value = value, Orders = orders };
        }
    }

    /// <summary>The lowest order in it.</summary>
    public int First { get; }

    /// <summary>The highest.</summary>
    public int Last { get; }

    /// <summary>The first rule behind a given one that wants a frame.</summary>
    /// <param name="key">The frame.</param>
    /// <param name="after">An order, or −1.</param>
    /// <returns><see cref="int.MaxValue"/> if there is none.</returns>
    public int Next(in FrameKey key, int after)
    {
        Slot[] slots = _slots;
        for (int at = Home(key); ; at = (at + 1) & (slots.Length - 1))
        {
            ref readonly Slot slot = ref slots[at];
            if (slot.Orders is null)
            {
                return int.MaxValue;
            }

            if (key.Matches(_mask, slot.Value))
            {
                return FirstBehind(slot.Orders, after);
            }
        }
    }

    private static int FirstBehind(int[] orders, int after)
    {
        foreach (int order in orders)
        {
            if (order > after)
            {
                return order;
            }
        }

        return int.MaxValue;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Home(in FrameKey key)
    {
        ulong hash = _secret;
        foreach (int word in _words)
        {
            hash = (hash ^ (key[word] & _mask[word])) * 0x9E37_79B9_7F4A_7C15;
            hash ^= hash >> 32;
        }

        return (int)((hash * 0xBF58_476D_1CE4_E5B9) >> _shift);
    }

    private struct Slot
    {
        public FrameKey Value;
        public int[]? Orders;
    }
}
