using Containet.DataPlane;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Offload;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Tests.Offload;
using Containet.SystemTests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Containet.SystemTests;

/// <summary>
/// A container that sends virtio-net headers that lie, by a packet socket on its eth0, which is as near to the switch as it
/// gets. What its kernel lets through is forwarded or dropped and counted; the switch and the others' traffic go on.
/// </summary>
public abstract class HostileFramesTests(EngineKind engine, ITestOutputHelper log) : SwitchOnTaps(engine)
{
    private const int Frames = 20_000;
    private static readonly byte[] Flags = [1, 1, 1, 0, 2, 3, 255];
    private static readonly byte[] Types = [0, 1, 1, 4, 5, 5, 0x81, 0x84, 3, 2, 0x7F, 255];
    private static readonly ushort[] Sizes = [0, 1, 7, 8, 100, 1000, 1448, 65535];
    private static readonly ushort[] Places = [0, 1, 6, 13, 14, 16, 34, 38, 54, 66, 100, 255, 1000, 65535];

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public void Headers_that_lie_are_counted_and_survived(int workers)
    {
        Switch sut = Start(new SwitchOptions { Workers = workers });
        (NetworkNamespace attacker, Port hostile) = Join(1, WithVnet, worker: 0);
        (NetworkNamespace victim, Port _) = Join(2, WithVnet, worker: workers - 1);
        (NetworkNamespace plain, Port _) = Join(3, Plain, worker: 0);
        victim.Check("ping", "-c", "1", "-W", "2", "10.0.0.1");
        victim.Check("ping", "-c", "1", "-W", "2", "10.0.0.3");
        var others = Task.Run(() =>
        {
            for (int i = 0; i < 3; i++)
            {
                TcpStream.Transfer(victim, plain, "10.0.0.3", 5_000_000);
                TcpStream.Transfer(plain, victim, "fd00::2", 5_000_000);
            }
        });

        int seed = Environment.TickCount;
        log.WriteLine($"seed {seed}");
        int accepted = Attack(attacker, [victim.HardwareAddress(), plain.HardwareAddress(), Broadcast], new Random(seed));
        others.GetAwaiter().GetResult();

        log.WriteLine($"the kernel let {accepted} of {Frames} through");
        foreach (Port port in sut.Ports)
        {
            string drops = string.Join(
                ", ", Enum.GetValues<DropReason>().Where(r => port.Counters.Drops(r) > 0).Select(r => $"{r} {port.Counters.Drops(r)}"));
            log.WriteLine($"{port}: {port.Counters.ReceivedFrames} from it, {port.Counters.SentFrames} to it, dropped: {drops}");
            Assert.Equal(0, port.Failure);
        }

        Assert.True(accepted > Frames / 20, $"only {accepted} got as far as the switch");
        Assert.True(hostile.Counters.Drops(DropReason.BadVnetHeader) > 0, "no header was refused");
        AwaitFrames();
        attacker.Check("ping", "-c", "2", "-i", "0.05", "-W", "2", "10.0.0.2");
        plain.Check("ping", "-c", "2", "-i", "0.05", "-W", "2", "10.0.0.1");
    }

    private static byte[] Broadcast => [255, 255, 255, 255, 255, 255];

    private static int Attack(NetworkNamespace from, byte[][] targets, Random random)
    {
        using var socket = new PacketSocket(from);
        byte[] own = from.HardwareAddress();
        int accepted = 0;
        for (int i = 0; i < Frames; i++)
        {
            byte[] frame = MakeFrame(random, out VnetHeader right);
            if (frame.Length >= 12)
            {
                targets[random.Next(targets.Length)].CopyTo(frame, 0);
                own.CopyTo(frame, 6);
            }

            accepted += socket.Send(Spoil(right, random), frame) == 0 ? 1 : 0;
        }

        return accepted;
    }

    private static byte[] MakeFrame(Random random, out VnetHeader right)
    {
        right = default;
        switch (random.Next(6))
        {
            case 0: // as short as can be, and shorter
                return new byte[random.Next(12, 16)];
            case 1: // ARP that cannot be
                byte[] arp = new byte[random.Next(14, 2000)];
                random.NextBytes(arp);
                (arp[12], arp[13]) = (0x08, 0x06);
                return arp;
            case 2:
                byte[] noise = new byte[random.Next(14, 9000)];
                random.NextBytes(noise);
                return noise;
            default:
                var shape = PacketBuilder.FromSeed(random.Next());
                byte[] packet = shape.Build(new byte[random.Next(5) == 0 ? 0 : random.Next(1, 20_000)], random);
                shape.PreparePartialChecksum(packet);
                right = new VnetHeader(
                    VnetHeader.NeedsChecksumFlag,
                    !shape.Tcp ? GsoType.UdpL4 : shape.IpV6 ? GsoType.TcpV6 : GsoType.TcpV4,
                    (ushort)shape.PayloadOffset,
                    1000,
                    (ushort)shape.TransportOffset,
                    shape.Tcp ? (ushort)16 : (ushort)6);
                if (random.Next(4) == 0)
                {
                    packet[random.Next(12, packet.Length)] ^= (byte)random.Next(256);
                }

                return packet;
        }
    }

    // One field or several say something else.
    private static VnetHeader Spoil(VnetHeader header, Random random)
    {
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            header = random.Next(6) switch
            {
                0 => header with { Flags = Flags[random.Next(Flags.Length)] },
                1 => header with { GsoType = (GsoType)Types[random.Next(Types.Length)] },
                2 => header with { HeaderLength = Places[random.Next(Places.Length)] },
                3 => header with { GsoSize = Sizes[random.Next(Sizes.Length)] },
                4 => header with { ChecksumStart = Places[random.Next(Places.Length)] },
                _ => header with { ChecksumOffset = Places[random.Next(Places.Length)] },
            };
        }

        return header;
    }
}

/// <summary>With io_uring.</summary>
[Trait("Category", "System")]
public sealed class UringHostileFramesTests(ITestOutputHelper log) : HostileFramesTests(EngineKind.Uring, log);

/// <summary>With io_uring as Linux 5.15 has it.</summary>
[Trait("Category", "System")]
public sealed class Uring515HostileFramesTests(ITestOutputHelper log) : HostileFramesTests(EngineKind.Uring515, log);

/// <summary>With epoll.</summary>
[Trait("Category", "System")]
public sealed class EpollHostileFramesTests(ITestOutputHelper log) : HostileFramesTests(EngineKind.Epoll, log);
