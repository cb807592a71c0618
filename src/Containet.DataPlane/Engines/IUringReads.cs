using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// Which submissions bring a port's frames: what <see cref="UringReader{TReads}"/> leaves to the kernel's version. Implemented
/// by structs, so that the reader is compiled for its way of reading. One worker's thread.
/// </summary>
/// <typeparam name="TSelf">The implementation.</typeparam>
internal interface IUringReads<TSelf>
    where TSelf : struct, IUringReads<TSelf>
{
    /// <summary>The name that users give an engine that reads so.</summary>
    static abstract string Name { get; }

    /// <summary>Makes the submissions of one worker.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="pool">The worker's frames, to read into.</param>
    /// <param name="exchange">Where submissions go.</param>
    /// <param name="files">How they name ports.</param>
    /// <exception cref="LinuxException">The kernel cannot read so.</exception>
    static abstract TSelf Make(IoUring ring, FramePool pool, UringExchange exchange, UringFiles files);

    /// <summary>Whether a port is to be read of which nothing is in flight, for want of frames to read into.</summary>
    bool IsStarved { get; }

    /// <summary>Reads from a port from the next <see cref="Begin"/> on.</summary>
    void Add(Port port);

    /// <summary>Leaves in a port's tap what has not been read, until <see cref="Resume"/>.</summary>
    void Rest(ushort number);

    /// <summary>Reads on from the next <see cref="Begin"/> on.</summary>
    void Resume(ushort number);

    /// <summary>Fills submissions, so that every port is read, or heard of when it can be.</summary>
    /// <param name="ports">By number; null where none is read any more.</param>
    /// <param name="room">Frames that may be read into, those that have been read and not taken included.</param>
    void Begin(Port?[] ports, int room);

    /// <summary>Notes what a completion says of what is in flight.</summary>
    /// <returns>The frame that it gives back, with what has been read if the result is positive; −1 if none.</returns>
    int Take(in io_uring_cqe completion);

    /// <summary>What to cancel so that soon nothing of a port is in flight; 0 if what is ends by itself.</summary>
    ulong InFlight(ushort number);

    /// <summary>Whether nothing of a port is in flight.</summary>
    /// <param name="number">The port.</param>
    /// <param name="waiting">Completions that nobody has looked at, of all ports.</param>
    bool IsOver(ushort number, ReadOnlySpan<io_uring_cqe> waiting);
}
