using System.Buffers.Binary;

namespace Containet.DataPlane.Frames;

/// <summary>Makes frames of others' bytes, for when a copy is to differ. The pool's owner only.</summary>
internal static unsafe class FrameCopy
{
    /// <summary>What the prefix of a made frame looks like: like none that a port has, so that one is put together when it is written.</summary>
    public const byte NoShape = 0x7F;

    private const int Addresses = 12;
    private const int TagSize = 4;

    /// <summary>Copies a frame with another VLAN tag; of two tags, the outer.</summary>
    /// <param name="pool">Whose frame it is, and whose the copy will be.</param>
    /// <param name="index">The frame, held.</param>
    /// <param name="vlan">1 to 4094; 0 for none. The priority of a tag that is there stays.</param>
    /// <param name="copy">The copy, held once.</param>
    /// <returns>False if no frame is free, or it would be too long.</returns>
    public static bool TryRetag(FramePool pool, int index, ushort vlan, out int copy)
    {
        // Safe: both frames are held, and the lengths are compared with the buffer's below.
        FrameDescriptor* from = pool.Descriptor(index);
        var bytes = new ReadOnlySpan<byte>(pool.Data(index), from->Length);
        bool isTagged = bytes.Length >= Addresses + TagSize + 2 && BinaryPrimitives.ReadUInt16BigEndian(bytes[Addresses..]) is 0x8100 or 0x88A8;
        int shift = (vlan == 0 ? 0 : TagSize) - (isTagged ? TagSize : 0);
        copy = -1;
        if (from->Length + shift > FramePool.ReadCapacity - TapPrefix.MaxSize || !pool.TryTake(out copy))
        {
            return false;
        }

        FrameDescriptor* to = pool.Descriptor(copy);
        int references = to->References;
        *to = *from;
        to->References = references;
        to->Start = FramePool.ReadOffset + TapPrefix.MaxSize;
        to->Shape = NoShape;
        to->Length += shift;
        to->HeaderLength = (ushort)(from->HeaderLength == 0 ? 0 : from->HeaderLength + shift);
        to->Vnet = from->Vnet.IsFinished ? from->Vnet : from->Vnet with
        {
            ChecksumStart = (ushort)(from->Vnet.ChecksumStart + shift),
            HeaderLength = (ushort)(from->Vnet.HeaderLength + shift),
        };
        var made = new Span<byte>(pool.Data(copy), to->Length);
        bytes[..Addresses].CopyTo(made);
        bytes[(Addresses + (isTagged ? TagSize : 0))..].CopyTo(made[(Addresses + (vlan == 0 ? 0 : TagSize))..]);
        if (vlan != 0)
        {
            int priority = isTagged ? bytes[Addresses + 2] & 0xF0 : 0;
            BinaryPrimitives.WriteUInt16BigEndian(made[Addresses..], 0x8100);
            BinaryPrimitives.WriteUInt16BigEndian(made[(Addresses + 2)..], (ushort)((priority << 8) | vlan));
        }

        return true;
    }
}
