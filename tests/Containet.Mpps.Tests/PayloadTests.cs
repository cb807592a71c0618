using System.Net;
using Containet.Mpps.Loads;
using FsCheck.Xunit;
using Xunit;

namespace Containet.Mpps.Tests;

public class PayloadTests
{
    [Property]
    public void What_is_written_is_read(ushort run, ushort flow, ulong sequence)
    {
        byte[] bytes = new byte[Payload.Size];
        Payload.Write(bytes, run, flow, sequence);
        Assert.True(Payload.TryRead(bytes, run, out ushort readFlow, out ulong readSequence));
        Assert.Equal((flow, sequence), (readFlow, readSequence));
    }

    [Property]
    public void A_flipped_bit_is_noticed(ushort run, ushort flow, ulong sequence, byte bit)
    {
        byte[] bytes = new byte[Payload.Size];
        Payload.Write(bytes, run, flow, sequence);
        int flipped = bit % (Payload.Size * 8);
        bytes[flipped / 8] ^= (byte)(1 << (flipped % 8));
        bool accepted = Payload.TryRead(bytes, run, out ushort readFlow, out ulong readSequence);
        Assert.False(accepted, $"bit {flipped}: flow {flow} became {readFlow}, sequence {sequence} became {readSequence}");
    }

    [Fact]
    public void Another_run_is_not_this_one()
    {
        byte[] bytes = new byte[Payload.Size];
        Payload.Write(bytes, 1, 0, 7);
        Assert.False(Payload.TryRead(bytes, 2, out _, out _));
        Assert.False(Payload.TryRead(bytes.AsSpan(0, 17), 1, out _, out _));
    }

    [Property]
    public void The_raw_frame_has_right_checksums(ushort port, ulong sequence)
    {
        byte[] frame = new byte[RawFrame.Size];
        RawFrame.WriteHeaders(frame, IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2"), port);
        Payload.Write(frame.AsSpan(RawFrame.PayloadOffset), 1, 2, sequence);
        RawFrame.WriteChecksum(frame, RawFrame.HeaderSum(frame));

        // RFC 1071: the sum over everything, the checksum included, is all ones.
        Assert.Equal(0xffff, Sum(frame.AsSpan(14, 20), 0));
        Assert.Equal(0xffff, Sum(frame.AsSpan(26), 17 + 8 + Payload.Size));
    }

    private static int Sum(ReadOnlySpan<byte> bytes, int start)
    {
        int sum = start;
        for (int i = 0; i < bytes.Length; i += 2)
        {
            sum += (bytes[i] << 8) | bytes[i + 1];
        }

        while (sum >> 16 != 0)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return sum;
    }
}
