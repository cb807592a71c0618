using System.Buffers;
using Containet.Images.Manifests;
using Containet.Images.Pulling;
using Containet.Images.References;
using Containet.Images.Store;

namespace Containet.Images.Archives;

/// <summary>Layers of an archive.</summary>
/// <param name="name">The archive's name, for messages.</param>
/// <param name="open">Opens what a digest names; null if the archive does not have it.</param>
internal sealed class ArchiveSource(string name, Func<Digest, Stream?> open) : ILayerSource
{
    private const int Portion = 1 << 20;

    public string Name => name;

    public Func<bool> Alternative() => () => false;

    public Task Fetch(Descriptor layer, BlobIngest ingest, Action<long> onBytes, CancellationToken cancellation) => Task.Run(
        () =>
        {
            try
            {
                using Stream content = open(layer.Digest) ?? throw new ImageException($"{name} lacks the layer {layer.Digest}");
                Copy(content, layer, ingest, onBytes, cancellation);
            }
            catch (Exception e)
            {
                ingest.Fail(e);
                throw;
            }
        },
        CancellationToken.None);

    private void Copy(Stream content, Descriptor layer, BlobIngest ingest, Action<long> onBytes, CancellationToken cancellation)
    {
        // What an earlier run copied may be of another archive's lie: everything is copied again.
        ingest.Reset();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Portion);
        for (int segment = 0; segment < ingest.Segments; segment++)
        {
            for (int missing = ingest.Length(segment); missing > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                int count = content.Read(buffer, 0, Math.Min(missing, Portion));
                if (count == 0)
                {
                    throw new ImageException($"{name} has fewer than {layer.Size} bytes of the layer {layer.Digest}");
                }

                ingest.Append(segment, buffer.AsSpan(0, count));
                missing -= count;
                onBytes(count);
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
