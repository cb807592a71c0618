using System.Buffers.Binary;
using Containet.DataPlane.Tests.Offload;

namespace Containet.SystemTests.Coalescing;

/// <summary>A batch of frames of a few interleaved flows in which something differs now and then, from a seed.</summary>
internal static class Traffic
{
    private const int MaxFlows = 3;
    private const int MaxStations = 3; // changes of address make flows of their own, of which the kernel holds 8 in all

    /// <summary>Makes it.</summary>
    /// <param name="shape">Of all flows.</param>
    /// <param name="random">Where everything random comes from.</param>
    public static List<Offered> Make(PacketBuilder shape, Random random)
    {
        var flows = new List<FlowScript>();
        for (int i = random.Next(1, MaxFlows + 1); i > 0; i--)
        {
            bool dontFragment = random.Next(2) == 0;
            flows.Add(new FlowScript(shape, random, dontFragment, fixedId: dontFragment && random.Next(2) == 0));
        }

        int size = random.Next(4) == 0 ? random.Next(1200, 1449) : random.Next(8, 200);
        int oddities = random.Next(3) == 0 ? 0 : random.Next(2, 12);
        int count = random.Next(4, 110);
        int stations = MaxStations;
        bool partial = random.Next(2) == 0;
        var frames = new List<Offered>();
        FlowScript flow = flows[0];
        for (int i = 0; i < count; i++)
        {
            flow = random.Next(3) == 0 ? flows[random.Next(flows.Count)] : flow;
            bool isOdd = random.Next(count) < oddities;
            int payload = isOdd && random.Next(3) == 0 ? OtherLength(shape, random, size) : size;
            Action<byte[]>? change = isOdd ? Change(shape, random, ref stations) : null;
            frames.Add(flow.Next(i, payload, partial && random.Next(8) > 0, change));
        }

        return frames;
    }

    private static int OtherLength(PacketBuilder shape, Random random, int size) => random.Next(3) switch
    {
        0 when shape.Tcp => 0,
        1 => size + random.Next(1, 20),
        _ => random.Next(8, size + 1),
    };

    // What the kernel and we look at alike. Fields by their place in RFC 791, 8200, 9293.
    private static Action<byte[]>? Change(PacketBuilder shape, Random random, ref int stations)
    {
        int network = shape.NetworkOffset;
        int transport = shape.TransportOffset;
        byte bit = (byte)(1 << random.Next(8));
        int kind = random.Next(shape.Tcp ? 9 : 4);
        if (kind == 3 && --stations < 0)
        {
            return null;
        }

        return kind switch
        {
            0 => frame => frame[network + (shape.IpV6 ? 7 : 8)] ^= bit, // hop limit, time to live
            1 => frame => frame[network + 1] ^= (byte)(shape.IpV6 ? 0x10 << random.Next(4) : bit), // traffic class, type of service
            2 when !shape.IpV6 => random.Next(2) == 0
                ? frame => (frame[network + 6], frame[network + 4]) = ((byte)(frame[network + 6] ^ 0x40), bit) // don't fragment, and an identification
                : frame => frame[network + 4] ^= bit, // identification, never the next one's
            3 => frame => frame[6 + random.Next(1, 6)] ^= bit, // another station, of the same addresses above
            4 => frame => frame[transport + 13] ^= bit, // flags
            5 => frame => frame[transport + 8 + random.Next(4)] ^= bit, // acknowledgement
            6 => frame => frame[transport + 14 + random.Next(2)] ^= bit, // window
            7 when shape.TcpOptions > 0 => frame => frame[transport + 20 + random.Next(shape.TcpOptions)] ^= bit,
            8 => frame => BinaryPrimitives.WriteInt32BigEndian(
                frame.AsSpan(transport + 4), BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(transport + 4)) + random.Next(-300, 300)), // a gap, a repetition
            _ => null,
        };
    }
}
