using System.Runtime.InteropServices;
using System.Text;
using Tmds.Linux;

namespace Containet.Linux;

/// <summary>
/// A system call that failed: what was being done, to what, and the kernel's reason.
/// The message reads <c>call subject: reason</c>, as in <c>mount overlay on /x: Operation not permitted</c>.
/// </summary>
public sealed class LinuxException : IOException
{
    /// <summary>Records a failed call.</summary>
    /// <param name="errno">The positive errno (errno(3)).</param>
    /// <param name="call">What was being done: a system call or a verb.</param>
    /// <param name="subject">What it was done to; may be empty.</param>
    public LinuxException(int errno, string call, string subject)
        : base($"{call}{(subject.Length == 0 ? "" : " ")}{subject}: {Describe(errno)}")
    {
        Errno = errno;
        Call = call;
        Subject = subject;
    }

    /// <summary>The positive errno (errno(3)).</summary>
    public int Errno { get; }

    /// <summary>What was being done.</summary>
    public string Call { get; }

    /// <summary>What it was done to.</summary>
    public string Subject { get; }

    /// <summary>The exception for the errno that the last call of a binding left.</summary>
    public static LinuxException FromLastError(string call, string subject) =>
        new(Marshal.GetLastPInvokeError(), call, subject);

    /// <summary>The exception for the errno that the last call through <c>Tmds.LibC</c> left.</summary>
    public static LinuxException FromErrno(string call, string subject) => new(LibC.errno, call, subject);

    /// <summary>The C library's text for an errno (strerror(3)).</summary>
    /// <param name="errno">The positive errno.</param>
    public static unsafe string Describe(int errno)
    {
        const int Capacity = 256;
        byte* buffer = stackalloc byte[Capacity];

        // Safe: the call writes at most Capacity bytes, the terminator included.
        return LibC.strerror_r(errno, buffer, Capacity) != 0
            ? $"error {errno}"
            : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer));
    }
}
