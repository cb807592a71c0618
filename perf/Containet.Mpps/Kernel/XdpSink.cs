using System.Text;
using Containet.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Mpps.Kernel;

/// <summary>
/// An eBPF program at an interface's very entry (XDP) that counts and drops the raw generator's frames and lets everything else
/// pass. It is attached for as long as this lives, by a link whose descriptor nobody else has.
/// </summary>
internal sealed unsafe class XdpSink : IDisposable
{
    private const int CountersSize = 32;
    private const int LogSize = 65536;
    private readonly Fd _map;
    private readonly Fd _program;
    private readonly Fd _link;

    /// <summary>Attaches to an interface of the calling thread's network namespace.</summary>
    /// <param name="name">The interface.</param>
    /// <param name="port">The UDP port that is counted.</param>
    /// <param name="native">In the driver (before there is an skb) rather than in the stack's entry.</param>
    /// <exception cref="LinuxException">The kernel refused one of the steps.</exception>
    public XdpSink(string name, ushort port, bool native)
    {
        var map = new bpf_attr_map { map_type = BPF_MAP_TYPE_ARRAY, key_size = sizeof(int), value_size = CountersSize, max_entries = 1 };
        _map = Call(BPF_MAP_CREATE, &map, sizeof(bpf_attr_map), "create map", "");
        _program = Load(XdpSinkProgram.Assemble(_map.Value, port));
        fixed (byte* text = Encoding.ASCII.GetBytes(name + '\0'))
        {
            var link = new bpf_attr_link
            {
                prog_fd = (uint)_program.Value,
                target_ifindex = if_nametoindex(text),
                attach_type = BPF_XDP,
                flags = native ? XDP_FLAGS_DRV_MODE : XDP_FLAGS_SKB_MODE,
            };
            _link = Call(BPF_LINK_CREATE, &link, sizeof(bpf_attr_link), "attach XDP program to", name);
        }
    }

    /// <summary>The counters now.</summary>
    /// <exception cref="LinuxException">The map is gone.</exception>
    public SinkCounters Read()
    {
        int key = 0;
        SinkCounters counters = default;
        var lookup = new bpf_attr_element { map_fd = (uint)_map.Value, key = (ulong)&key, value = (ulong)&counters };

        // Safe: locals of the sizes that the map was made with.
        return bpf(BPF_MAP_LOOKUP_ELEM, &lookup, sizeof(bpf_attr_element)) < 0
            ? throw LinuxException.FromLastError("read", "XDP counters")
            : counters;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _link.Dispose();
        _program.Dispose();
        _map.Dispose();
    }

    private static Fd Load(bpf_insn[] program)
    {
        byte[] log = new byte[LogSize];

        // Safe: the kernel copies the program and writes at most LogSize bytes of log.
        fixed (bpf_insn* instructions = program)
        fixed (byte* license = "GPL\0"u8)
        fixed (byte* text = log)
        {
            var load = new bpf_attr_program
            {
                prog_type = BPF_PROG_TYPE_XDP,
                insn_cnt = (uint)program.Length,
                insns = (ulong)instructions,
                license = (ulong)license,
                log_level = 1,
                log_size = LogSize,
                log_buf = (ulong)text,
            };
            int fd = bpf(BPF_PROG_LOAD, &load, sizeof(bpf_attr_program));
            return fd >= 0 ? new Fd(fd) : throw LinuxException.FromLastError("load XDP program", Encoding.ASCII.GetString(log).TrimEnd('\0'));
        }
    }

    // Safe: the attributes are a local of the size given.
    private static Fd Call(int command, void* attributes, int size, string call, string subject)
    {
        int fd = bpf(command, attributes, size);
        return fd < 0 ? throw LinuxException.FromLastError(call, subject) : new Fd(fd);
    }
}
