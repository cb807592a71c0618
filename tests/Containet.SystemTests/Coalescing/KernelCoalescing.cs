using System.Runtime.InteropServices;
using Containet.DataPlane.Offload;
using Containet.Linux;
using Containet.SystemTests.Support;
using Tmds.Linux;
using Xunit;
using static Containet.Linux.Bindings.Native;

namespace Containet.SystemTests.Coalescing;

/// <summary>
/// What the kernel's own GRO makes of a batch: frames are written to a tap with IFF_NAPI and seen by a packet socket behind
/// its GRO. A NAPI poll ends after each frame; with gro_flush_timeout what is held stays held for the next, except that the
/// kernel lets go of it whenever its clock (jiffies) has ticked. So a batch is offered several times, and counts as it came in
/// the fewest pieces.
/// </summary>
internal sealed unsafe class KernelCoalescing : IDisposable
{
    private const int HoldNanoseconds = 10_000_000;
    private const int Attempts = 3;
    private const int Patience = 2000; // ms
    private readonly NetworkNamespace _node;
    private readonly Fd _tap;
    private readonly PacketSocket _socket;
    private readonly byte[] _own;

    public KernelCoalescing()
    {
        Skip.If(Environment.OSVersion.Version < new Version(6, 18), "what is compared are the rules of Linux 6.18; older ones differ in details");
        _node = new NetworkNamespace();
        _node.Check("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
        _tap = _node.Get(() => Tap.Create("eth0", IFF_NO_PI | IFF_VNET_HDR | IFF_NAPI));
        _node.Check("ip", "link", "set", "eth0", "up");
        _node.Check("ethtool", "-K", "eth0", "gro", "on", "rx-udp-gro-forwarding", "on");
        _node.Check("unshare", "-m", "sh", "-c", $"mount -t sysfs none /sys && echo {HoldNanoseconds} > /sys/class/net/eth0/gro_flush_timeout");
        _own = _node.HardwareAddress();
        _socket = new PacketSocket(_node, receives: true);
    }

    /// <summary>Whether it was built with VLANs.</summary>
    public bool KnowsVlans => _node.Run("ip", "link", "add", "link", "eth0", "name", "eth0.5", "type", "vlan", "id", "5").Status == 0;

    /// <summary>Offers a batch.</summary>
    /// <param name="batch">Frames of at most 8 flows: more are not held.</param>
    /// <param name="expected">Whether a result is the expected one: where several are of the fewest pieces, that one counts.</param>
    /// <returns>The runs, in the order in which they came: of each the frames by their place in the batch.</returns>
    public List<int[]> Runs(List<Offered> batch, Predicate<List<int[]>> expected)
    {
        List<int[]>? best = null;
        for (int attempt = 0; attempt < Attempts || (attempt < 10 * Attempts && !expected(best!)); attempt++)
        {
            List<int[]> runs = Offer(batch);
            if (best is null || runs.Count < best.Count || (runs.Count == best.Count && expected(runs)))
            {
                best = runs;
            }
        }

        return best!;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _tap.Dispose();
        _node.Dispose();
    }

    private List<int[]> Offer(List<Offered> batch)
    {
        foreach (Offered offered in batch)
        {
            Write(offered);
        }

        var runs = new List<int[]>();
        bool[] seen = new bool[batch.Count];
        while (seen.Contains(false))
        {
            (VnetHeader Vnet, byte[] Frame)? came = _socket.Receive(Patience);
            Assert.True(came is not null, $"{seen.Count(s => !s)} of {batch.Count} frames have not come, the first is {Array.IndexOf(seen, false)}");
            if (!came.Value.Frame.AsSpan(6, 6).SequenceEqual(_own)) // the node's own answers
            {
                runs.Add([.. Pieces(came.Value.Vnet, came.Value.Frame).Select(p => Find(batch, seen, p))]);
            }
        }

        return runs;
    }

    private void Write(Offered offered)
    {
        byte* header = stackalloc byte[VnetHeader.Size];
        offered.Vnet.Write(new Span<byte>(header, VnetHeader.Size));

        // Safe: the kernel reads both pieces, as long as said, before it returns.
        fixed (byte* bytes = offered.Frame)
        {
            iovec* pieces = stackalloc iovec[2];
            pieces[0] = new iovec { iov_base = header, iov_len = VnetHeader.Size };
            pieces[1] = new iovec { iov_base = bytes, iov_len = offered.Frame.Length };
            Assert.True(writev(_tap.Value, pieces, 2) > 0, $"the tap refuses a frame: errno {Marshal.GetLastPInvokeError()}");
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Pieces(VnetHeader vnet, byte[] frame)
    {
        if (!vnet.IsGso)
        {
            yield return new Offered(frame, vnet).Mark;
            yield break;
        }

        Assert.True(PacketLayout.TryParse(frame, out PacketLayout layout));
        for (int at = layout.Payload; at < frame.Length; at += vnet.GsoSize)
        {
            yield return frame.AsMemory(at, Math.Min(vnet.GsoSize, frame.Length - at));
        }
    }

    private static int Find(List<Offered> batch, bool[] seen, ReadOnlyMemory<byte> mark)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            if (!seen[i] && batch[i].Mark.Span.SequenceEqual(mark.Span))
            {
                seen[i] = true;
                return i;
            }
        }

        Assert.Fail($"the kernel delivers {mark.Length} bytes that were not sent, or twice: {Convert.ToHexString(mark.Span[..Math.Min(40, mark.Length)])}");
        return -1;
    }
}
