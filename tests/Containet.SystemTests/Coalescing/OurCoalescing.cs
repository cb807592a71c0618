using Containet.DataPlane.Engines;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;

namespace Containet.SystemTests.Coalescing;

/// <summary>What the switch's <see cref="Gatherer"/> makes of a batch.</summary>
internal static unsafe class OurCoalescing
{
    /// <summary>Offers a batch.</summary>
    /// <returns>The runs, in the order in which they are written: of each the frames by their place in the batch.</returns>
    public static List<int[]> Runs(List<Offered> batch)
    {
        using var fabric = new Fabric(1, WorkerLimits.Deliveries, 2);
        FramePool pool = fabric.Pool(0);
        var port = new Port(new PortSpec("node", "eth0") { VnetHeaderSize = 10 }, 1, 1, 0, new Network(0, "default", 1, new MacTable(16, 1)));
        var gatherer = new Gatherer(fabric);
        gatherer.Begin();
        for (int i = 0; i < batch.Count; i++)
        {
            pool.TryTake(out int index);
            *pool.Descriptor(index) = new FrameDescriptor
            {
                References = 1,
                Start = FramePool.ReadOffset,
                Length = batch[i].Frame.Length,
                Segments = 1,
                Vnet = batch[i].Vnet,
            };
            batch[i].Frame.CopyTo(new Span<byte>(pool.Data(index), batch[i].Frame.Length));
            gatherer.Add(i, new FrameRef(0, index), port);
        }

        return [.. Enumerable.Range(0, gatherer.Count).Select(e => Run(gatherer, e))];
    }

    private static int[] Run(Gatherer gatherer, int entry)
    {
        var run = new List<int>();
        for (int i = gatherer[entry].First; i >= 0; i = gatherer.After(i))
        {
            run.Add(i);
        }

        return [.. run];
    }
}
