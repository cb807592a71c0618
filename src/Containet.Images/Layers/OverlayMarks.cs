using Containet.Linux;

namespace Containet.Images.Layers;

/// <summary>
/// How overlay mounts are told what a layer hides (overlayfs.rst of the kernel): a whiteout is a character device 0:0, which
/// from Linux 5.8 on anybody may make; a directory that hides the one below it has an attribute, of another name where the
/// mount is not root's (<c>userxattr</c>).
/// </summary>
public static class OverlayMarks
{
    private static ReadOnlySpan<byte> Trusted => "trusted.overlay."u8;

    private static ReadOnlySpan<byte> User => "user.overlay."u8;

    /// <summary>The attribute of an opaque directory, whose value is <c>y</c>.</summary>
    /// <param name="privileged">Whether the mount is root's.</param>
    public static ReadOnlySpan<byte> Opaque(bool privileged) => privileged ? "trusted.overlay.opaque"u8 : "user.overlay.opaque"u8;

    /// <summary>Whether an attribute steers overlay mounts.</summary>
    public static bool IsMark(ReadOnlySpan<byte> attribute) => attribute.StartsWith(Trusted) || attribute.StartsWith(User);

    /// <summary>Whether an open directory is opaque, in either way.</summary>
    public static bool IsOpaque(int fd)
    {
        Span<byte> value = stackalloc byte[4];
        return OpenFiles.GetAttribute(fd, Opaque(privileged: true), value) == 1 && value[0] == 'y'
            || OpenFiles.GetAttribute(fd, Opaque(privileged: false), value) == 1 && value[0] == 'y';
    }

    /// <summary>Makes an open directory opaque.</summary>
    /// <returns>0, or a negative errno.</returns>
    public static int SetOpaque(int fd, bool privileged) => OpenFiles.SetAttribute(fd, Opaque(privileged), "y"u8);
}
