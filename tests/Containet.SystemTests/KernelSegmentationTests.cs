using Containet.DataPlane.Offload;
using Containet.DataPlane.Tests.Offload;
using Containet.Linux;
using Containet.SystemTests.Support;
using Tmds.Linux;
using Xunit;
using static Containet.Linux.Bindings.Native;

namespace Containet.SystemTests;

/// <summary>
/// The kernel is the reference: super-frames are sent by a packet socket on a tap without offloads, so that the kernel cuts
/// and checksums them itself, and what it makes of each is compared with <see cref="Segmenter"/>'s, byte for byte.
/// </summary>
[Trait("Category", "System")]
public class KernelSegmentationTests
{
    private const int Rounds = 150;

    [SkippableTheory]
    [InlineData(false, false, 0)]
    [InlineData(false, true, 0)]
    [InlineData(true, false, 0)]
    [InlineData(true, true, 0)]
    [InlineData(false, true, 1)]
    [InlineData(true, false, 2)]
    public void Segments_are_the_kernels(bool ipV6, bool tcp, int tags) => Compare(ipV6, tcp, tags, (shape, random) =>
    {
        byte[] payload = new byte[random.Next(2, 60_000)];
        random.NextBytes(payload);
        byte[] frame = shape.Build(payload, random);
        VnetHeader vnet = HeaderOf(shape) with { GsoSize = (ushort)random.Next(Math.Max(8, payload.Length / 60), 8000) };
        if (payload.Length <= vnet.GsoSize)
        {
            vnet = vnet with { GsoSize = (ushort)Math.Max(8, payload.Length / 2) };
        }

        shape.PreparePartialChecksum(frame);
        Skip.IfNot(VnetValidator.IsValid(vnet, frame, out _), $"{shape} {vnet} is not valid");
        return (frame, vnet, FinishedFrames.Of(frame, vnet));
    });

    [SkippableTheory]
    [InlineData(false, false, 0)]
    [InlineData(false, true, 0)]
    [InlineData(true, false, 1)]
    [InlineData(true, true, 2)]
    public void Finished_checksums_are_the_kernels(bool ipV6, bool tcp, int tags) => Compare(ipV6, tcp, tags, (shape, random) =>
    {
        byte[] payload = new byte[random.Next(0, 1400)];
        random.NextBytes(payload);
        byte[] frame = shape.Build(payload, random);
        shape.PreparePartialChecksum(frame);
        VnetHeader vnet = HeaderOf(shape) with { GsoType = GsoType.None };
        return (frame, vnet, FinishedFrames.Of(frame, vnet));
    });

    private static void Compare(
        bool ipV6, bool tcp, int tags, Func<PacketBuilder, Random, (byte[] Frame, VnetHeader Vnet, List<byte[]> Ours)> make)
    {
        Root.Required();
        using var node = new NetworkNamespace();
        node.Check("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
        using Fd tap = node.AddTap(IFF_NO_PI, "10.0.0.1/24", mtu: 65_000);
        Tap.SetOffload(tap.Value, 0);
        using var socket = new PacketSocket(node);
        Drain(tap);
        int refused = 0;
        for (int seed = 0; seed < Rounds; seed++)
        {
            PacketBuilder shape = PacketBuilder.FromSeed(seed) with { IpV6 = ipV6, Tcp = tcp, VlanTags = tags };
            shape = shape with { NetworkOptions = ipV6 ? shape.NetworkOptions / 8 * 8 : shape.NetworkOptions };
            (byte[] frame, VnetHeader vnet, List<byte[]> ours) = make(shape, new Random(seed));
            if (socket.Send(vnet, frame) != 0)
            {
                refused++;
                continue;
            }

            List<byte[]> kernels = Drain(tap);
            Assert.True(kernels.Count == ours.Count, $"seed {seed}, {shape}, {vnet}: the kernel makes {kernels.Count}, we {ours.Count}");
            for (int i = 0; i < ours.Count; i++)
            {
                int same = ours[i].AsSpan().CommonPrefixLength(kernels[i]);
                Assert.True(
                    same == ours[i].Length && same == kernels[i].Length,
                    $"seed {seed}, {shape}, {vnet}: frame {i} of {ours.Count} differs at byte {same} of {ours[i].Length} (the kernel's has {kernels[i].Length})");
            }
        }

        Assert.InRange(refused, 0, Rounds / 4);
    }

    private static VnetHeader HeaderOf(PacketBuilder shape) => new(
        VnetHeader.NeedsChecksumFlag,
        !shape.Tcp ? GsoType.UdpL4 : shape.IpV6 ? GsoType.TcpV6 : GsoType.TcpV4,
        (ushort)shape.PayloadOffset,
        0,
        (ushort)shape.TransportOffset,
        shape.Tcp ? (ushort)16 : (ushort)6);

    // The packet socket's send returns when the tap's queue has the frames.
    private static unsafe List<byte[]> Drain(Fd tap)
    {
        var frames = new List<byte[]>();
        byte[] buffer = new byte[70_000];
        fixed (byte* bytes = buffer)
        {
            for (int length; (length = (int)LibC.read(tap.Value, bytes, buffer.Length)) > 0;)
            {
                frames.Add(buffer[..length]);
            }
        }

        return frames;
    }
}
