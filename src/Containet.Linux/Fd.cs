using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Containet.Linux;

/// <summary>
/// An owned file descriptor: closed once, by <see cref="SafeHandle.Dispose()"/> or, if forgotten, by the finalizer.
/// Any thread may use it; who disposes of it must know that nobody else still does.
/// </summary>
public sealed class Fd : SafeHandle
{
    /// <summary>Takes ownership of a descriptor.</summary>
    /// <param name="value">The descriptor; −1 stands for none.</param>
    public Fd(int value)
        : base(-1, ownsHandle: true)
    {
        SetHandle(value);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle < 0;

    /// <summary>The descriptor's number, valid as long as this object is neither disposed of nor collected.</summary>
    /// <exception cref="ObjectDisposedException">It has been closed.</exception>
    public int Value
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return (int)handle;
        }
    }

    /// <summary>Sets or clears O_NONBLOCK, which every holder of the same open file shares (fcntl(2)).</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public void SetNonBlocking(bool on)
    {
        int flags = LibC.fcntl(Value, LibC.F_GETFL);
        if (flags < 0 || LibC.fcntl(Value, LibC.F_SETFL, on ? flags | LibC.O_NONBLOCK : flags & ~LibC.O_NONBLOCK) < 0)
        {
            throw LinuxException.FromErrno("fcntl", $"descriptor {Value}");
        }
    }

    /// <summary>Whether O_NONBLOCK is set.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public bool IsNonBlocking()
    {
        int flags = LibC.fcntl(Value, LibC.F_GETFL);
        return flags < 0 ? throw LinuxException.FromErrno("fcntl", $"descriptor {Value}") : (flags & LibC.O_NONBLOCK) != 0;
    }

    /// <summary>A copy, close-on-exec, whose number is above another.</summary>
    /// <exception cref="LinuxException">There is none left.</exception>
    public Fd DuplicateAbove(int number)
    {
        int copy = LibC.fcntl(Value, LibC.F_DUPFD_CLOEXEC, number + 1);
        return copy < 0 ? throw LinuxException.FromErrno("duplicate", $"descriptor {Value}") : new Fd(copy);
    }

    /// <inheritdoc/>
    public override string ToString() => IsClosed ? "fd closed" : $"fd {handle}";

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.close((int)handle) == 0;
}
