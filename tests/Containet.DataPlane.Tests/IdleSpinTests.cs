using System.Diagnostics;
using Containet.DataPlane.Workers;
using Xunit;

namespace Containet.DataPlane.Tests;

public class IdleSpinTests
{
    [Fact]
    public void Without_a_poll_it_sleeps_at_once()
    {
        var idle = new IdleSpin(TimeSpan.Zero, adapts: false);
        Assert.True(idle.IsOver());
        idle.Slept(Stopwatch.GetTimestamp());
        Assert.True(idle.IsOver());
    }

    [Fact]
    public void It_looks_as_long_as_it_was_told()
    {
        var idle = new IdleSpin(TimeSpan.FromMilliseconds(5), adapts: false);
        long start = Stopwatch.GetTimestamp();
        while (!idle.IsOver())
        {
        }

        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(5));
    }

    [Fact]
    public void A_look_that_does_not_pay_gets_short_and_one_that_would_pay_long_again()
    {
        var idle = new IdleSpin(TimeSpan.FromMilliseconds(50), adapts: true);
        for (int i = 0; i < 30; i++)
        {
            idle.Slept(Stopwatch.GetTimestamp() - Stopwatch.Frequency);
        }

        Assert.InRange(Look(ref idle), 0, 25);
        idle.Slept(Stopwatch.GetTimestamp() - Stopwatch.Frequency);
        for (int i = 0; i < 30; i++)
        {
            idle.Slept(Stopwatch.GetTimestamp());
        }

        Assert.InRange(Look(ref idle), 49, 10_000);
    }

    [Fact]
    public void A_sleep_a_little_longer_than_the_longest_look_has_a_short_look_grow_and_a_long_one_shrink()
    {
        var longest = TimeSpan.FromMilliseconds(50);
        var idle = new IdleSpin(longest, adapts: true);
        void sleep(double looks, int times)
        {
            for (int i = 0; i < times; i++)
            {
                idle.Slept(Stopwatch.GetTimestamp() - (long)(looks * longest.TotalSeconds * Stopwatch.Frequency));
            }
        }

        sleep(looks: 2, times: 30);
        sleep(looks: 1.2, times: 13);
        Assert.InRange(Look(ref idle), 5, 10_000); // 1 µs doubled thirteen times is 8 ms
        sleep(looks: 2, times: 30);
        Assert.InRange(Look(ref idle), 0, 4);

        idle = new IdleSpin(longest, adapts: true);
        sleep(looks: 1.2, times: 1);
        Assert.InRange(Look(ref idle), 24, 45);
    }

    private static double Look(ref IdleSpin idle)
    {
        long start = Stopwatch.GetTimestamp();
        while (!idle.IsOver())
        {
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
