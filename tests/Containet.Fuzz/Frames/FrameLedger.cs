using System.Buffers.Binary;
using Containet.DataPlane.Offload;
using Containet.DataPlane.Tests.Offload;

namespace Containet.Fuzz.Frames;

/// <summary>
/// What went into a switch and what may therefore come out: every finished frame out is one that went in at another port, no
/// more often than it went in, in the order of its flow.
/// </summary>
internal sealed class FrameLedger(int ports)
{
    private readonly Dictionary<ulong, List<(int Port, int At)>> _in = [];
    private readonly Dictionary<(int Port, ulong Identity), int> _out = [];
    private readonly Dictionary<(int From, int To, ulong Flow), int> _last = [];
    private int _count;

    /// <summary>Frames, cut ones counted as what they become, that a port gave.</summary>
    public long[] Given { get; } = new long[ports];

    /// <summary>The same of those that a port was given.</summary>
    public long[] Taken { get; } = new long[ports];

    /// <summary>A message that a port gave to the switch.</summary>
    public void Give(int port, StandInTap tap, ReadOnlySpan<byte> message)
    {
        Given[port]++;
        if (!TryFinish(tap, message, isOurs: false, out List<byte[]> frames))
        {
            return; // refused
        }

        Given[port] += frames.Count - 1;
        foreach (byte[] frame in frames)
        {
            ulong identity = CanonicalFrame.Identity(frame);
            if (!_in.TryGetValue(identity, out List<(int, int)>? same))
            {
                _in[identity] = same = [];
            }

            same.Add((port, _count++));
        }
    }

    /// <summary>A message that the switch gave to a port.</summary>
    public void Take(int port, StandInTap tap, ReadOnlySpan<byte> message)
    {
        BrokenInvariantException.Unless(
            TryFinish(tap, message, isOurs: true, out List<byte[]> frames), $"port {port} was given what the switch itself would refuse");
        Taken[port] += frames.Count;
        frames.ForEach(frame => Explain(port, frame));
    }

    private void Explain(int port, byte[] frame)
    {
        ulong identity = CanonicalFrame.Identity(frame);
        List<(int Port, int At)> origins = _in.TryGetValue(identity, out List<(int, int)>? same) ? same : [];
        int most = origins.Count(origin => origin.Port != port);
        int times = _out[(port, identity)] = _out.GetValueOrDefault((port, identity)) + 1;
        BrokenInvariantException.Unless(
            times <= most, $"port {port} was given a frame {times} times that others gave {most} times: {Convert.ToHexString(frame)}");
        if (origins.Count == 1)
        {
            (int from, int at) = origins[0];
            (int, int, ulong) flow = (from, port, CanonicalFrame.Flow(frame));
            BrokenInvariantException.Unless(
                at >= _last.GetValueOrDefault(flow, -1), $"a frame from {from} to {port} was overtaken: {Convert.ToHexString(frame)}");
            _last[flow] = at;
        }
    }

    // The frames that a message stands for; false if it is none.
    private static bool TryFinish(StandInTap tap, ReadOnlySpan<byte> message, bool isOurs, out List<byte[]> frames)
    {
        frames = [];
        if (message.Length < tap.PrefixSize + 14)
        {
            return false;
        }

        byte[] frame = message[tap.PrefixSize..].ToArray();
        if (tap.Port.PacketInformation)
        {
            ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(message);
            if ((flags & 1) != 0 || (isOurs && !message.Slice(2, 2).SequenceEqual(frame.AsSpan(12, 2))))
            {
                return false; // cut by the kernel; or the switch wrote another type than the frame's
            }
        }

        VnetHeader vnet = tap.Port.VnetHeaderSize > 0 ? VnetHeader.Read(message[(tap.PrefixSize - tap.Port.VnetHeaderSize)..]) : default;

        // Small segments are put together, but not taken from anybody.
        VnetHeader judged = isOurs && vnet.IsGso ? vnet with { GsoSize = Math.Max(vnet.GsoSize, (ushort)8) } : vnet;
        if (!VnetValidator.IsValid(judged, frame, out _))
        {
            return false;
        }

        frames = FinishedFrames.Of(frame, vnet);
        return true;
    }
}
