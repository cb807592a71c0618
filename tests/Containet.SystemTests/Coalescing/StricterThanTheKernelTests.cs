using System.Buffers.Binary;
using Containet.DataPlane.Tests.Offload;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests.Coalescing;

/// <summary>
/// Where the switch ends a run and the kernel's GRO does not, each shown side by side (docs/architecture.md has the reasons):
/// three frames of a flow, the middle one odd. The kernel lets it pass its elders, or forgets what was special about it.
/// </summary>
[Trait("Category", "System")]
public class StricterThanTheKernelTests
{
    private static readonly PacketBuilder Udp4 = new();
    private static readonly PacketBuilder Udp6 = new() { IpV6 = true };
    private static readonly PacketBuilder Tcp4 = new() { Tcp = true };

    [SkippableFact]
    public void A_datagram_whose_checksum_is_wrong_stays_in_its_place() =>
        KernelLetsPass(Udp4, middle => middle with { Frame = Changed(middle.Frame, f => f[^1] ^= 1) });

    [SkippableFact]
    public void A_segment_whose_checksum_is_wrong_stays_in_its_place() =>
        KernelLetsPass(Tcp4, middle => middle with { Frame = Changed(middle.Frame, f => f[^1] ^= 1) });

    [SkippableFact]
    public void A_datagram_without_a_checksum_stays_in_its_place() =>
        KernelLetsPass(Udp4, middle => middle with { Frame = Changed(middle.Frame, f => f.AsSpan(Udp4.TransportOffset + 6, 2).Clear()) });

    [SkippableFact]
    public void A_datagram_that_is_padded_stays_in_its_place() =>
        KernelLetsPass(Udp4, middle => middle with { Frame = [.. middle.Frame, 0, 0, 0] });

    [SkippableFact]
    public void A_packet_with_options_stays_in_its_place() => KernelLetsPass(Udp4, WithOptions);

    [SkippableFact]
    public void A_fragment_stays_in_its_place() => KernelLetsPass(Udp4, middle => middle with
    {
        Frame = Changed(middle.Frame, f =>
        {
            f[Udp4.NetworkOffset + 7] = 1;
            WriteNetworkChecksum(f, 20);
        }),
    });

    [SkippableFact]
    public void What_is_no_packet_stays_in_its_place() => KernelLetsPass(Udp4, middle => middle with
    {
        Frame = Changed(middle.Frame, f => BinaryPrimitives.WriteUInt16BigEndian(f.AsSpan(12), 0x88B5)), // for local experiments
    });

    [SkippableFact]
    public void A_packet_with_another_flow_label_stays_in_its_place() => Compare(
        Udp6, f => f[Udp6.NetworkOffset + 3] ^= 1, ours: "[0] [1] [2]", kernels: "[0,2] [1]");

    [SkippableFact]
    public void An_urgent_pointer_without_its_flag_is_kept() => Compare(
        Tcp4, f => f[Tcp4.TransportOffset + 19] ^= 1, ours: "[0] [1] [2]", kernels: "[0,1,2]");

    [SkippableFact]
    public void Identifications_that_stay_are_kept_where_they_may_matter()
    {
        Root.Required();
        var flow = new FlowScript(Udp4, new Random(1), dontFragment: false, fixedId: true);
        Compare([flow.Next(0, 100), flow.Next(1, 100), flow.Next(2, 100)], ours: "[0] [1] [2]", kernels: "[0,1,2]");
    }

    [SkippableFact]
    public void Segments_that_the_kernel_would_not_cut_again_go_alone()
    {
        Root.Required();
        FlowScript flow = Plain(Tcp4);
        Compare([flow.Next(0, 7), flow.Next(1, 7), flow.Next(2, 7)], ours: "[0] [1] [2]", kernels: "[0,1,2]");
    }

    private static void KernelLetsPass(PacketBuilder shape, Func<Offered, Offered> odd)
    {
        Root.Required();
        // The third continues the first, as after a repetition: its identification and sequence number are the middle one's.
        Offered middle = Three(shape, null)[1];
        List<Offered> three = Three(shape, null);
        three[2] = three[1];
        three[1] = odd(middle with { Frame = Changed(middle.Frame, f => BinaryPrimitives.WriteInt32BigEndian(f.AsSpan(shape.PayloadOffset), 77)) });
        Compare(three, ours: "[0] [1] [2]", kernels: "[0,2] [1]");
    }

    private static void Compare(PacketBuilder shape, Action<byte[]> change, string ours, string kernels)
    {
        Root.Required();
        Compare(Three(shape, change), ours, kernels);
    }

    private static void Compare(List<Offered> batch, string ours, string kernels)
    {
        using var kernel = new KernelCoalescing();
        Assert.Equal(kernels, KernelCoalescingTests.Text(kernel.Runs(batch, runs => KernelCoalescingTests.Text(runs) == kernels)));
        Assert.Equal(ours, KernelCoalescingTests.Text(OurCoalescing.Runs(batch)));
    }

    private static List<Offered> Three(PacketBuilder shape, Action<byte[]>? change)
    {
        FlowScript flow = Plain(shape);
        return [flow.Next(0, 100), flow.Next(1, 100, change: change), flow.Next(2, 100)];
    }

    private static FlowScript Plain(PacketBuilder shape) => new(shape, new Random(1), dontFragment: true, fixedId: false);

    // Four bytes that do nothing (RFC 791: option 1) behind the IPv4 header.
    private static Offered WithOptions(Offered plain)
    {
        int options = Udp4.TransportOffset;
        byte[] frame = [.. plain.Frame[..options], 1, 1, 1, 1, .. plain.Frame[options..]];
        frame[Udp4.NetworkOffset] = 0x46;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(Udp4.NetworkOffset + 2), (ushort)(frame.Length - Udp4.NetworkOffset));
        WriteNetworkChecksum(frame, 24);
        return plain with { Frame = frame };
    }

    private static void WriteNetworkChecksum(byte[] frame, int length)
    {
        Span<byte> network = frame.AsSpan(14, length);
        network[10..12].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(network[10..], (ushort)~PacketBuilder.PlainSum(network));
    }

    private static byte[] Changed(byte[] frame, Action<byte[]> change)
    {
        byte[] changed = (byte[])frame.Clone();
        change(changed);
        return changed;
    }
}
