using Containet.Mpps.Method;
using Containet.Mpps.Metrics;
using Xunit;

namespace Containet.Mpps.Tests;

/// <summary>What becomes of samples: medians, ratios round by round, and failures that stay failures.</summary>
public class MethodTests
{
    [Theory]
    [InlineData(new[] { 3.0 }, 3)]
    [InlineData(new[] { 3.0, 1, 2 }, 2)]
    [InlineData(new[] { 4.0, 1, 2, 3 }, 2.5)]
    public void The_median_is_the_middle(double[] values, double median) => Assert.Equal(median, Statistics.Median(values));

    [Fact]
    public void The_margin_is_students()
    {
        // Mean 2, deviation 1, three values: 9.925 * 1 * sqrt(2 / 3).
        Assert.Equal(8.104, Statistics.Of([1, 2, 3])!.Margin!.Value, tolerance: 0.001);
        Assert.Equal(0, Statistics.Of([2, 2, 2])!.Margin);
        Assert.Null(Statistics.Of([2])!.Margin);
        Assert.Null(Statistics.Of([]));
    }

    [Fact]
    public void Runs_that_differ_by_less_than_their_margins_do_not_differ()
    {
        Spread spread(double median, double? margin) => new(median, median, median, margin);
        Assert.False(Statistics.Differ(spread(1, 0.2), spread(1.1, 0.2)));
        Assert.True(Statistics.Differ(spread(1, 0.2), spread(1.3, 0.2)));
        Assert.False(Statistics.Differ(spread(1, null), spread(3, 0.1)));
    }

    [Fact]
    public void Ratios_are_of_the_same_round()
    {
        // The machine is twice as slow in round 2: the ratio is the same in both.
        Summary summary = Of("a", [Good(1, "bridge", 10), Good(1, "a", 30), Good(2, "bridge", 5), Good(2, "a", 15)]);
        Assert.Equal(new Spread(3, 3, 3, 0), summary.Ratio);
        Assert.Equal((22.5, 15, 30), (summary.Value!.Median, summary.Value.Least, summary.Value.Most));
    }

    [Fact]
    public void A_failed_round_is_neither_zero_nor_missing()
    {
        Summary summary = Of("a", [Good(1, "bridge", 10), Bad(1, "a", "why"), Good(2, "bridge", 10), Good(2, "a", 20)]);
        Assert.Equal(new Spread(20, 20, 20, null), summary.Value);
        Assert.Equal((2, 1), (summary.Rounds, summary.FailedRounds));
        Assert.Equal(["why"], summary.Failures);
    }

    [Fact]
    public void What_failed_in_every_round_has_no_value_and_its_reasons()
    {
        Summary summary = Of("a", [Good(1, "bridge", 10), Bad(1, "a", "why"), Bad(2, "a", "why"), Bad(3, "a", "other")]);
        Assert.Null(summary.Value);
        Assert.Null(summary.Ratio);
        Assert.Equal(["why", "other"], summary.Failures);
    }

    [Fact]
    public void Without_the_reference_of_a_round_there_is_no_ratio_of_it()
    {
        Summary summary = Of("a", [Bad(1, "bridge", "why"), Good(1, "a", 20), Good(2, "bridge", 10), Good(2, "a", 30)]);
        Assert.Equal(new Spread(3, 3, 3, null), summary.Ratio);
        Assert.Equal(25, summary.Value!.Median);
    }

    [Fact]
    public void Reordering_adds_up_over_rounds()
    {
        Sample late(int round, double reordered) => Good(round, "a", 1) with { Details = new Dictionary<string, double> { [Detail.Reordered] = reordered } };
        Assert.Equal(3, Of("a", [late(1, 0), late(2, 0), late(3, 3)]).Details[Detail.Reordered]);
    }

    [Fact]
    public void A_note_of_some_rounds_says_of_how_many()
    {
        Sample noted(int round, params string[] notes) => Good(round, "a", 1) with { Notes = notes };
        Assert.Equal(["both", "one (in 1 of 2 rounds)"], Of("a", [noted(1, "both", "one"), noted(2, "both"), Bad(3, "a", "why")]).Notes);
    }

    [Fact]
    public void A_rate_is_of_the_middle()
    {
        // 10 buckets of 10 ms: a burst at the start and the drain at the end are left out.
        long[] buckets = [900, 900, 10, 10, 10, 10, 10, 10, 10, 500];
        Assert.Equal(1000, Window.Rate(1_000_000_000, 10, buckets, 1_000_000_000, 1_100_000_000), tolerance: 1e-6);
    }

    [Fact]
    public void Silence_in_the_middle_lowers_the_rate_and_nothing_but_silence_is_no_rate()
    {
        // Of 70 ms in the middle one bucket had anything.
        Assert.Equal(700 / 0.07, Window.Rate(1_000_000_000, 10, [900, 900, 700], 1_000_000_000, 1_100_000_000), tolerance: 1e-6);
        Assert.Throws<MeasurementException>(() => Window.Rate(1_000_000_000, 10, [900, 900], 1_000_000_000, 1_100_000_000));
        Assert.Throws<MeasurementException>(() => Window.Rate(2_000_000_000, 10, [900], 1_000_000_000, 1_100_000_000));
    }

    private static Summary Of(string target, IReadOnlyList<Sample> samples) =>
        Summary.Of(samples, _ => "bridge").Single(s => s.Target == target);

    private static Sample Good(int round, string target, double value) =>
        new(round, "m", target, value, null, null, new Dictionary<string, double>(), []);

    private static Sample Bad(int round, string target, string why) =>
        new(round, "m", target, null, why, null, new Dictionary<string, double>(), []);
}
