using Containode.Oci;
using FsCheck.Xunit;
using Tmds.Linux;
using Xunit;
using static Containet.Linux.Bindings.Native;

namespace Containode.Tests.Oci;

/// <summary>The words of a bundle's mounts.</summary>
public class MountOptionsTests
{
    [Fact]
    public void WordsAreToldApart()
    {
        MountOptions options = MountOptions.Parse(["rbind", "rro", "nosuid", "rslave", "size=1m", "newinstance", "noatime"]);
        Assert.True(options is { Bind: true, Recursive: true, AttributesRecursive: true });
        Assert.Equal(MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOATIME, options.Set);
        Assert.Equal(MOUNT_ATTR__ATIME & ~MOUNT_ATTR_NOATIME, options.Cleared & ~MOUNT_ATTR_NOATIME);
        Assert.Equal((int)(ulong)LibC.MS_SLAVE, options.Propagation);
        Assert.Equal([("size", "1m"), ("newinstance", null)], options.Own);
    }

    [Property]
    public bool TheLastWordHolds(bool[] readOnly)
    {
        MountOptions options = MountOptions.Parse(readOnly.Select(one => one ? "ro" : "rw"));
        bool set = (options.Set & MOUNT_ATTR_RDONLY) != 0;
        bool cleared = (options.Cleared & MOUNT_ATTR_RDONLY) != 0;
        return readOnly.Length == 0 ? !set && !cleared : set == readOnly[^1] && cleared == !readOnly[^1];
    }
}
