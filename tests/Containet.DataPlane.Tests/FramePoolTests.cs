using Containet.DataPlane.Frames;
using FsCheck.Xunit;
using Xunit;

namespace Containet.DataPlane.Tests;

public unsafe class FramePoolTests
{
    [Property(MaxTest = 200)]
    public void No_frame_is_held_twice_and_none_is_lost(byte[] tape)
    {
        var pool = new FramePool(3, 8);
        var held = new List<int>();
        int shortages = 0;
        foreach (byte b in tape)
        {
            if (b % 2 == 0)
            {
                shortages += held.Count == 8 ? 1 : 0;
                Assert.Equal(held.Count < 8, pool.TryTake(out int index));
                if (index >= 0)
                {
                    Assert.DoesNotContain(index, held);
                    held.Add(index);
                }
            }
            else if (held.Count > 0)
            {
                int index = held[b % held.Count];
                held.Remove(index);
                pool.Release(index);
            }

            Assert.Equal(held.Count, pool.Outstanding);
            Assert.Equal(shortages, pool.Shortages);
        }
    }

    [Fact]
    public void The_longest_read_touches_no_descriptor()
    {
        Assert.True(sizeof(FrameDescriptor) <= FramePool.ReadOffset);
        var pool = new FramePool(0, 3);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(pool.TryTake(out int index));
            pool.Descriptor(index)->Length = 100 + index;
            pool.Descriptor(index)->Ingress = (ushort)(200 + index);
        }

        for (int i = 0; i < 3; i++)
        {
            new Span<byte>(pool.ReadAddress(i), FramePool.ReadCapacity).Fill(0xFF);
        }

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal((1, 100 + i, 200 + i), (pool.Descriptor(i)->References, pool.Descriptor(i)->Length, pool.Descriptor(i)->Ingress));
        }
    }

    [Fact]
    public void A_frame_is_free_after_its_last_holder()
    {
        var pool = new FramePool(0, 2);
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
        var pool = new FramePool(0, 4);
        pool.TryTake(out _);
        pool.TryTake(out int second);
        pool.Release(second);
        pool.TryTake(out int again);
        Assert.Equal(second, again);
    }

    [Fact]
    public void Buffers_do_not_overlap_and_lie_as_said()
    {
        var pool = new FramePool(0, 16);
        Assert.Equal(0, (nint)pool.Descriptor(0) % 4096);
        for (int i = 1; i < 16; i++)
        {
            nint apart = (nint)(pool.ReadAddress(i) - pool.ReadAddress(i - 1));
            Assert.True(apart >= FramePool.ReadCapacity);
            Assert.Equal(0, apart % 64);
            Assert.Equal(1, apart / 64 % 2);
        }

        // 65,535 bytes of IP behind an Ethernet header with two tags and the longest prefix, and one byte to tell that it was not cut.
        Assert.True(FramePool.ReadCapacity > TapPrefix.MaxSize + 22 + 65_535);
        pool.Descriptor(3)->Start = FramePool.ReadOffset + 10;
        Assert.Equal(10, pool.Data(3) - pool.ReadAddress(3));
        Assert.Equal(0, (nint)(pool.Data(3) + 14) % 64);
    }
}
