using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>
/// What people type wrong: for every option of the three programs the one line that says so, the status, and nothing left
/// behind. In arguments and lines <c>DIR</c> is the switch's directory and <c>SOCK</c> its socket.
/// </summary>
[Trait("Category", "System")]
public class WholeSystemMistakeTests : IDisposable
{
    private readonly RunningSwitch _net = RunningSwitch.Start();

    public static TheoryData<int, string, string> Containet => new()
    {
        { 2, "", "Option '-s' is required." },
        { 2, "-s", "Required argument missing for option: '-s'." },
        { 2, "-s ''", "-s '': not a path" },
        { 2, "-s DIR/t -s DIR/u", "Option '-s' expects a single argument but 2 were provided." },
        { 2, "-s DIR/t --workers", "Required argument missing for option: '--workers'." },
        { 2, "-s DIR/t --workers 0", "--workers 0: not a number from 1 to 64" },
        { 2, "-s DIR/t --workers 65", "--workers 65: not a number from 1 to 64" },
        { 2, "-s DIR/t --workers two", "--workers two: not a number from 1 to 64" },
        { 2, "-s DIR/t --engine fast", "--engine fast: not one of auto, io_uring, epoll" },
        { 2, "-s DIR/t --poll -1", "--poll -1: not a number from 0 to 1000000" },
        { 2, "-s DIR/t --poll 1000001", "--poll 1000001: not a number from 0 to 1000000" },
        { 2, "-s DIR/t --ageing 0", "--ageing 0: not a number from 1 to 1000000" },
        { 2, "-s DIR/t --socket-mode 0999", "--socket-mode 0999: not permissions in octal, as 0660" },
        { 2, "-s DIR/t --fast", "Unrecognized command or argument '--fast'." },
        { 2, "-s DIR/t extra", "Unrecognized command or argument 'extra'." },
        { 1, "-s DIR/no/t", "listen on DIR/no/t: No such file or directory" },
        { 1, "-s DIR", "DIR: is there and not a socket" },
        { 1, "-s SOCK", "SOCK: already served by another switch" },
    };

    public static TheoryData<int, string, string> Containetctl => new()
    {
        { 2, "", "Required command was not provided." },
        { 2, "ports", "Option '-s' is required." },
        { 2, "-s SOCK", "Required command was not provided." },
        { 2, "-s SOCK prots", "Unrecognized command or argument 'prots'." },
        { 2, "-s SOCK ports macs", "Unrecognized command or argument 'macs'." },
        { 2, "-s SOCK ports --xml", "Unrecognized command or argument '--xml'." },
        { 2, "-s SOCK -s SOCK ports", "Option '-s' expects a single argument but 2 were provided." },
        { 1, "-s DIR/no ports", "connect to DIR/no: No such file or directory" },
        { 1, "-s DIR macs", "connect to DIR: Connection refused" },
        { 1, "-s '' workers", "connect to an empty path: Invalid argument" },
    };

    public static TheoryData<string, string> Containode => new()
    {
        { "", "no program given" },
        { "-s SOCK", "no program given" },
        { "-s SOCK ''", "the program's name must not be empty" },
        { "-x true", "there is no option -x" },
        { "--bogus true", "there is no option --bogus" },
        { "-s", "-s needs a value" },
        { "-s '' true", "-s must not be empty" },
        { "-s SOCK -s SOCK true", "-s is given twice" },
        { "-s DIR/no true", "connect to DIR/no: No such file or directory (is containet running? start it with: containet -s DIR/no)" },
        { "-s SOCK -4", "-4 needs a value" },
        { "-4 10.0.0.2/24 true", "-4 needs -s: without a switch there is no eth0" },
        { "-s SOCK -4 10.0.0 true", "-4 10.0.0: the address must be four numbers from 0 to 255, as in 10.0.0.2/24" },
        { "-s SOCK -4 10.0.0.256 true", "-4 10.0.0.256: the address must be four numbers from 0 to 255, as in 10.0.0.2/24" },
        { "-s SOCK -4 10.0.0.2/33 true", "-4 10.0.0.2/33: the mask must be a number of bits from 1 to 32" },
        { "-s SOCK -4 10.0.0.0/24 true", "-4 10.0.0.0/24: it is the network address of its /24 subnet, not a host's" },
        { "-s SOCK -4 10.0.0.255/24 true", "-4 10.0.0.255/24: it is the broadcast address of its /24 subnet, not a host's" },
        { "-s SOCK -4 127.0.0.1 true", "-4 127.0.0.1: 127.0.0.0/8 is for lo" },
        { "-s SOCK -4 224.0.0.1 true", "-4 224.0.0.1: it is a multicast address (class D)" },
        { "-s SOCK -r DIR/no true", "root DIR/no: No such file or directory" },
        { "-s SOCK -r /etc/passwd true", "root /etc/passwd: Not a directory" },
        { "-s SOCK -t DIR/top true", "-t needs -r or --image: without a root there are no changes to keep" },
        { "-s SOCK -r DIR/root -t DIR/root/top true", "TOP DIR/root/top is inside root DIR/root, which is never written: choose another -t" },
        { "-s SOCK -r DIR/root -t DIR true", "root DIR/root is inside TOP DIR: choose another -t" },
        { "-s SOCK -r DIR/root -t DIR/no/top true", "directory that TOP goes into DIR/no: No such file or directory" },
        { "-s SOCK -r DIR/root -t /etc/passwd true", "TOP /etc/passwd: Not a directory" },
        { "-s SOCK -i '' true", "-i must not be empty" },
        { "-s SOCK -i a/b true", "-i a/b: may have only letters, digits, '-', '.' and '_'" },
        { "-s SOCK -i a -i b true", "-i is given twice" },
        { "-s SOCK -N true", "-s and -N exclude each other: eth0 would appear among the host's interfaces" },
        { "--host-network=1 true", "--host-network takes no value" },
        { "--host-ipc=1 true", "--host-ipc takes no value" },
        { "-a t true", "-a needs -s: without a switch there is nobody to ask" },
        { "-s SOCK -a", "-a needs a value" },
        { "-p /s true", "-p needs -s: without a switch there is nobody to ask" },
        { "-s SOCK -p s true", "-p s: must be the absolute path of a socket in the container" },
        { "-s SOCK -p SOCK true", "control socket SOCK in the container: somebody listens there already" },
        { "-s SOCK -p DIR/no/s true", "control socket DIR/no/s in the container: open DIR/no: No such file or directory" },
    };

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _net.Dispose();
    }

    [SkippableTheory]
    [MemberData(nameof(Containet))]
    public void Containet_says_what_is_wrong(int status, string arguments, string line) => Mistake(Programs.Containet(), status, arguments, line);

    [SkippableTheory]
    [MemberData(nameof(Containetctl))]
    public void Containetctl_says_what_is_wrong(int status, string arguments, string line) => Mistake(Programs.Containetctl(), status, arguments, line);

    [SkippableTheory]
    [MemberData(nameof(Containode))]
    public void Containode_says_what_is_wrong(string arguments, string line) => Mistake(Programs.Containode(), 125, arguments, line);

    private void Mistake(string program, int status, string arguments, string line)
    {
        Directory.CreateDirectory($"{_net.Directory}/root/proc");
        string mounts = File.ReadAllText("/proc/self/mountinfo");
        string files = Command.Check("find", _net.Directory, "-printf", "%P %y %s %T@\n");
        IReadOnlyList<string> open = _net.OpenFiles();

        CommandResult result = Command.Run(program, [.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Resolve)]);

        string[] lines = result.Error.Split('\n');
        Assert.Equal((status, "", $"{Path.GetFileName(program)}: {Resolve(line)}"), (result.Status, result.Output, lines[0]));
        Assert.True(status != 1 || lines is [_, ""], $"more than a line: {result.Error}");
        Assert.Equal(files, Command.Check("find", _net.Directory, "-printf", "%P %y %s %T@\n"));
        Assert.Equal(mounts, File.ReadAllText("/proc/self/mountinfo"));
        Assert.False(_net.Says("join "));
        Launches.Eventually(() => _net.OpenFiles().SequenceEqual(open), "the switch has no file open more");
    }

    private string Resolve(string text) => text == "''" ? "" : text.Replace("SOCK", _net.SocketPath).Replace("DIR", _net.Directory);
}
