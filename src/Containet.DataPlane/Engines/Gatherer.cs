using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Offload;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Containet.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// Sorts a list of deliveries into runs that can be written as one super-frame each. It adds no waiting: a run is what is in
/// the list. Order is kept within each flow, and towards each port across every frame that is no plain TCP or UDP; a
/// run takes the place of its first frame. One worker's thread.
/// </summary>
internal sealed unsafe class Gatherer(Fabric fabric)
{
    private const int Buckets = 256; // a batch's flows, and room, so that few collide
    private const int Probes = 4;

    private readonly Entry[] _entries = new Entry[WorkerLimits.Deliveries];
    private readonly int[] _next = new int[WorkerLimits.Deliveries];
    private readonly short[] _places = new short[Buckets + Probes - 1]; // a flow's latest entry + 1; 0 for none
    private readonly long[] _closed = new long[MacTable.MaxPort + 1]; // by port: of its entries the first so many, since the start
    private readonly ulong _secret = Entropy.NextUInt64(); // so that nobody can aim at another's places
    private long _begun; // entries of the lists before this one

    /// <summary>How many writes the list comes to.</summary>
    public int Count { get; private set; }

    /// <summary>A write: the run that it may be, and the first delivery.</summary>
    public ref readonly Entry this[int index] => ref _entries[index];

    /// <summary>The delivery behind another in its run; −1 at the end.</summary>
    public int After(int delivery) => _next[delivery];

    /// <summary>Begins a list.</summary>
    public void Begin()
    {
        _begun += Count;
        Count = 0;
        Array.Clear(_places);
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
            _closed[port.Number] = _begun + Count;
            Append(delivery, port, data, descriptor->Length);
        }
        else
        {
            AddToFlow(delivery, bytes, data, descriptor->Vnet, port, layout);
        }
    }

    private void AddToFlow(int delivery, ReadOnlySpan<byte> bytes, byte* data, VnetHeader vnet, Port port, PacketLayout layout)
    {
        uint hash = layout.FlowHash(bytes, port.Number, _secret);
        ref short place = ref Place(hash, port, bytes, layout, out bool isOpen);
        if (isOpen)
        {
            ref Entry open = ref _entries[place - 1];
            if (open.Run.TryAdd(new ReadOnlySpan<byte>(open.Data, open.Length), bytes, vnet))
            {
                _next[open.Last] = delivery;
                open.Last = delivery;
                return;
            }
        }

        // The first of its flow, or one that cannot be added: what comes behind begins anew.
        ref Entry entry = ref Append(delivery, port, data, bytes.Length);
        entry.Hash = hash;
        entry.IsOpen = entry.Run.TryBegin(bytes, vnet);
        place = (short)Count;
    }

    // The flow's place, or the one that it gets: the first near its hash that is free, else the last of them. A place is never
    // freed within a list, so that no run of the flow is left behind at a later one, to be found again out of order.
    private ref short Place(uint hash, Port port, ReadOnlySpan<byte> bytes, PacketLayout layout, out bool isOpen)
    {
        uint bucket = hash % Buckets;
        uint last = bucket + Probes - 1;
        isOpen = false;
        while (true)
        {
            ref short place = ref _places[bucket];
            if (place == 0)
            {
                return ref place;
            }

            ref Entry entry = ref _entries[place - 1];
            if (entry.Hash == hash && entry.Port == port && entry.Run.IsSameFlow(new ReadOnlySpan<byte>(entry.Data, entry.Length), bytes, layout))
            {
                isOpen = entry.IsOpen && _begun + place > _closed[port.Number];
                return ref place;
            }

            if (bucket++ == last)
            {
                return ref place;
            }
        }
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

    /// <summary>One write to come.</summary>
    public struct Entry
    {
        /// <summary>The run; of one segment, or none, if the frame goes alone.</summary>
        public CoalescedRun Run;

        /// <summary>Whether frames may be added to it, as far as its flow is concerned.</summary>
        public bool IsOpen;

        /// <summary>The hash of its flow.</summary>
        public uint Hash;

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
