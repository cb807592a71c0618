using System.Text;
using Containet.Images.Layers;
using Containet.Images.Manifests;
using Containet.Images.References;
using Containet.Images.Store;
using Tmds.Linux;

namespace Containet.Images.Pulling;

/// <summary>
/// Brings one layer into the store, its blob and its files, as far as it is not there. Where another process is at the same
/// thing it waits for that, and takes over if that ends without having done it.
/// </summary>
internal sealed class LayerPull(ImageStore store, ILayerSource source, IPullProgress progress)
{
    /// <summary>Layers in work at once: each has two threads, and the next one's download overlaps the last one's files.</summary>
    private static readonly int AtOnce = Math.Clamp(Environment.ProcessorCount, 3, 6);

    private long _fetched;

    /// <summary>Bytes that have been fetched.</summary>
    public long Fetched => Interlocked.Read(ref _fetched);

    /// <summary>Brings all layers of an image, several at once.</summary>
    /// <param name="manifest">The image.</param>
    /// <param name="config">Its config, which names as many layers.</param>
    /// <param name="uses">Gets the use of what there is then.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAll(ImageManifest manifest, ImageConfig config, Uses uses, CancellationToken cancellation)
    {
        (Descriptor Blob, Digest DiffId)[] layers = [.. manifest.Layers.Zip(config.DiffIds).DistinctBy(layer => (layer.First.Digest, layer.Second))];
        progress.Begin(manifest.Layers);
        await Parallel.ForEachAsync(
            layers,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (layer, token) => uses.AddRange(await Run(layer.Blob, layer.DiffId, token).ConfigureAwait(false))).ConfigureAwait(false);
    }

    // What there is of the layer then is in use until what this gives is disposed of.
    private async Task<IReadOnlyList<IDisposable>> Run(Descriptor layer, Digest diffId, CancellationToken cancellation)
    {
        var uses = new List<IDisposable>();
        try
        {
            bool isPresent = true;
            FileStream? blob;
            while ((blob = store.OpenBlob(layer.Digest)) is null)
            {
                progress.Change(layer, LayerState.Waiting);
                if (await BlobIngest.Begin(store.Layout, layer, cancellation).ConfigureAwait(false) is { } ingest)
                {
                    uses.Add(ingest);
                    await Fetch(layer, diffId, ingest, uses, cancellation).ConfigureAwait(false);
                    isPresent = false;
                    break;
                }
            }

            if (blob is not null)
            {
                uses.Add(blob);
                isPresent = !await UnpackStored(layer, diffId, blob, uses, cancellation).ConfigureAwait(false);
            }

            progress.Change(layer, isPresent ? LayerState.Present : LayerState.Done);
            return uses;
        }
        catch
        {
            uses.ForEach(use => use.Dispose());
            throw;
        }
    }

    private async Task Fetch(Descriptor layer, Digest diffId, BlobIngest ingest, List<IDisposable> uses, CancellationToken cancellation)
    {
        LayerIngest? target = await Target(diffId, uses, cancellation).ConfigureAwait(false);
        UnpackResult? result;
        for (; ; )
        {
            bool isResumed = ingest.IsResumed;
            string asked = source.Name;
            Func<bool> tryAnother = source.Alternative();
            try
            {
                result = await FetchAndUnpack(layer, diffId, ingest, target, cancellation).ConfigureAwait(false);
                break;
            }
            catch (WrongDigestException e)
            {
                // What an earlier run left may be the reason, after the machine crashed: once more without it. Or a mirror is.
                ingest.Reset();
                target?.Reset();
                if (!isResumed && !tryAnother())
                {
                    throw new ImageException($"what {asked} sends as the layer {layer.Digest} is something else", e);
                }
            }
        }

        ingest.Commit();
        target?.Commit(FactsOf(result!));
    }

    private async Task<UnpackResult?> FetchAndUnpack(Descriptor layer, Digest diffId, BlobIngest ingest, LayerIngest? target, CancellationToken cancellation)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        progress.Change(layer, LayerState.Fetching);
        progress.Receive(layer, ingest.Total());
        Task fetching = source.Fetch(layer, ingest, CountBytes, both.Token);

        void CountBytes(long count)
        {
            Interlocked.Add(ref _fetched, count);
            progress.Receive(layer, count);
        }

        Task<UnpackResult?> unpacking = OnOwnThread(layer, diffId, new IngestReader(ingest, layer, progress).Read, target, both.Token);
        try
        {
            UnpackResult? result = await unpacking.ConfigureAwait(false);
            await fetching.ConfigureAwait(false);
            return result;
        }
        catch
        {
            both.Cancel();
            await fetching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private async Task<bool> UnpackStored(Descriptor layer, Digest diffId, FileStream blob, List<IDisposable> uses, CancellationToken cancellation)
    {
        LayerIngest? target = await Target(diffId, uses, cancellation).ConfigureAwait(false);
        if (target is null)
        {
            return false;
        }

        progress.Change(layer, LayerState.Unpacking);
        try
        {
            UnpackResult? result = await OnOwnThread(layer, diffId, piece => blob.Read(piece.Span), target, cancellation).ConfigureAwait(false);
            target.Commit(FactsOf(result!));
            return true;
        }
        catch (WrongDigestException e)
        {
            throw new ImageException($"{layer.Digest} in the store {store.Root} is damaged; mocker verify --repair removes it", e);
        }
    }

    private async Task<LayerIngest?> Target(Digest diffId, List<IDisposable> uses, CancellationToken cancellation)
    {
        for (; ; )
        {
            if (store.OpenLayer(diffId) is { } present)
            {
                uses.Add(present);
                return null;
            }

            if (await LayerIngest.Begin(store.Layout, diffId, cancellation).ConfigureAwait(false) is { } ingest)
            {
                uses.Add(ingest);
                return ingest;
            }
        }
    }

    private static Task<UnpackResult?> OnOwnThread(
        Descriptor layer,
        Digest diffId,
        Func<Memory<byte>, int> source,
        LayerIngest? target,
        CancellationToken cancellation)
    {
        var options = new UnpackOptions { Target = LayerTarget.OverlayLower, Privileged = LibC.geteuid() == 0, Cancelled = cancellation };
        return Task.Factory.StartNew(
            () => LayerPipeline.Run(layer, diffId, source, target?.Target, options),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    private static LayerFacts FactsOf(UnpackResult result) => new()
    {
        ArchiveBytes = result.ArchiveBytes,
        Entries = result.Entries,
        ContentBytes = result.Bytes,
        HidesAllBelow = result.HidesAllBelow,
        Implied = [.. result.ImpliedDirectories.Select(Encoding.Latin1.GetString)],
        Skipped = [.. SkippedLines.Of(result)],
    };
}
