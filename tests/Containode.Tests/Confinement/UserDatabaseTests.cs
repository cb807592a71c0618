using System.Diagnostics;
using Containet.Linux;
using Containode.Confinement;
using Containode.Options;
using Containode.Running;
using Tmds.Linux;
using Xunit;

namespace Containode.Tests.Confinement;

/// <summary>Users of a root that is somebody else's, and what such a root may try.</summary>
public sealed class UserDatabaseTests : IDisposable
{
    private const string Passwd =
        "# a comment\nroot:x:0:0:root:/root:/bin/sh\napp:x:1000:1001:The App:/home/app:/bin/sh\nshort:x\n1000:x:0:0::/root:/bin/sh\n"
        + "minus:x:-1:0::/:/bin/sh\nhuge:x:4294967296:0::/:/bin/sh\nlast:x:4294967295:0::/:/bin/sh\nempty:x::0::/:/bin/sh\nrelative:x:7:8::home:/bin/sh\n";

    private const string Group = "root:x:0:\napps:x:1001:app\nwheel:x:10:root,app\ntty:x:5:app,app\nbad:x:99999999999:wronged\n";

    private readonly string _root = Directory.CreateTempSubdirectory("users").FullName;

    public UserDatabaseTests()
    {
        Directory.CreateDirectory($"{_root}/etc");
        File.WriteAllText($"{_root}/etc/passwd", Passwd);
        File.WriteAllText($"{_root}/etc/group", Group);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("root", 0, 0, "10", "/root")]
    [InlineData("app", 1000, 1001, "1001 10 5", "/home/app")]
    [InlineData("1000", 1000, 1001, "1001 10 5", "/home/app")] // an id, not the user of that name
    [InlineData("app:wheel", 1000, 10, "", "/home/app")]
    [InlineData("app:77", 1000, 77, "", "/home/app")]
    [InlineData("4242", 4242, 0, "", null)]
    [InlineData("4242:4243", 4242, 4243, "", null)]
    [InlineData("4294967294", 4294967294, 0, "", null)]
    [InlineData("relative", 7, 8, "", null)]
    public void UsersAreFound(string name, uint uid, uint gid, string groups, string? home)
    {
        ResolvedUser user = Find(name);
        Assert.Equal((uid, gid, groups, home), (user.Uid, user.Gid, string.Join(' ', user.Groups), user.Home));
    }

    [Theory]
    [InlineData("nobody", "user nobody: not in /etc/passwd")]
    [InlineData("short", "user short: not in /etc/passwd")]
    [InlineData("app:nogroup", "group nogroup: not in /etc/group")]
    [InlineData("minus", "no id")]
    [InlineData("huge", "no id")]
    [InlineData("last", "no id")]
    [InlineData("empty", "no id")]
    public void WhatIsNotAUserIsRefused(string name, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<LaunchException>(() => Find(name)).Message);

    [Theory]
    [InlineData("4294967295")]
    [InlineData("4294967296")]
    [InlineData("18446744073709551616")]
    [InlineData("99999999999999999999999999")]
    [InlineData("1:4294967296")]
    [InlineData("")]
    [InlineData(":5")]
    [InlineData("a:")]
    [InlineData("a:b:c")]
    [InlineData("a b")]
    [InlineData("../x")]
    public void NonsenseIsRefused(string name) => Assert.StartsWith("--user ", Assert.Throws<UsageException>(() => UserName.Parse(name)).Message);

    [Fact]
    public void WithoutFilesIdsWillDo()
    {
        Directory.Delete($"{_root}/etc", recursive: true);
        Assert.Equal(new ResolvedUser(5, 6, [], Home: null), Find("5:6") with { Groups = [] });
        Assert.Throws<LaunchException>(() => Find("root"));
    }

    [Fact]
    public void ALinkDoesNotLeadOut()
    {
        string outside = Path.GetTempFileName();
        try
        {
            File.WriteAllText(outside, "spy:x:0:0::/:/bin/sh\n");
            foreach (string target in (string[])[outside, "../../../../../../.." + outside])
            {
                File.Delete($"{_root}/etc/passwd");
                File.CreateSymbolicLink($"{_root}/etc/passwd", target);
                Assert.Contains("not in /etc/passwd", Assert.Throws<LaunchException>(() => Find("spy")).Message);
            }
        }
        finally
        {
            File.Delete(outside);
        }
    }

    [Fact]
    public void ALinkWithinIsFollowed()
    {
        Directory.CreateDirectory($"{_root}/usr");
        File.Move($"{_root}/etc/passwd", $"{_root}/usr/passwd");
        File.CreateSymbolicLink($"{_root}/etc/passwd", "/usr/passwd");
        Assert.Equal(1000u, Find("app").Uid);
    }

    [Fact]
    public async Task APipeDoesNotHang()
    {
        // CVE-2024-9676
        File.Delete($"{_root}/etc/passwd");
        using (var mkfifo = Process.Start("mkfifo", $"{_root}/etc/passwd"))
        {
            mkfifo.WaitForExit();
        }

        Task<LaunchException> refusal = Task.Run(() => Assert.Throws<LaunchException>(() => Find("app")));
        Assert.Same(refusal, await Task.WhenAny(refusal, Task.Delay(TimeSpan.FromSeconds(30))));
        Assert.Contains("a pipe", (await refusal).Message);
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/proc/self/environ")]
    public void AMagicLinkOrADeviceIsNotRead(string target)
    {
        File.Delete($"{_root}/etc/passwd");
        File.CreateSymbolicLink($"{_root}/etc/passwd", target);
        Assert.Throws<LaunchException>(() => Find("app"));
    }

    [Fact]
    public void ADirectoryIsRefused()
    {
        File.Delete($"{_root}/etc/passwd");
        Directory.CreateDirectory($"{_root}/etc/passwd");
        Assert.Contains("a directory", Assert.Throws<LaunchException>(() => Find("app")).Message);
    }

    [Fact]
    public void AGiantIsRefused()
    {
        using (FileStream file = File.OpenWrite($"{_root}/etc/passwd"))
        {
            file.SetLength(1L << 40);
        }

        Assert.Contains("larger than 4 MB", Assert.Throws<LaunchException>(() => Find("app")).Message);
    }

    private ResolvedUser Find(string name)
    {
        using Fd root = Files.Open(_root, LibC.O_PATH | LibC.O_DIRECTORY);
        return new UserDatabase(root).Find(UserName.Parse(name));
    }
}
