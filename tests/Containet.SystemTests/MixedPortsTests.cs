using System.Globalization;
using Containet.DataPlane;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Ports;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>
/// TCP and UDP between taps of every kind and MTU, over IPv4 and IPv6, both ways: super-frames pass where both ends can take
/// them, are cut and checksummed in software where one cannot, and every byte arrives.
/// </summary>
public abstract class MixedPortsTests(EngineKind engine) : SwitchOnTaps(engine)
{
    private const int Bytes = 20_000_000;

    [SkippableTheory]
    [InlineData(WithVnet, WithVnet, 1500)]
    [InlineData(WithVnet, Plain, 1500)]
    [InlineData(Plain, WithPi, 1500)]
    [InlineData(WithBoth, WithPi, 9000)]
    [InlineData(WithVnet, WithVnet, 9000)]
    [InlineData(WithVnet, Plain, 64000)]
    [InlineData(WithPi, Plain, 64000)]
    public void Every_byte_of_a_stream_arrives(int left, int right, int mtu)
    {
        Switch sut = Start(new SwitchOptions { Workers = 2 });
        (NetworkNamespace a, Port first) = Join(1, left, worker: 0, mtu);
        (NetworkNamespace b, Port second) = Join(2, right, worker: 1, mtu);
        foreach (string net in new[] { "10.0.0.", "fd00::" })
        {
            TcpStream.Transfer(a, b, net + "2", Bytes);
            TcpStream.Transfer(b, a, net + "1", Bytes);
        }

        CheckNothingWasRefused(sut);
        CheckFramesFit(a, first, mtu);
        CheckFramesFit(b, second, mtu);
    }

    [SkippableTheory]
    [InlineData(WithVnet, WithVnet, "10.0.0.2")]
    [InlineData(WithVnet, Plain, "10.0.0.2")]
    [InlineData(WithBoth, WithPi, "fd00::2")]
    [InlineData(WithVnet, WithVnet, "fd00::2")]
    public void Every_datagram_of_a_super_frame_arrives(int left, int right, string address)
    {
        Switch sut = Start(new SwitchOptions { Workers = 2 });
        (NetworkNamespace a, _) = Join(1, left, worker: 0);
        (NetworkNamespace b, Port second) = Join(2, right, worker: 1);
        Datagrams.Exchange(a, b, address, 8000, _ => 1200, segment: 1200, perSend: 40);
        Datagrams.Exchange(a, b, address, 8000, _ => 101, segment: 101, perSend: 50);

        // Smaller than any segment of TCP.
        Datagrams.Exchange(a, b, address, 4000, _ => 4, segment: 4, perSend: 40);

        // The last one of each super-frame is shorter.
        Datagrams.Exchange(a, b, address, 4000, n => n % 20 == 19 ? 77 : 1000, segment: 1000, perSend: 20);
        CheckNothingWasRefused(sut);
        CheckFramesFit(b, second, 1500);
    }

    private static void CheckNothingWasRefused(Switch sut)
    {
        DropReason[] reasons = [DropReason.BadVnetHeader, DropReason.WriteFailed, DropReason.Giant, DropReason.Runt, DropReason.OverMtu, DropReason.TooManySegments];
        Assert.All(sut.Ports, port => Assert.All(reasons, reason => Assert.Equal(0, port.Counters.Drops(reason))));
    }

    // The receiving kernel takes frames of any length. So what a port without offloads was given is counted by its interface.
    private static void CheckFramesFit(NetworkNamespace node, Port port, int mtu)
    {
        if (port.VnetHeaderSize == 0)
        {
            long frames = Statistic(node, "rx_packets");
            Assert.InRange(Statistic(node, "rx_bytes"), frames * 14, frames * (mtu + 14));
        }
    }

    private static long Statistic(NetworkNamespace node, string name)
    {
        // By a program: sysfs shows the namespace of whoever mounted it.
        string[] words = node.Check("ip", "-s", "-o", "link", "show", "eth0").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        int at = Array.IndexOf(words, "RX:");
        string[] numbers = [.. words.Skip(at).Where(word => long.TryParse(word, out _))];
        return long.Parse(numbers[name == "rx_bytes" ? 0 : 1], CultureInfo.InvariantCulture);
    }
}

/// <summary>With io_uring.</summary>
[Trait("Category", "System")]
public sealed class UringMixedPortsTests() : MixedPortsTests(EngineKind.Uring);

/// <summary>With epoll.</summary>
[Trait("Category", "System")]
public sealed class EpollMixedPortsTests() : MixedPortsTests(EngineKind.Epoll);
