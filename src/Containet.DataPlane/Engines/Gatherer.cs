using Containet.DataPlane.Frames;
using Containet.DataPlane.Offload;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;

namespace Containet.DataPlane.Engines;

/// <summary>
/// Sorts a list of deliveries into runs that can be written as one super-frame each. It adds no waiting: a run is what is in
/// the list. Order is kept within each flow, and towards each port across every frame that is no plain TCP or UDP; a
/// run takes the place of its first frame. One worker's thread.
/// </summary>
internal sealed unsafe class Gatherer(Fabric fabric)
{
    private const int Buckets = 64;

    private readonly Entry[] _entries = new Entry[WorkerLimits.Deliveries];
    private readonly int[] _next = new int[WorkerLimits.Deliveries];
    private readonly short[] _open = new short[Buckets]; // entry + 1 of the run of a flow; 0 for none

    /// <summary>How many writes the list comes to.</summary>
    public int Count { get; private set; }

    /// <summary>A write: the run that it may be, and the first delivery.</summary>
    public ref readonly Entry this[int index] => ref _entries[index];

    /// <summary>The delivery behind another in its run; −1 at the end.</summary>
    public int After(int delivery) => _next[delivery];

    /// <summary>Begins a list.</summary>
    public void Begin()
    {
        Count = 0;
        Array.Clear(_open);
    }

    /// <summary>Adds the next delivery.</summary>
    /// <param name="delivery">Its place in the list, ascending.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="port">The destination.</param>
    public void Add(int delivery, FrameRef frame, Port port)
    {
        _next[delivery] = -1;

        // Safe: the frame is held by the delivery.
        FramePool pool = fabric.Pool(frame.Owner);
        FrameDescriptor* descriptor = pool.Descriptor(frame.Index);
        byte* data = pool.Data(frame.Index);
        var bytes = new ReadOnlySpan<byte>(data, descriptor->Length);
        if (port.VnetHeaderSize == 0)
        {
            Append(delivery, port, data, descriptor->Length);
        }
        else if (!PacketLayout.TryParse(bytes, out PacketLayout layout))
        {
            CloseAll(port);
            Append(delivery, port, data, descriptor->Length);
        }
        else
        {
            AddToFlow(delivery, bytes, data, descriptor->Vnet, port, layout.FlowHash(bytes, port.Number) % Buckets);
        }
    }

    private void AddToFlow(int delivery, ReadOnlySpan<byte> bytes, byte* data, VnetHeader vnet, Port port, uint bucket)
    {
        if (_open[bucket] > 0)
        {
            ref Entry open = ref _entries[_open[bucket] - 1];
            var first = new ReadOnlySpan<byte>(open.Data, open.Length);
            if (open.Port == port && open.Run.IsSameFlow(first, bytes) && open.Run.TryAdd(first, bytes, vnet))
            {
                _next[open.Last] = delivery;
                open.Last = delivery;
                return;
            }
        }

        // Another flow in the same bucket, or a frame that cannot be added: what comes behind begins anew.
        ref Entry entry = ref Append(delivery, port, data, bytes.Length);
        _open[bucket] = entry.Run.TryBegin(bytes, vnet) ? (short)Count : (short)0;
    }

    private ref Entry Append(int delivery, Port port, byte* data, int length)
    {
        ref Entry entry = ref _entries[Count++];
        entry.Run = default;
        entry.Port = port;
        entry.First = delivery;
        entry.Last = delivery;
        entry.Data = data;
        entry.Length = length;
        return ref entry;
    }

    private void CloseAll(Port port)
    {
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            if (_open[bucket] > 0 && _entries[_open[bucket] - 1].Port == port)
            {
                _open[bucket] = 0;
            }
        }
    }

    /// <summary>One write to come.</summary>
    public struct Entry
    {
        /// <summary>The run; of one segment, or none, if the frame goes alone.</summary>
        public CoalescedRun Run;

        /// <summary>The destination.</summary>
        public Port Port;

        /// <summary>The first delivery.</summary>
        public int First;

        /// <summary>The last one.</summary>
        public int Last;

        /// <summary>The first frame's bytes.</summary>
        public byte* Data;

        /// <summary>How many.</summary>
        public int Length;
    }
}
