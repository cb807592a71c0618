using Containode.Confinement;
using Xunit;

namespace Containode.Tests.Confinement;

/// <summary>Where control groups are, by tables of mounts as machines have them.</summary>
public class CgroupLayoutTests
{
    [Fact]
    public void EverythingInVersion2()
    {
        CgroupHierarchy only = Assert.Single(CgroupLayout.Parse(
            "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 22 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n",
            "0::/user.slice/user-1000.slice/session-2.scope\n"));
        Assert.Equal((2, "/sys/fs/cgroup", "/sys/fs/cgroup/user.slice/user-1000.slice/session-2.scope"), (only.Version, only.Mount, only.Own));
    }

    [Fact]
    public void ControllersOfVersion1BesideVersion2()
    {
        IReadOnlyList<CgroupHierarchy> found = CgroupLayout.Parse(
            """
            32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpuacct,cpu
            35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
            40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
            41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
            """,
            "9:name=systemd:/\n4:memory:/job/22\n1:cpu,cpuacct:/\n0::/\n");
        Assert.Equal(
            ["1 cpu cpuacct /sys/fs/cgroup/cpu,cpuacct", "1 memory /sys/fs/cgroup/memory/job/22", "1 name=systemd /sys/fs/cgroup/systemd", "2  /sys/fs/cgroup/unified"],
            found.Select(one => $"{one.Version} {string.Join(' ', one.Controllers)} {one.Own}"));
    }

    [Theory]
    [InlineData("/docker/abc", "/docker/abc", "/sys/fs/cgroup")]
    [InlineData("/docker/abc", "/docker/abc/inner", "/sys/fs/cgroup/inner")]
    [InlineData("/docker/abc", "/", "/sys/fs/cgroup")]
    [InlineData("/docker/abc", "/docker/abcd", "/sys/fs/cgroup")]
    [InlineData("/", "/../other", "/sys/fs/cgroup")]
    public void APartOfAHierarchy(string root, string own, string directory) => Assert.Equal(
        directory, Assert.Single(CgroupLayout.Parse($"30 22 0:26 {root} /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n", $"0::{own}\n")).Own);

    [Fact]
    public void ASpaceInAPath() => Assert.Equal(
        "/a b/c\\", Assert.Single(CgroupLayout.Parse("30 22 0:26 / /a\\040b/c\\134 rw - cgroup2 cgroup2 rw\n", "0::/\n")).Mount);

    [Fact]
    public void None() => Assert.Empty(CgroupLayout.Parse("22 1 8:1 / / rw - ext4 /dev/sda1 rw\n", "0::/\n"));
}
