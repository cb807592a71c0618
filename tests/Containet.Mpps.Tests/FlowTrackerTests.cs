using Containet.Mpps.Loads;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Containet.Mpps.Tests;

/// <summary>The receiver's book-keeping against a plain one, and each wrong by itself.</summary>
public class FlowTrackerTests
{
    /// <summary>Arrivals as a network might make them: mostly in order, some lost, some late, some twice.</summary>
    public static Arbitrary<ulong[]> Arrivals() =>
        Gen.Choose(0, 9).ArrayOf().Select(Disturb).ToArbitrary();

    [Property(Arbitrary = [typeof(FlowTrackerTests)])]
    public void Agrees_with_a_set(ulong[] arrivals)
    {
        var tracker = new FlowTracker();
        var seen = new HashSet<ulong>();
        long duplicated = 0;
        long reordered = 0;
        ulong highest = 0;
        foreach (ulong sequence in arrivals)
        {
            tracker.Accept(sequence);
            if (!seen.Add(sequence))
            {
                duplicated++;
            }
            else if (seen.Count > 1 && sequence < highest)
            {
                reordered++;
            }

            highest = Math.Max(highest, sequence);
        }

        Assert.Equal(seen.Count, tracker.Unique);
        Assert.Equal(duplicated, tracker.Duplicated);
        Assert.Equal(reordered, tracker.Reordered);
        Assert.Equal(0, tracker.TooLate);
        Assert.Equal(seen.Count == 0 ? 0 : (long)highest + 1 - seen.Count, tracker.Missing);
    }

    [Fact]
    public void What_is_older_than_the_window_is_late_and_nothing_else()
    {
        var tracker = new FlowTracker();
        for (ulong sequence = 1; sequence < 20_000; sequence++)
        {
            tracker.Accept(sequence);
        }

        tracker.Accept(0);
        tracker.Accept(5);
        Assert.Equal(2, tracker.TooLate);
        Assert.Equal(19_999, tracker.Unique);
        Assert.Equal(0, tracker.Duplicated);
        Assert.Equal(0, tracker.Reordered);
    }

    [Fact]
    public void After_a_gap_longer_than_the_window_nothing_of_it_counts_as_seen()
    {
        var tracker = new FlowTracker();
        for (ulong sequence = 0; sequence < 10_000; sequence++)
        {
            tracker.Accept(sequence);
        }

        tracker.Accept(50_000);
        tracker.Accept(49_999);
        Assert.Equal(0, tracker.Duplicated);
        Assert.Equal(1, tracker.Reordered);
        Assert.Equal(10_002, tracker.Unique);
    }

    // 0 loses, 1 sends twice, 2 holds one back until the next but three, the rest go straight.
    private static ulong[] Disturb(int[] fates)
    {
        var arrivals = new List<ulong>();
        var held = new Queue<(int Due, ulong Sequence)>();
        for (int i = 0; i < fates.Length; i++)
        {
            while (held.TryPeek(out (int Due, ulong Sequence) late) && late.Due <= i)
            {
                arrivals.Add(held.Dequeue().Sequence);
            }

            switch (fates[i])
            {
                case 0:
                    break;
                case 1:
                    arrivals.AddRange([(ulong)i, (ulong)i]);
                    break;
                case 2:
                    held.Enqueue((i + 4, (ulong)i));
                    break;
                default:
                    arrivals.Add((ulong)i);
                    break;
            }
        }

        arrivals.AddRange(held.Select(h => h.Sequence));
        return [.. arrivals];
    }
}
