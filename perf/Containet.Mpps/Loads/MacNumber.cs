using System.Buffers.Binary;
using System.Globalization;

namespace Containet.Mpps.Loads;

/// <summary>Hardware addresses as numbers of 48 bits, which can be counted up.</summary>
internal static class MacNumber
{
    /// <summary>Bytes of an address.</summary>
    public const int Bytes = 6;

    /// <summary>Goes to every station.</summary>
    public const long Broadcast = 0xffff_ffff_ffff;

    /// <summary>The locally administered address of a port's station.</summary>
    /// <param name="port">0 for the first.</param>
    public static long OfPort(int port) => 0x02_00_00_00_00_00 + port + 1;

    /// <summary>Reads <c>02:00:00:00:00:01</c>.</summary>
    public static long Parse(string text) =>
        long.Parse(text.Replace(":", "", StringComparison.Ordinal), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>The usual text form.</summary>
    public static string Format(long address) =>
        string.Join(':', Enumerable.Range(0, 6).Select(i => $"{(address >> (40 - (8 * i))) & 0xff:x2}"));

    /// <summary>Writes the six bytes, the highest first.</summary>
    public static void Write(Span<byte> to, long address)
    {
        BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)(address >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(to[2..], (uint)address);
    }
}
