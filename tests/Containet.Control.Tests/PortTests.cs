using System.Diagnostics;
using Containet.Linux;
using Tmds.Linux;
using Xunit;

namespace Containet.Control.Tests;

/// <summary>Real taps and real processes.</summary>
[Trait("Category", "System")]
public sealed class PortTests : IDisposable
{
    private readonly TestServer _server = new();

    public void Dispose() => _server.Dispose();

    [SkippableFact]
    public void The_first_protocol_works_as_old_programs_speak_it()
    {
        TestTap.SkipUnlessPossible();
        using (Fd tap = TestTap.CreateOne(0))
        {
            Assert.Equal("{}", _server.Ask("""{ "authtoken":"secret", "add-etherfd": { "ifname":"eth0", "nodeid":"aB3dE6gH9jK" } }""", tap.Value));
        }

        PortRequest port = Assert.Single(_server.Handler.Requests);
        Assert.Equal(("aB3dE6gH9jK", "eth0", "default"), (port.Node, port.InterfaceName, port.Network));
        Assert.True(port.Tap.HasPacketInformation);
        Assert.Equal(0, port.Tap.VnetHeaderSize);

        string path = _server.AddControlSocket("aB3dE6gH9jK", "secret");
        Assert.Contains("denied", _server.Ask("""{"authtoken":null,"remove-etherfd":{"nodeid":"aB3dE6gH9jK"}}"""), StringComparison.Ordinal);
        Assert.Equal("{}", _server.Ask("""{"authtoken":"secret","remove-etherfd":{"nodeid":"aB3dE6gH9jK"}}"""));
        Assert.Empty(_server.Handler.Requests);
        Assert.Throws<LinuxException>(() => _server.Connect(path));
        Assert.Contains(_server.Lines, l => l.StartsWith($"join aB3dE6gH9jK:eth0 port 1 network default by pid {Environment.ProcessId} uid", StringComparison.Ordinal));
        Assert.Contains(_server.Lines, l => l.StartsWith("leave aB3dE6gH9jK:eth0 port 1: asked by pid", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void What_is_declared_arrives_and_is_told()
    {
        TestTap.SkipUnlessPossible();
        using Fd tap = TestTap.CreateOne(TestTap.NoPi | TestTap.VnetHeader);
        using ControlClient client = _server.ConnectClient();
        client.AddPort(
            new AddEtherFd { Node = "n", InterfaceName = "eth0", Network = "blue", Mac = "02:00:00:00:00:AB", Ip4 = "10.0.0.2/24", Mtu = 9000 }, "t", tap, null);
        PortDescription port = Assert.Single(client.Ports());
        Assert.Equal(("n", "eth0", "blue", "02:00:00:00:00:ab", "10.0.0.2/24", 9000),
            (port.Node, port.InterfaceName, port.Network, port.Mac, port.Ip4, port.Mtu));
        Assert.Equal(new PrefixDescription(false, 10), port.Prefix);
        Assert.Equal("n", Assert.Single(client.Macs()).Node);
        Assert.NotEqual(0, LibC.fcntl(tap.Value, LibC.F_GETFL) & LibC.O_NONBLOCK);
    }

    [SkippableTheory]
    [InlineData(10, true)]
    [InlineData(12, true)]
    [InlineData(20, true)]
    [InlineData(24, true)]
    [InlineData(26, false)]
    [InlineData(64, false)]
    public void A_known_header_size_is_taken_and_another_refused(int size, bool known)
    {
        TestTap.SkipUnlessPossible();
        using Fd tap = TestTap.CreateOne(TestTap.NoPi | TestTap.VnetHeader);
        int set;
        unsafe
        {
            set = LibC.ioctl(tap.Value, Linux.Bindings.Native.TUNSETVNETHDRSZ, &size);
        }

        Skip.If(set < 0, $"this kernel refuses a header of {size} bytes");
        string reply = _server.Ask("""{"add-etherfd":{"ifname":"eth0","nodeid":"n"}}""", tap.Value);
        Assert.Contains(known ? "{}" : "unsupported-tap", reply, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Nothing_is_attached_twice()
    {
        TestTap.SkipUnlessPossible();
        Fd[] taps = TestTap.Create(TestTap.NoPi, "eth0", "eth1");
        using Fd elsewhere = TestTap.CreateOne(TestTap.NoPi);
        using Fd copy = new(LibC.dup(taps[0].Value));
        Add("n", "eth0", taps[0]);
        AssertRefused(ErrorCode.Exists, () => Add("n", "eth0", taps[1])); // the name
        AssertRefused(ErrorCode.Exists, () => Add("n", "eth7", copy)); // the tap
        AssertRefused(ErrorCode.Exists, () => Add("m", "eth0", copy));
        Add("n", "eth1", taps[1]);
        Add("m", "eth0", elsewhere);
        Assert.Equal(3, _server.Handler.Requests.Count);
        Remove("n");
        Add("m", "eth1", taps[0]);
        Array.ForEach(taps, tap => tap.Dispose());
    }

    [SkippableFact]
    public void A_tun_and_a_tap_without_interface_are_refused()
    {
        TestTap.SkipUnlessPossible();
        using Fd bare = Open("/dev/net/tun");
        AssertRefused(ErrorCode.NotATap, () => Add("n", "eth0", bare));
        using Fd tun = TestTap.InNewNamespace(() =>
        {
            Fd fd = Open("/dev/net/tun");
            unsafe
            {
                Linux.Bindings.Native.ifreq request = default;
                request.ifr_flags = Linux.Bindings.Native.IFF_TUN;
                Assert.Equal(0, LibC.ioctl(fd.Value, Linux.Bindings.Native.TUNSETIFF, &request));
            }

            return fd;
        });
        AssertRefused(ErrorCode.NotATap, () => Add("n", "eth0", tun));
        Assert.Contains(_server.Lines, line => line.Contains("a tun device carries no Ethernet", StringComparison.Ordinal));
        Assert.Empty(_server.Handler.Requests);
    }

    [SkippableFact]
    public void A_port_ends_with_its_process_and_the_node_with_its_last_port()
    {
        TestTap.SkipUnlessPossible();
        using Process one = Process.Start("/bin/sleep", "60");
        using Process two = Process.Start("/bin/sleep", "60");
        AddNew("n", "eth0", one);
        AddNew("n", "eth1", two);
        string path = _server.AddControlSocket("n");
        using ControlClient scope = _server.ConnectClient(path);
        using Process three = Process.Start("/bin/sleep", "60");
        AddNew("child", "eth0", three, scope);
        AddNew("stranger", "eth0");
        Assert.Equal(["child", "n", "n"], scope.Ports().Select(port => port.Node).Order());
        Assert.Equal(["child", "n", "n"], scope.Macs().Select(mac => mac.Node).Order());

        one.Kill();
        AwaitPorts("n:eth1", "child:eth0", "stranger:eth0");
        Assert.Equal(2, scope.Ports().Count);

        // With its last port the node's control socket closes; what was made through it stays until its own process ends.
        two.Kill();
        AwaitPorts("child:eth0", "stranger:eth0");
        Assert.Throws<ControlException>(() => scope.Ports());
        Assert.Throws<LinuxException>(() => _server.Connect(path));
        three.Kill();
        AwaitPorts("stranger:eth0");
        AwaitLine("leave child:eth0 port 3: its process ended");
        Array.ForEach([one, two, three], process => process.WaitForExit());
    }

    [SkippableFact]
    public void A_port_that_was_removed_does_not_end_again_with_its_process()
    {
        TestTap.SkipUnlessPossible();
        using Process process = Process.Start("/bin/sleep", "60");
        using Fd tap = TestTap.CreateOne(TestTap.NoPi);
        Add("n", "eth0", tap, process);
        Remove("n");
        Add("n", "eth0", tap);
        process.Kill();
        process.WaitForExit();
        Thread.Sleep(50);
        Assert.Single(_server.Handler.Requests);
    }

    [SkippableFact]
    public void Only_a_living_process_is_taken()
    {
        TestTap.SkipUnlessPossible();
        using Fd tap = TestTap.CreateOne(TestTap.NoPi);
        using var canary = new Canary();
        using ControlClient client = _server.ConnectClient();
        var port = new AddEtherFd { Node = "n", InterfaceName = "eth0" };
        using (Fd pipe = new(LibC.dup(canary.Descriptor)))
        {
            AssertRefused(ErrorCode.NotAPidFd, () => client.AddPort(port, null, tap, pipe));
        }

        Assert.True(canary.IsClosedEverywhere());
        using Fd directory = Open($"/proc/{Environment.ProcessId}");
        AssertRefused(ErrorCode.NotAPidFd, () => client.AddPort(port, null, tap, directory));
        using Process process = Process.Start("/bin/true");
        using Fd pidfd = PidFd.Open(process.Id);
        process.WaitForExit();
        AssertRefused(ErrorCode.ProcessEnded, () => client.AddPort(port, null, tap, pidfd));
        Assert.Empty(client.Ports());
        client.AddPort(port, null, tap, null);
    }

    [SkippableFact]
    public void What_the_data_plane_refuses_leaves_nothing()
    {
        TestTap.SkipUnlessPossible();
        using Fd tap = TestTap.CreateOne(TestTap.NoPi);
        using Process process = Process.Start("/bin/sleep", "60");
        AddNew("warm", "eth0");
        int before = StreamTests.OpenFiles();
        _server.Handler.Refusal = new ControlException(ErrorCode.Limit, "the switch has 4 ports, its limit");
        AssertRefused(ErrorCode.Limit, () => Add("n", "eth0", tap, process));
        _server.Handler.Refusal = new InvalidOperationException("a defect");
        AssertRefused(ErrorCode.Internal, () => Add("n", "eth0", tap, process));
        Assert.Contains(_server.Lines, line => line.Contains("a defect", StringComparison.Ordinal));
        _server.Handler.Refusal = null;
        Assert.True(SpinWait.SpinUntil(() => StreamTests.OpenFiles() == before, TimeSpan.FromSeconds(5)));
        process.Kill();
        process.WaitForExit();
        Add("n", "eth0", tap);
    }

    [SkippableFact]
    public void A_port_that_the_data_plane_gives_up_is_removed()
    {
        TestTap.SkipUnlessPossible();
        AddNew("n", "eth0");
        AddNew("other", "eth0");
        _server.Handler.Failures.Add(new PortFailure(1, "its interface is gone"));
        _server.Handler.Bell.Ring();
        Assert.True(SpinWait.SpinUntil(() => _server.Handler.Requests.Count == 1, TimeSpan.FromSeconds(5)));
        AwaitLine("leave n:eth0 port 1: its interface is gone");
        Assert.Equal("other", _server.Handler.Requests[0].Node);
    }

    [SkippableFact]
    public void Comings_and_goings_leave_no_descriptor()
    {
        TestTap.SkipUnlessPossible();
        AddNew("warm", "eth0");
        int before = StreamTests.OpenFiles();
        for (int i = 0; i < 50; i++)
        {
            using Process process = Process.Start("/bin/sleep", "60");
            AddNew("n", "eth0", process);
            if (i % 2 == 0)
            {
                Remove("n");
            }

            process.Kill();
            process.WaitForExit();
            AwaitPorts("warm:eth0");
        }

        Assert.True(SpinWait.SpinUntil(() => StreamTests.OpenFiles() <= before, TimeSpan.FromSeconds(5)));
    }

    private void Add(string node, string interfaceName, Fd tap, Process? process = null, ControlClient? through = null)
    {
        using ControlClient own = _server.ConnectClient();
        using Fd? pidfd = process is null ? null : PidFd.Open(process.Id);
        (through ?? own).AddPort(new AddEtherFd { Node = node, InterfaceName = interfaceName }, null, tap, pidfd);
    }

    // The switch keeps the tap alone.
    private void AddNew(string node, string interfaceName, Process? process = null, ControlClient? through = null)
    {
        using Fd tap = TestTap.CreateOne(TestTap.NoPi);
        Add(node, interfaceName, tap, process, through);
    }

    private void Remove(string node)
    {
        using ControlClient client = _server.ConnectClient();
        client.RemovePorts(node, null);
    }

    // A line is written after what it tells of, by another thread.
    private void AwaitLine(string line) => Assert.True(
        SpinWait.SpinUntil(() => _server.Lines.Contains(line), TimeSpan.FromSeconds(5)), string.Join('\n', _server.Lines));

    private void AwaitPorts(params string[] expected) => Assert.True(
        SpinWait.SpinUntil(
            () => expected.SequenceEqual(_server.Handler.Requests.Select(port => $"{port.Node}:{port.InterfaceName}")),
            TimeSpan.FromSeconds(5)),
        string.Join(", ", _server.Handler.Requests));

    private static void AssertRefused(string code, Action action) => Assert.Equal(code, Assert.Throws<ControlException>(action).Code);

    private static unsafe Fd Open(string path)
    {
        fixed (byte* name = System.Text.Encoding.UTF8.GetBytes(path + '\0'))
        {
            return new Fd(LibC.open(name, path.StartsWith("/proc", StringComparison.Ordinal) ? LibC.O_RDONLY | LibC.O_DIRECTORY : LibC.O_RDWR));
        }
    }
}
