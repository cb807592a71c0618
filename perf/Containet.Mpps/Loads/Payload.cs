using System.Buffers.Binary;

namespace Containet.Mpps.Loads;

/// <summary>
/// What every test datagram carries: 18 bytes, so that the frame is Ethernet's shortest (64 bytes with its check sum).
/// Little endian: a magic number, the run, the flow, the sequence number within the flow, and a check over them all, by which
/// a receiver knows that it counts what this run sent, unharmed.
/// </summary>
internal static class Payload
{
    /// <summary>Bytes.</summary>
    public const int Size = 18;

    /// <summary>Where the sequence number is, in bytes from the payload's start.</summary>
    public const int SequenceOffset = 6;

    private const ushort Magic = 0xC7E7;
    private const ulong Spread = 0x9E3779B97F4A7C15; // 2^64 / golden ratio: every bit of the sequence reaches the check

    /// <summary>Writes a payload.</summary>
    /// <param name="to">At least <see cref="Size"/> bytes.</param>
    /// <param name="run">The run.</param>
    /// <param name="flow">The flow.</param>
    /// <param name="sequence">0 for the flow's first.</param>
    public static void Write(Span<byte> to, ushort run, ushort flow, ulong sequence)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(to, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(to[2..], run);
        BinaryPrimitives.WriteUInt16LittleEndian(to[4..], flow);
        BinaryPrimitives.WriteUInt64LittleEndian(to[SequenceOffset..], sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(to[14..], Check(run, flow, sequence));
    }

    /// <summary>Reads a payload.</summary>
    /// <returns>False if it is not one of this run, or is damaged.</returns>
    public static bool TryRead(ReadOnlySpan<byte> from, ushort run, out ushort flow, out ulong sequence)
    {
        if (from.Length < Size)
        {
            (flow, sequence) = (0, 0);
            return false;
        }

        flow = BinaryPrimitives.ReadUInt16LittleEndian(from[4..]);
        sequence = BinaryPrimitives.ReadUInt64LittleEndian(from[SequenceOffset..]);
        return BinaryPrimitives.ReadUInt16LittleEndian(from) == Magic
            && BinaryPrimitives.ReadUInt16LittleEndian(from[2..]) == run
            && BinaryPrimitives.ReadUInt32LittleEndian(from[14..]) == Check(run, flow, sequence);
    }

    private static uint Check(ushort run, ushort flow, ulong sequence) =>
        (uint)(((sequence ^ ((ulong)run << 48) ^ ((ulong)flow << 32)) * Spread) >> 32);
}
