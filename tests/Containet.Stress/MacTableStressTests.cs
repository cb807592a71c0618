using Containet.DataPlane.Forwarding;
using Xunit;

namespace Containet.Stress;

[Trait("Category", "Stress")]
public class MacTableStressTests
{
    // An address's port is a function of the address, so a reader can tell a wrong answer from a miss.
    [Fact]
    public void Under_learning_ageing_and_purging_a_lookup_is_right_or_a_miss()
    {
        const int Addresses = 400;
        var table = new MacTable(256, 42);
        int stop = 0;
        long wrong = 0;
        long hits = 0;
        var threads = Enumerable.Range(0, 4).Select(t => new Thread(() =>
        {
            ulong random = (ulong)t + 1;
            long myHits = 0;
            while (Volatile.Read(ref stop) == 0)
            {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                int number = (int)(random % Addresses);
                var address = new MacAddress(((ulong)number << 16) | 2);
                int port = 1 + (number % 37);
                if (t < 2)
                {
                    table.Learn(address, port);
                }

                int found = table.Lookup(address);
                myHits += found == port ? 1 : 0;
                Interlocked.Add(ref wrong, found != 0 && found != port ? 1 : 0);
            }

            Interlocked.Add(ref hits, myHits);
        })).ToList();
        threads.ForEach(t => t.Start());
        for (int i = 0; i < 2000; i++)
        {
            table.AdvanceEpoch();
            table.Purge(1 + (i % 37));
            Thread.Yield();
        }

        Volatile.Write(ref stop, 1);
        threads.ForEach(t => t.Join());
        Assert.Equal(0, wrong);
        Assert.True(hits > 1000, $"{hits} hits");

        // Whatever they did to each other, an address is in the table once after it has been learned again.
        for (int n = 0; n < 40; n++)
        {
            table.Learn(new MacAddress(((ulong)n << 16) | 2), 1 + (n % 37));
        }

        Assert.Equal(table.Entries().Count, table.Entries().Select(e => e.Address).Distinct().Count());
    }
}
