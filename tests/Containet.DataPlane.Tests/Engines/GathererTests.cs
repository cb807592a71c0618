using System.Buffers.Binary;
using Containet.DataPlane.Engines;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Tests.Offload;
using Containet.DataPlane.Workers;
using FsCheck.Xunit;
using Xunit;

namespace Containet.DataPlane.Tests.Engines;

public unsafe class GathererTests
{
    private const int Ports = 3;

    // Lists of frames of many flows, of frames that cannot be put together, and of frames that are no packets at all.
    [Property(MaxTest = 300)]
    public void Every_frame_is_written_once_and_in_the_order_of_its_flow(int seed)
    {
        var random = new Random(seed);
        var fabric = new Fabric(1, WorkerLimits.Deliveries, 2);
        Port[] ports = MakePorts();
        var gatherer = new Gatherer(fabric);
        for (int list = 0; list < 5; list++)
        {
            int flows = 1 + random.Next(random.Next(2) == 0 ? 8 : 400);
            int count = 1 + random.Next(WorkerLimits.Deliveries);
            var sent = new List<(int Port, int Flow)>();
            gatherer.Begin();
            for (int i = 0; i < count; i++)
            {
                int flow = random.Next(50) == 0 ? -1 : random.Next(flows);
                int port = random.Next(Ports);
                sent.Add((port, flow));
                gatherer.Add(i, Put(fabric.Pool(0), flow, random.Next(20) == 0, random.Next(3) * 4), ports[port]);
            }

            CheckOrder(sent, [.. Enumerable.Range(0, gatherer.Count).Select(e => Run(gatherer, e))]);
            Empty(fabric.Pool(0), count);
        }
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(64, 70)] // a few of them lie too near to others
    public void Flows_in_turn_are_put_together(int flows, int most)
    {
        var fabric = new Fabric(1, WorkerLimits.Deliveries, 2);
        var gatherer = new Gatherer(fabric);
        Port port = MakePorts()[0];
        gatherer.Begin();
        for (int i = 0; i < WorkerLimits.Deliveries; i++)
        {
            gatherer.Add(i, Put(fabric.Pool(0), i % flows, odd: false), port);
        }

        Assert.InRange(gatherer.Count, flows, most);
    }

    private static void CheckOrder(List<(int Port, int Flow)> sent, List<List<int>> written)
    {
        int[] order = [.. written.SelectMany(w => w)];
        Assert.Equal(Enumerable.Range(0, sent.Count), order.Order());
        Assert.All(written, run => Assert.Single(run.Select(i => sent[i]).Distinct()));
        foreach (IGrouping<(int, int), int> flow in order.GroupBy(i => sent[i]))
        {
            Assert.Equal(flow.Order(), flow);
        }

        // Nothing to a port overtakes what is no packet, or is overtaken by it.
        int[] place = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            place[order[i]] = i;
        }

        foreach (int odd in Enumerable.Range(0, sent.Count).Where(i => sent[i].Flow < 0))
        {
            Assert.All(
                Enumerable.Range(0, sent.Count).Where(i => i != odd && sent[i].Port == sent[odd].Port),
                i => Assert.Equal(i < odd, place[i] < place[odd]));
        }
    }

    private static List<int> Run(Gatherer gatherer, int entry)
    {
        var run = new List<int>();
        for (int i = gatherer[entry].First; i >= 0; i = gatherer.After(i))
        {
            run.Add(i);
        }

        Assert.Equal(gatherer[entry].Last, run[^1]);
        Assert.Equal(Math.Max(1, gatherer[entry].Run.Segments), run.Count);
        return run;
    }

    // A flow is an address; an odd frame of it is one that nothing can be added to: without a payload, or with options.
    private static FrameRef Put(FramePool pool, int flow, bool odd, int options = 0)
    {
        var shape = new PacketBuilder { NetworkOptions = odd ? options : 0 };
        byte[] frame = shape.Build(new byte[odd && options == 0 ? 0 : 18], new Random(1));
        frame.AsSpan(0, 12).Clear(); // of one pair of stations and ports, whatever the options
        frame.AsSpan(26, 4).Clear();
        frame.AsSpan(shape.TransportOffset, 4).Clear();
        if (flow < 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), 0x0806);
        }
        else
        {
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(30), flow);
            frame[24] = frame[25] = 0;
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(24), (ushort)~PacketBuilder.PlainSum(frame.AsSpan(14, shape.TransportOffset - 14)));
            shape.PreparePartialChecksum(frame);
        }

        Assert.True(pool.TryTake(out int index));
        FrameDescriptor* descriptor = pool.Descriptor(index);
        *descriptor = new FrameDescriptor
        {
            References = 1,
            Start = FramePool.ReadOffset,
            Length = frame.Length,
            Segments = 1,
            Vnet = new DataPlane.Offload.VnetHeader(
                DataPlane.Offload.VnetHeader.NeedsChecksumFlag, DataPlane.Offload.GsoType.None, 0, 0, (ushort)shape.TransportOffset, 6),
        };
        frame.CopyTo(new Span<byte>(pool.Data(index), frame.Length));
        return new FrameRef(0, index);
    }

    private static void Empty(FramePool pool, int count)
    {
        for (int i = 0; i < pool.Capacity && count > 0; i++)
        {
            if (pool.Descriptor(i)->References > 0)
            {
                pool.Release(i);
                count--;
            }
        }

        Assert.Equal(0, pool.Outstanding);
    }

    private static Port[] MakePorts()
    {
        var network = new Network(0, "default", 1, new MacTable(16, 1));
        return [.. Enumerable.Range(1, Ports).Select(p => new Port(new PortSpec("node", "eth0") { VnetHeaderSize = 10 }, p, 1, 0, network))];
    }
}
