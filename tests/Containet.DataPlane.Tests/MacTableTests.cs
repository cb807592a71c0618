using Containet.DataPlane.Forwarding;
using FsCheck.Xunit;
using Xunit;

namespace Containet.DataPlane.Tests;

public class MacTableTests
{
    private const ulong Secret = 0x9E37_79B9_7F4A_7C15;

    // With far fewer addresses than slots a neighbourhood never fills, and the table is a dictionary.
    [Property(MaxTest = 300)]
    public void Agrees_with_a_dictionary(ulong secret, byte[] tape)
    {
        var table = new MacTable(1024, secret);
        var known = new Dictionary<MacAddress, (int Port, int Age, bool Pinned)>();
        for (int i = 0; i + 2 < tape.Length; i += 3)
        {
            MacAddress address = Address(1 + (tape[i + 1] % 12));
            int port = 1 + (tape[i + 2] % 5);
            bool there = known.TryGetValue(address, out (int Port, int Age, bool Pinned) entry);
            switch (tape[i] % 8)
            {
                case 0:
                    table.AdvanceEpoch();
                    known = known.Select(k => (k.Key, Value: k.Value.Pinned ? k.Value : k.Value with { Age = k.Value.Age + 1 }))
                        .Where(k => k.Value.Age <= MacTable.ExpiryEpochs).ToDictionary(k => k.Key, k => k.Value);
                    break;
                case 1 when tape[i + 1] % 4 == 0:
                    Assert.Equal(known.Count(k => k.Value.Port == port), table.Purge(port));
                    known = known.Where(k => k.Value.Port != port).ToDictionary();
                    break;
                case 2 when tape[i + 1] % 4 == 0:
                    Assert.True(table.Pin(address, port));
                    known[address] = (port, 0, true);
                    break;
                case < 6:
                    LearnResult expected = !there ? LearnResult.Learned
                        : entry.Port == port ? LearnResult.Known
                        : entry.Pinned ? LearnResult.Refused
                        : LearnResult.Moved;
                    Assert.Equal(expected, table.Learn(address, port));
                    known[address] = entry.Pinned ? entry : (port, 0, false);
                    break;
                default:
                    Assert.Equal(entry.Port, table.Lookup(address));
                    break;
            }
        }

        Assert.Equal(
            known.Select(k => new MacEntry(k.Key, k.Value.Port, k.Value.Age, k.Value.Pinned)).OrderBy(e => e.Address.Value),
            table.Entries().OrderBy(e => e.Address.Value));
    }

    [Property(MaxTest = 50)]
    public void When_full_it_forgets_but_is_never_wrong_and_pinned_ones_stay(ulong secret, int seed)
    {
        var random = new Random(seed);
        var table = new MacTable(64, secret);
        var last = new Dictionary<MacAddress, int>();
        MacAddress pinned = Address(0x1_0000);
        Assert.True(table.Pin(pinned, 7));
        for (int i = 0; i < 2000; i++)
        {
            MacAddress address = Address(1 + random.Next(500));
            int port = 1 + random.Next(6);
            table.Learn(address, port);
            last[address] = port;
            Assert.Equal(port, table.Lookup(address));
        }

        Assert.All(last, l => Assert.Contains(table.Lookup(l.Key), new[] { 0, l.Value }));
        Assert.Equal(7, table.Lookup(pinned));
        Assert.InRange(table.Entries().Count, 32, 64);
    }

    [Property(MaxTest = 50)]
    public void A_grown_table_knows_the_same_however_full_it_was(ulong secret, int seed)
    {
        var random = new Random(seed);
        var table = new MacTable(64, secret);
        for (int i = 0; i < 300; i++)
        {
            MacAddress address = Address(1 + random.Next(500));
            table.Learn(address, 1 + random.Next(6));
            if (i % 50 == 0)
            {
                table.AdvanceEpoch();
                table.Pin(Address(0x1_0000 + i), 7);
            }
        }

        Assert.True(table.Evictions > 0);
        MacTable larger = table.Grown();
        Assert.Equal((128, 0), (larger.Capacity, larger.Evictions));
        Assert.Equal(table.Entries().OrderBy(e => e.Address.Value), larger.Entries().OrderBy(e => e.Address.Value));
        Assert.All(table.Entries(), e => Assert.Equal(e.Port, larger.Lookup(e.Address)));
        Assert.Equal(table.AdvanceEpoch(), larger.AdvanceEpoch());
    }

    [Fact]
    public void A_station_that_moved_while_the_table_grew_is_not_known_to_be_elsewhere()
    {
        var table = new MacTable(64, Secret);
        table.Learn(Address(1), 1);
        table.Learn(Address(2), 1);
        table.Learn(Address(3), 1);
        table.Pin(Address(4), 4);
        MacTable larger = table.Grown();
        table.Learn(Address(1), 2);
        larger.Learn(Address(3), 3);
        table.ForgetMoved(larger);
        Assert.Equal(0, larger.Lookup(Address(1)));
        Assert.Equal(1, larger.Lookup(Address(2)));
        Assert.Equal(0, larger.Lookup(Address(3))); // which of the two is newer cannot be told
        Assert.Equal(4, larger.Lookup(Address(4)));
    }

    [Theory]
    [InlineData(1 << 10)]
    [InlineData(1 << 16)]
    public void It_says_that_it_is_crowded_when_half_of_it_is_taken(int capacity)
    {
        var table = new MacTable(capacity, Secret);
        int count = 0;
        while (!table.IsCrowded)
        {
            table.Learn(Address(++count), 1);
        }

        Assert.InRange(count, capacity * 0.4, capacity * 0.6);
        Assert.False(table.Grown().IsCrowded);
    }

    [Fact]
    public void The_oldest_gives_way()
    {
        var table = new MacTable(16, Secret);
        for (int i = 1; i <= 16; i++)
        {
            Assert.Equal(LearnResult.Learned, table.Learn(Address(i), 1));
        }

        table.AdvanceEpoch();
        for (int i = 1; i <= 16; i++)
        {
            if (i != 5)
            {
                table.Learn(Address(i), 1);
            }
        }

        Assert.Equal(LearnResult.Learned, table.Learn(Address(100), 2));
        Assert.Equal(0, table.Lookup(Address(5)));
        Assert.Equal(16, table.Entries().Count);
    }

    [Fact]
    public void A_neighbourhood_of_pinned_addresses_takes_no_other()
    {
        var table = new MacTable(16, Secret);
        for (int i = 1; i <= 16; i++)
        {
            Assert.True(table.Pin(Address(i), 3));
        }

        Assert.False(table.Pin(Address(17), 3));
        Assert.Equal(LearnResult.Skipped, table.Learn(Address(17), 3));
        Assert.Equal(LearnResult.Refused, table.Learn(Address(1), 4));
    }

    [Fact]
    public void Half_full_it_loses_nothing()
    {
        var table = new MacTable(1 << 17, Secret);
        const int Stations = 1 << 15;
        for (int i = 1; i <= Stations; i++)
        {
            table.Learn(Address(i), 1 + (i % MacTable.MaxPort));
        }

        int lost = Enumerable.Range(1, Stations).Count(i => table.Lookup(Address(i)) != 1 + (i % MacTable.MaxPort));
        Assert.Equal(0, lost);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(100)]
    public void Capacity_is_a_power_of_two_from_16(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MacTable(capacity, Secret));

    private static MacAddress Address(int number) => new(((ulong)(uint)number << 8) | 2);
}
