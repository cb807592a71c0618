using System.Buffers.Binary;
using Containet.DataPlane.Forwarding;

namespace Containet.DataPlane.Tests.Simulation;

/// <summary>Frames that carry a number, so that each can be told from every other.</summary>
internal static class TestFrame
{
    public static readonly MacAddress[] Sources =
    [
        .. Enumerable.Range(1, 6).Select(Station), default, new MacAddress(0x0000_0000_0001),
    ];

    public static readonly MacAddress[] Destinations =
    [
        .. Enumerable.Range(1, 7).Select(Station), MacAddress.Broadcast, Parse("01:00:5e:00:00:fb"), Parse("01:80:c2:00:00:0e"), default,
    ];

    public static MacAddress Station(int number) => Parse($"02:00:00:00:00:{number:x2}");

    public static MacAddress Parse(string text) =>
        MacAddress.TryParse(text, out MacAddress address) ? address : throw new FormatException(text);

    public static byte[] Make(MacAddress destination, MacAddress source, int id, int length)
    {
        byte[] frame = new byte[Math.Max(length, 18)];
        destination.Write(frame);
        source.Write(frame.AsSpan(6));
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(14), id);
        frame.AsSpan(18).Fill((byte)id);
        return length < 18 ? frame[..length] : frame;
    }

    public static int IdOf(byte[] frame) => BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(14));
}
