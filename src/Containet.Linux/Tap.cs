using System.Runtime.InteropServices;
using System.Text;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux;

/// <summary>
/// Ethernet taps (Documentation/networking/tuntap.rst): making one, and asking any what its frames look like.
/// A tap belongs to the network namespace of the thread that opens it, lives while a descriptor of it is open,
/// and pins that namespace.
/// </summary>
public static unsafe class Tap
{
    private const string Device = "/dev/net/tun";

    /// <summary>Makes a tap in the calling thread's network namespace; the interface is down and has a random address.</summary>
    /// <param name="name">The interface's name, 1 to 15 bytes.</param>
    /// <param name="flags">
    /// <c>IFF_NO_PI</c>, <c>IFF_VNET_HDR</c>, <c>IFF_MULTI_QUEUE</c> … of linux/if_tun.h; <c>IFF_TAP</c> is added.
    /// </param>
    /// <returns>The descriptor, non-blocking and close-on-exec; whoever holds the last one ends the interface.</returns>
    /// <exception cref="LinuxException">The device or the interface could not be had.</exception>
    public static Fd Create(string name, int flags)
    {
        ifreq request = default;
        int length = Encoding.UTF8.GetByteCount(name);
        if (length is 0 or >= IFNAMSIZ)
        {
            throw new LinuxException(LibC.EINVAL, "create tap", name);
        }

        // Safe: the name is shorter than the field, which is zeroed.
        Encoding.UTF8.GetBytes(name, new Span<byte>(request.ifr_name, IFNAMSIZ));
        request.ifr_flags = unchecked((short)(flags | IFF_TAP));

        Fd tap;
        fixed (byte* device = "/dev/net/tun"u8)
        {
            int fd = LibC.open(device, LibC.O_RDWR | LibC.O_CLOEXEC | LibC.O_NONBLOCK);
            if (fd < 0)
            {
                throw LinuxException.FromErrno("open", Device);
            }

            tap = new Fd(fd);
        }

        if (LibC.ioctl(tap.Value, TUNSETIFF, &request) < 0)
        {
            var error = LinuxException.FromErrno("create tap", name);
            tap.Dispose();
            throw error;
        }

        return tap;
    }

    /// <summary>Asks a descriptor what it is.</summary>
    /// <param name="fd">Any descriptor.</param>
    /// <exception cref="LinuxException">It is not a tap (ENOTTY, EINVAL, EBADFD), or one with no interface.</exception>
    public static TapInfo Query(int fd)
    {
        ifreq request = AskKind(fd);
        int flags = (ushort)request.ifr_flags;
        if ((flags & IFF_TAP) == 0)
        {
            throw new LinuxException(LibC.EINVAL, "query tap", $"descriptor {fd} (a tun device carries no Ethernet)");
        }

        // TUNGETIFF tells "no filter attached" by the bit that means "no packet information" everywhere else. With a
        // filter attached, one that lets everything pass, the bit has only the meaning that is asked for.
        if ((flags & IFF_NOFILTER) != 0)
        {
            sock_filter pass = new() { code = BPF_RET, k = uint.MaxValue };
            sock_fprog program = new() { len = 1, filter = &pass };
            if (LibC.ioctl(fd, TUNATTACHFILTER, &program) < 0)
            {
                throw LinuxException.FromErrno("query tap's packet information of", $"descriptor {fd}");
            }

            flags = (ushort)AskKind(fd).ifr_flags;
            LibC.ioctl(fd, TUNDETACHFILTER, &program);
        }

        int header = 0;
        if ((flags & IFF_VNET_HDR) != 0 && LibC.ioctl(fd, TUNGETVNETHDRSZ, &header) < 0)
        {
            throw LinuxException.FromErrno("query tap's virtio-net header of", $"descriptor {fd}");
        }

        string name = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(request.ifr_name));
        return new TapInfo(name, flags, header, NamespaceOf(fd));
    }

    /// <summary>Says which offloads a read of the tap may return (TUNSETOFFLOAD).</summary>
    /// <param name="fd">A tap's descriptor.</param>
    /// <param name="offloads"><c>TUN_F_CSUM</c>, <c>TUN_F_TSO4</c> …; 0 asks for finished frames no longer than the MTU.</param>
    /// <exception cref="LinuxException">The kernel does not know one of them (EINVAL).</exception>
    public static void SetOffload(int fd, uint offloads)
    {
        if (LibC.ioctl(fd, TUNSETOFFLOAD, (int)offloads) < 0)
        {
            throw LinuxException.FromErrno("set tap offloads of", $"descriptor {fd}");
        }
    }

    /// <summary>Asks for all offloads that the switch can honour and this kernel knows.</summary>
    /// <param name="fd">A tap's descriptor, with a virtio-net header.</param>
    /// <returns>What was agreed on: <c>TUN_F_*</c>.</returns>
    public static uint NegotiateOffloads(int fd)
    {
        const uint Tcp = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN;
        foreach (uint offloads in (ReadOnlySpan<uint>)[Tcp | TUN_F_USO4 | TUN_F_USO6, Tcp, TUN_F_CSUM])
        {
            if (LibC.ioctl(fd, TUNSETOFFLOAD, (int)offloads) == 0)
            {
                return offloads;
            }
        }

        SetOffload(fd, 0);
        return 0;
    }

    private static ifreq AskKind(int fd)
    {
        ifreq request = default;
        return LibC.ioctl(fd, TUNGETIFF, &request) < 0
            ? throw LinuxException.FromErrno("query tap", $"descriptor {fd}")
            : request;
    }

    // The inode that names the network namespace of the tap's interface; 0 where the kernel does not tell.
    private static ulong NamespaceOf(int fd)
    {
        int ns = LibC.ioctl(fd, TUNGETDEVNETNS, null);
        if (ns < 0)
        {
            return 0;
        }

        using var owned = new Fd(ns);
        stat status;
        return LibC.fstat(ns, &status) == 0 ? (ulong)status.st_ino : 0;
    }
}
