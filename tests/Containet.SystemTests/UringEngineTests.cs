using Containet.DataPlane.Engines;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Workers;
using Containet.Linux;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

[Trait("Category", "System")]
public class UringEngineTests
{
    // Kept until something else happened, the frames of several workers' refusals could leave one without any.
    [SkippableFact]
    public unsafe void Frames_that_nobody_can_be_written_come_back_at_once()
    {
        const int Count = 100;
        Root.IoUringRequired();
        using var fabric = new Fabric(1, WorkerLimits.ProvidedBuffers, 2);
        using var engine = new UringEngine<PolledReads>(fabric, 0, IoUringLevel.Linux61);
        var deliveries = new List<Delivery>();
        for (int i = 0; i < Count; i++)
        {
            Assert.True(fabric.Pool(0).TryTake(out int index));
            *fabric.Pool(0).Descriptor(index) = new FrameDescriptor { References = 1, Segments = 1, Start = FramePool.ReadOffset, Length = 60 };
            deliveries.Add(new Delivery(new FrameRef(0, index), Port: 7, Generation: 1));
        }

        engine.Transmit(deliveries.ToArray());
        Assert.Equal(Count, engine.Complete(new FrameRef[Count + 1]));
    }
}
