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

    [Fact]
    public void Time_without_work_is_what_it_looked_and_slept()
    {
        var idle = new IdleSpin(TimeSpan.FromMilliseconds(5), adapts: false);
        long start = Stopwatch.GetTimestamp();
        Look(ref idle);
        long looked = idle.Spent;
        Assert.InRange(looked, Stopwatch.Frequency / 200, Stopwatch.GetTimestamp() - start);

        idle.Slept(start); // it looked first: the sleep is what came after the last look
        Assert.InRange(idle.Spent, looked, Stopwatch.GetTimestamp() - start);
        long between = idle.Spent;
        idle.Slept(Stopwatch.GetTimestamp() - Stopwatch.Frequency);
        Assert.InRange(idle.Spent - between, Stopwatch.Frequency, 2 * Stopwatch.Frequency);
    }

    [Fact]
    public void A_worker_that_sleeps_is_idle_meanwhile()
    {
        var counters = new WorkerCounters();
        counters.CountIdle(100);
        Assert.Equal(100, counters.IdleAt(1000));
        counters.CountSleep(1000);
        Assert.Equal(350, counters.IdleAt(1250));
        counters.CountIdle(400);
        Assert.Equal(400, counters.IdleAt(1400));
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
