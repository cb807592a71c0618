using Containet.DataPlane.Rings;
using Containet.DataPlane.Workers;
using Containet.Linux;
using Tmds.Linux;
using Xunit;

namespace Containet.Stress;

[Trait("Category", "Stress")]
public class DoorbellStressTests
{
    // Two producers, one sleeper that sleeps whenever it finds nothing: with a lost wake-up it would sleep for ever.
    [Fact]
    public void No_wake_up_is_lost()
    {
        const int Items = 200_000;
        using var doorbell = new Doorbell();
        using var epoll = new Epoll();
        epoll.Add(doorbell.Descriptor, LibC.EPOLLIN, 0);
        SpscRing<int>[] rings = [new(4), new(4)];
        var producers = rings.Select(ring => new Thread(() =>
        {
            for (int i = 0; i < Items;)
            {
                if (ring.TryPush(i))
                {
                    i++;
                    doorbell.Ring();
                }
                else
                {
                    Thread.Yield();
                }
            }
        })).ToList();
        producers.ForEach(p => p.Start());

        var events = new epoll_event[1];
        int taken = 0;
        int sleeps = 0;
        while (taken < 2 * Items)
        {
            int before = taken;
            foreach (SpscRing<int> ring in rings)
            {
                while (ring.TryPop(out _))
                {
                    taken++;
                }
            }

            if (taken != before)
            {
                continue;
            }

            doorbell.Announce();
            if (!rings.Any(r => r.HasItems))
            {
                sleeps++;
                Assert.True(epoll.Wait(events, 5000) > 0, $"a wake-up was lost after {taken} items");
                doorbell.Silence();
            }

            doorbell.Dismiss();
        }

        producers.ForEach(p => p.Join());
        Assert.True(sleeps > 100, $"it slept only {sleeps} times: nothing was tried");
    }
}
