using Containet.Images.Manifests;
using Containet.Images.Store;

namespace Containet.Images.Pulling;

/// <summary>Reads a blob from its beginning while it is being fetched, and tells when all of it has come.</summary>
internal sealed class IngestReader(BlobIngest ingest, Descriptor layer, IPullProgress progress)
{
    private long _offset;
    private bool _isTold;

    /// <summary>The next bytes; 0 at the end.</summary>
    public int Read(Memory<byte> buffer)
    {
        int count = ingest.Read(_offset, buffer.Span);
        _offset += count;
        if (!_isTold && ingest.IsComplete)
        {
            _isTold = true;
            progress.Change(layer, LayerState.Unpacking);
        }

        return count;
    }
}
