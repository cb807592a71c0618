using System.Buffers.Binary;
using Containet.Images.Manifests;
using Containet.Linux;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Containet.Images.Store;

/// <summary>
/// A blob on its way into the store: a file of its size, filled segment by segment, in any order and over several runs.
/// Behind the content the file has four bytes a segment that say how much of it is there, written after the content; so
/// what an ended process leaves is right, and what a crashed machine leaves is found out by the digest. The file gets its
/// name in the store only by <see cref="Commit"/>, after somebody has read and verified all of it.
/// Writers of different segments and one reader may work at once; one process at a time has the file, by its lock.
/// </summary>
internal sealed class BlobIngest : IDisposable
{
    /// <summary>Bytes of a segment: several of a large layer are under way at once, and a request each costs little.</summary>
    public const int SegmentSize = 8 << 20;

    private readonly StoreLayout _layout;
    private readonly Descriptor _blob;
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly int[] _filled;
    private Exception? _failure;

    private BlobIngest(StoreLayout layout, Descriptor blob, SafeFileHandle file)
    {
        _layout = layout;
        _blob = blob;
        _path = layout.BlobIngest(blob.Digest);
        _file = file;
        _filled = new int[(blob.Size + SegmentSize - 1) / SegmentSize];
    }

    /// <summary>Segments that the blob has.</summary>
    public int Segments => _filled.Length;

    /// <summary>Whether bytes are there that an earlier process wrote: if the digest is wrong, they may be the reason.</summary>
    public bool IsResumed { get; private set; }

    /// <summary>Waits for the right to fill a blob.</summary>
    /// <returns>It; null if the blob is in the store by then.</returns>
    public static async Task<BlobIngest?> Begin(StoreLayout layout, Descriptor blob, CancellationToken cancellation)
    {
        string path = layout.BlobIngest(blob.Digest);
        SafeFileHandle? file = await Claim.Exclusive(
            path,
            () => File.Exists(layout.Blob(blob.Digest))
                ? null
                : Files.OpenFile(path, LibC.O_RDWR | LibC.O_CREAT, StoreDirectories.FileMode),
            cancellation).ConfigureAwait(false);
        if (file is null)
        {
            return null;
        }

        var ingest = new BlobIngest(layout, blob, file);
        ingest.Recall();
        return ingest;
    }

    /// <summary>Whether all of it is there.</summary>
    public bool IsComplete => Enumerable.Range(0, Segments).All(segment => Filled(segment) == Length(segment));

    /// <summary>Bytes that a segment has when it is full.</summary>
    public int Length(int segment) => (int)Math.Min(SegmentSize, _blob.Size - ((long)segment * SegmentSize));

    /// <summary>Bytes of a segment that are there, from its beginning on.</summary>
    public int Filled(int segment) => Volatile.Read(ref _filled[segment]);

    /// <summary>Bytes that are there.</summary>
    public long Total() => _filled.Sum(filled => (long)filled);

    /// <summary>Adds to a segment, behind what is there of it; only its one writer calls this.</summary>
    public void Append(int segment, ReadOnlySpan<byte> content)
    {
        int filled = _filled[segment];
        RandomAccess.Write(_file, content, ((long)segment * SegmentSize) + filled);
        filled += content.Length;
        Span<byte> mark = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(mark, filled);
        RandomAccess.Write(_file, mark, _blob.Size + ((long)segment * sizeof(int)));
        lock (_filled)
        {
            Volatile.Write(ref _filled[segment], filled);
            Monitor.PulseAll(_filled);
        }
    }

    /// <summary>Tells the reader that no more will come.</summary>
    public void Fail(Exception reason)
    {
        lock (_filled)
        {
            _failure ??= reason;
            Monitor.PulseAll(_filled);
        }
    }

    /// <summary>Reads, in order, waiting for what is not there yet; only the one reader calls this.</summary>
    /// <returns>The bytes read; 0 at the blob's end.</returns>
    /// <exception cref="ImageException">What is missing will not come.</exception>
    public int Read(long offset, Span<byte> buffer)
    {
        int there = (int)Math.Min(buffer.Length, WaitBehind(offset));
        return there == 0 ? 0 : RandomAccess.Read(_file, buffer[..there], offset);
    }

    /// <summary>
    /// Gives the blob its name in the store; whoever calls this has verified all of it. It is in use by the caller then, until
    /// this is disposed of.
    /// </summary>
    public void Commit()
    {
        RandomAccess.SetLength(_file, _blob.Size);
        RandomAccess.FlushToDisk(_file);
        File.Move(_path, _layout.Blob(_blob.Digest), overwrite: true);
        FileLock.Try(_file, exclusive: false);
    }

    /// <summary>Forgets what is there, since it is wrong, so that all of it is fetched again.</summary>
    public void Reset()
    {
        lock (_filled)
        {
            Array.Clear(_filled);
            _failure = null;
            IsResumed = false;
        }

        RandomAccess.SetLength(_file, 0);
        RandomAccess.SetLength(_file, _blob.Size + ((long)_filled.Length * sizeof(int)));
    }

    /// <summary>Lets go of the file; what is there of it stays for the next run unless it has been committed.</summary>
    public void Dispose() => _file.Dispose();

    private void Recall()
    {
        if (RandomAccess.GetLength(_file) != _blob.Size + ((long)_filled.Length * sizeof(int)))
        {
            Reset();
            return;
        }

        byte[] marks = new byte[_filled.Length * sizeof(int)];
        RandomAccess.Read(_file, marks, _blob.Size);
        for (int segment = 0; segment < _filled.Length; segment++)
        {
            int filled = BinaryPrimitives.ReadInt32LittleEndian(marks.AsSpan(segment * sizeof(int)));
            _filled[segment] = filled >= 0 && filled <= Length(segment) ? filled : 0;
            IsResumed |= _filled[segment] > 0;
        }
    }

    private long WaitBehind(long offset)
    {
        if (offset >= _blob.Size)
        {
            return 0;
        }

        int segment = (int)(offset / SegmentSize);
        int within = (int)(offset % SegmentSize);
        lock (_filled)
        {
            while (_filled[segment] <= within)
            {
                if (_failure is not null)
                {
                    throw new ImageException(_failure.Message, _failure);
                }

                Monitor.Wait(_filled);
            }

            return _filled[segment] - within;
        }
    }
}
