using Containet.DataPlane.Ports;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// How submissions name taps: by the port's number in the ring's own table of files, which saves the kernel a count a
/// request; or by descriptor, where the process may have fewer descriptors than there are port numbers.
/// </summary>
internal sealed class UringFiles
{
    private const byte FixedFile = 1; // IOSQE_FIXED_FILE

    private readonly IoUring _ring;
    private readonly bool _table;

    /// <summary>Makes the table, if it can be had.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="count">One more than the greatest port number.</param>
    /// <exception cref="LinuxException">For another reason than the limit of descriptors.</exception>
    public UringFiles(IoUring ring, int count)
    {
        _ring = ring;
        try
        {
            ring.RegisterFiles(count);
            _table = true;
        }
        catch (LinuxException refused) when (refused.Errno == LibC.EMFILE)
        {
            _table = false;
        }
    }

    /// <summary>Takes a port in. The ring's thread only.</summary>
    /// <exception cref="LinuxException">The kernel refuses the file.</exception>
    public void Add(Port port)
    {
        if (_table)
        {
            _ring.SetFile(port.Number, port.Tap!.Value);
        }
    }

    /// <summary>Lets go of a port's file. The ring's thread only.</summary>
    public void Remove(Port port)
    {
        if (_table)
        {
            _ring.SetFile(port.Number, -1);
        }
    }

    /// <summary>Names a port in a submission.</summary>
    public unsafe void Name(io_uring_sqe* sqe, Port port)
    {
        // Safe: the submission is the caller's to fill.
        sqe->fd = _table ? port.Number : port.Tap!.Value;
        sqe->flags |= _table ? FixedFile : (byte)0;
    }
}
