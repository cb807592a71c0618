using System.Runtime.CompilerServices;
using Containet.DataPlane.Frames;
using FsCheck.Xunit;
using Xunit;

namespace Containet.DataPlane.Tests;

public unsafe class FramePoolTests
{
    [Property(MaxTest = 200)]
    public void No_frame_is_held_twice_and_none_is_lost(byte[] tape)
    {
        var pool = new FramePool(3, 8, 4);
        var held = new List<int>();
        int tails = 0;
        foreach (byte b in tape)
        {
            if (b % 2 == 0)
            {
                Assert.Equal(held.Count < 8, pool.TryTake(out int index));
                if (index >= 0)
                {
                    Assert.DoesNotContain(index, held);
                    held.Add(index);
                    pool.Descriptor(index)->Tail = b % 4 == 0 ? pool.TakeTail() : -1;
                    tails += pool.Descriptor(index)->Tail >= 0 ? 1 : 0;
                }
            }
            else if (held.Count > 0)
            {
                int index = held[b % held.Count];
                held.Remove(index);
                tails -= pool.Descriptor(index)->Tail >= 0 ? 1 : 0;
                pool.Release(index);
            }

            Assert.Equal(held.Count, pool.Outstanding);
            Assert.Equal(tails, pool.OutstandingTails);
        }
    }

    [Fact]
    public void A_frame_is_free_after_its_last_holder()
    {
        var pool = new FramePool(0, 2, 1);
        Assert.True(pool.TryTake(out int index));
        pool.Descriptor(index)->References += 2;
        pool.Release(index);
        pool.Release(index);
        Assert.Equal(1, pool.Outstanding);
        pool.Release(index);
        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void The_frame_freed_last_is_taken_first()
    {
        var pool = new FramePool(0, 4, 1);
        pool.TryTake(out _);
        pool.TryTake(out int second);
        pool.Release(second);
        pool.TryTake(out int again);
        Assert.Equal(second, again);
    }

    [Fact]
    public void Buffers_do_not_overlap_and_lie_as_said()
    {
        var pool = new FramePool(0, 16, 2);
        Assert.Equal(64, Unsafe.SizeOf<FrameDescriptor>());
        Assert.Equal(0, (nint)pool.Descriptor(0) % 4096);
        Assert.Equal(0, (nint)pool.Head(0) % 64);
        for (int i = 1; i < 16; i++)
        {
            Assert.True(pool.Head(i) - pool.Head(i - 1) >= FramePool.HeadCapacity + FramePool.Headroom);
            Assert.Equal(1, (pool.Head(i) - pool.Head(i - 1)) / 64 % 2);
        }

        Assert.Equal(FramePool.TailCapacity, pool.Tail(1) - pool.Tail(0));
        Assert.True(FramePool.Headroom >= TapPrefix.MaxSize);
    }
}
