using Containode.Confinement;
using Containode.Options;
using Xunit;

namespace Containode.Tests.Confinement;

public class LimitTests
{
    [Theory]
    [InlineData("nofile=1024", "nofile=1024:1024")]
    [InlineData("RLIMIT_NOFILE=10:20", "nofile=10:20")]
    [InlineData("core=0:unlimited", "core=0:unlimited")]
    [InlineData("memlock=64k:-1", "memlock=65536:unlimited")]
    [InlineData("as=2g", "as=2147483648:2147483648")]
    public void RlimitsAreRead(string text, string read) => Assert.Equal(read, ResourceLimit.Parse(text).ToString());

    [Theory]
    [InlineData("nofile")]
    [InlineData("nofile=")]
    [InlineData("nofile=x")]
    [InlineData("nofile=1:2:3")]
    [InlineData("nofile=-2")]
    [InlineData("nofile=20:10")]
    [InlineData("nofile=18446744073709551616")]
    [InlineData("as=99999999999999t")]
    [InlineData("files=1")]
    public void OtherRlimitsAreNot(string text) => Assert.StartsWith($"--rlimit {text}: ", Assert.Throws<UsageException>(() => ResourceLimit.Parse(text)).Message);

    [Theory]
    [InlineData("0", 0x1ul)]
    [InlineData("0-3,8", 0x10ful)]
    [InlineData("63,0-1", 0x8000000000000003ul)]
    public void CpuListsAreRead(string text, ulong first) => Assert.Equal(first, CpuList.Parse(text).Set[0]);

    [Fact]
    public void CpuListsMayBeLong()
    {
        ulong[] set = CpuList.Parse("64,8191").Set.ToArray();
        Assert.Equal((128, 0ul, 1ul, 1ul << 63), (set.Length, set[0], set[1], set[127]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("3-1")]
    [InlineData("1-2-3")]
    [InlineData("a")]
    [InlineData("8192")]
    [InlineData("0,,1")]
    [InlineData("-1")]
    public void OtherCpuListsAreNot(string text) => Assert.StartsWith($"--cpuset {text}: ", Assert.Throws<UsageException>(() => CpuList.Parse(text)).Message);

    [Fact]
    public void LimitsAreRead()
    {
        Assert.Equal(
            new ControlLimits { Cpu = 1.5m, Memory = 64 << 20, Processes = 100 }, ControlLimits.Parse(["cpu=1.5,memory=64m", "pids=100"]));
        Assert.True(ControlLimits.Parse([]).IsEmpty);
    }

    [Theory]
    [InlineData("cpu=0")]
    [InlineData("cpu=-1")]
    [InlineData("cpu=1,5")]
    [InlineData("cpu=0x1")]
    [InlineData("memory=0")]
    [InlineData("memory=12q")]
    [InlineData("memory=9e9")]
    [InlineData("pids=1")]
    [InlineData("pids=99999999")]
    [InlineData("disk=1")]
    [InlineData("cpu=1,cpu=2")]
    [InlineData("")]
    public void OtherLimitsAreNot(string text) => Assert.StartsWith("--limit ", Assert.Throws<UsageException>(() => ControlLimits.Parse([text])).Message);

    [Theory]
    [InlineData(1, "cpu.cfs_period_us=100000 cpu.cfs_quota_us=150000 memory.limit_in_bytes=67108864 memory.memsw.limit_in_bytes=67108864 pids.max=100 cpuset.cpus=0-1")]
    [InlineData(2, "cpu.max=150000 100000 memory.max=67108864 memory.swap.max=0 pids.max=100 cpuset.cpus=0-1")]
    public void LimitsComeToSettings(int version, string expected)
    {
        var limits = new ControlLimits { Cpu = 1.5m, Memory = 64 << 20, Processes = 100, Cpus = CpuList.Parse("0-1") };
        Assert.Equal(expected, string.Join(' ', CgroupSetting.Controllers(limits)
            .SelectMany(controller => CgroupSetting.Of(limits, controller, version)).Select(setting => $"{setting.File}={setting.Value}")));
    }
}
