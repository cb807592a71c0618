namespace Containet.Linux;

/// <summary>
/// How much of io_uring(7) there is, by the version of Linux that brought it (io_uring_setup(2), io_uring_enter(2)). Each level
/// has what those before it have.
/// </summary>
public enum IoUringLevel
{
    /// <summary>Linux 5.15: files by number, multishot polls, reads and writes that do not block. Every operation completes.</summary>
    Linux515,

    /// <summary>Linux 5.18: a bad submission does not hold up those behind it; successes need not be told (5.17).</summary>
    Linux518,

    /// <summary>Linux 5.19: no interrupt for a completion; buffers that reads choose; an empty table of files.</summary>
    Linux519,

    /// <summary>Linux 6.0: one thread submits, so that the kernel leaves out locks.</summary>
    Linux60,

    /// <summary>Linux 6.1: completions are posted only inside that thread's own <see cref="IoUring.Enter"/>.</summary>
    Linux61,
}
