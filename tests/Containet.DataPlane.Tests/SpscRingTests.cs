using System.Reflection;
using System.Runtime.InteropServices;
using Containet.DataPlane.Rings;
using FsCheck.Xunit;
using Xunit;

namespace Containet.DataPlane.Tests;

public class SpscRingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(-8)]
    public void Capacity_is_a_power_of_two(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpscRing<int>(capacity));

    [Fact]
    public void What_two_threads_write_is_128_bytes_apart()
    {
        nint OffsetOf(string field) => Marshal.OffsetOf<RingCursors>(field);

        Assert.Equal(0, Marshal.SizeOf<RingCursors>() % RingCursors.Line);
        nint[] groups = [0, OffsetOf("Tail"), OffsetOf("Filled"), OffsetOf("Head"), OffsetOf("Taken"), Marshal.SizeOf<RingCursors>()];
        for (int i = 1; i < groups.Length; i++)
        {
            Assert.True(groups[i] - groups[i - 1] >= RingCursors.Line, $"groups {i - 1} and {i}");
        }

        Assert.Equal(OffsetOf("Filled") + 8, OffsetOf("HeadSeen"));
        Assert.Equal(OffsetOf("Taken") + 8, OffsetOf("TailSeen"));
        Assert.Equal(6, typeof(RingCursors).GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length);
    }

    // The tape says what the one thread does next on either side; a queue says what must come of it.
    [Property(MaxTest = 300)]
    public void Agrees_with_a_queue(byte size, byte[] tape)
    {
        var ring = new SpscRing<int>(2 << (size % 5));
        var queue = new Queue<int>();
        var hidden = new Queue<int>();
        int next = 0;
        Span<int> buffer = new int[8];
        foreach (byte b in tape)
        {
            switch (b % 6)
            {
                case 0:
                    Assert.Equal(queue.Count + hidden.Count < ring.Capacity, ring.TryEnqueue(next));
                    if (queue.Count + hidden.Count < ring.Capacity)
                    {
                        hidden.Enqueue(next++);
                    }

                    break;
                case 1:
                    ring.Publish();
                    Show();
                    break;
                case 2 when hidden.Count == 0:
                    int[] items = [.. Enumerable.Range(next, (b >> 3) % 12)];
                    int pushed = ring.PushBatch(items);
                    Assert.Equal(Math.Min(items.Length, ring.Capacity - queue.Count), pushed);
                    items.AsSpan(0, pushed).ToArray().ToList().ForEach(queue.Enqueue);
                    next += pushed;
                    break;
                case 3:
                    Assert.Equal(queue.Count > 0, ring.HasItems);
                    Assert.Equal(queue.Count > 0, ring.TryPop(out int item));
                    Assert.Equal(queue.Count > 0 ? queue.Dequeue() : 0, item);
                    break;
                default:
                    int wanted = b % 8;
                    int got = ring.PopBatch(buffer[..wanted]);
                    Assert.Equal(Math.Min(wanted, queue.Count), got);
                    for (int i = 0; i < got; i++)
                    {
                        Assert.Equal(queue.Dequeue(), buffer[i]);
                    }

                    break;
            }

            Assert.Equal(queue.Count, ring.Count);
        }

        void Show()
        {
            while (hidden.TryDequeue(out int item))
            {
                queue.Enqueue(item);
            }
        }
    }

    // A payload of two words that belong together: one half of an old and one half of a new item would show.
    [Theory]
    [InlineData(2, 1)]
    [InlineData(64, 7)]
    [InlineData(1024, 32)]
    public void Two_threads_lose_nothing_and_keep_order(int capacity, int batch)
    {
        const long Items = 2_000_000;
        var ring = new SpscRing<(long Number, long Check)>(capacity);
        var producer = new Thread(() =>
        {
            long next = 0;
            while (next < Items)
            {
                int filled = 0;
                while (filled < batch && next < Items && ring.TryEnqueue((next, ~next)))
                {
                    next++;
                    filled++;
                }

                ring.Publish();
                if (filled == 0)
                {
                    Thread.Yield();
                }
            }
        });
        producer.Start();

        var buffer = new (long Number, long Check)[batch];
        long expected = 0;
        long wrong = 0;
        while (expected < Items)
        {
            int count = ring.PopBatch(buffer);
            for (int i = 0; i < count; i++)
            {
                wrong += buffer[i].Number == expected && buffer[i].Check == ~expected ? 0 : 1;
                expected++;
            }

            if (count == 0)
            {
                Thread.Yield();
            }
        }

        producer.Join();
        Assert.Equal(0, wrong);
        Assert.False(ring.HasItems);
    }

    [Fact]
    public void Holds_references()
    {
        var ring = new SpscRing<string>(2);
        Assert.True(ring.TryPush("a"));
        Assert.True(ring.TryPush("b"));
        Assert.False(ring.TryPush("c"));
        Assert.True(ring.TryPop(out string first));
        Assert.Equal("a", first);
    }
}
