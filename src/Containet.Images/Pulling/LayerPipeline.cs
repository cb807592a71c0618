using System.IO.Pipelines;
using System.Security.Cryptography;
using Containet.Images.Layers;
using Containet.Images.Manifests;
using Containet.Images.References;
using Containet.Linux;

namespace Containet.Images.Pulling;

/// <summary>
/// A layer's way from its compressed bytes to files: one thread reads, hashes and inflates, another hashes what comes out and
/// writes the files, and a pipe between them holds what the first is ahead. Both digests are compared when all has gone through;
/// nothing that was made counts before that. Memory is bounded whatever the layer's size.
/// </summary>
internal static class LayerPipeline
{
    /// <summary>How far inflating may be ahead of writing: enough that neither waits for every small file.</summary>
    private const int Ahead = 4 << 20;

    private const int Portion = 256 << 10;

    /// <summary>Reads a compressed layer, verifies it and unpacks it.</summary>
    /// <param name="layer">What the manifest says of it.</param>
    /// <param name="diffId">What the config says of it.</param>
    /// <param name="source">Gives its next bytes; 0 at the end.</param>
    /// <param name="target">The directory to unpack into; null to verify the compressed bytes only.</param>
    /// <param name="options">How to unpack.</param>
    /// <returns>What was unpacked; null without a target.</returns>
    /// <exception cref="WrongDigestException">The compressed bytes are not those that the manifest means.</exception>
    /// <exception cref="ImageException">They are, but no layer that can be unpacked or that the config means.</exception>
    public static UnpackResult? Run(Descriptor layer, Digest diffId, Func<Memory<byte>, int> source, Fd? target, UnpackOptions options)
    {
        using IncrementalHash compressedHash = layer.Digest.BeginHash();
        using var compressed = new HashingStream(source, compressedHash);
        Exception? failure = null;
        UnpackResult? result = null;
        if (target is not null)
        {
            using IncrementalHash hash = diffId.BeginHash();
            var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: Ahead, resumeWriterThreshold: Ahead / 2, minimumSegmentSize: Portion, useSynchronizationContext: false));
            Task<UnpackResult> unpacking = Task.Factory.StartNew(
                () => Unpack(pipe.Reader, hash, target, options), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            failure = Inflate(layer, compressed, pipe.Writer);
            try
            {
                result = unpacking.GetAwaiter().GetResult();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failure ??= e;
            }

            if (failure is null && !diffId.Matches(hash))
            {
                failure = new ImageException($"the layer {layer.Digest} inflates to something else than the config says ({diffId})");
            }
        }

        // Whatever is wrong with the content: if it is not what the manifest means, then that is what is wrong.
        compressed.Drain();
        return !layer.Digest.Matches(compressedHash)
            ? throw new WrongDigestException(layer.Digest)
            : failure is null ? result : throw Explain(layer, failure);
    }

    private static UnpackResult Unpack(PipeReader reader, IncrementalHash hash, Fd target, UnpackOptions options)
    {
        Exception? failure = null;
        try
        {
            using var archive = new PipeStream(reader, hash);
            return LayerUnpacker.Unpack(archive, target, options);
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        finally
        {
            reader.Complete(failure);
        }
    }

    // The failure to read or to inflate, if there was one; the unpacker's own is its own to tell.
    private static Exception? Inflate(Descriptor layer, HashingStream compressed, PipeWriter writer)
    {
        Exception? failure = null;
        try
        {
            using Stream inflated = Inflater.Open(compressed, MediaTypes.CompressionOf(layer.MediaType)!.Value);
            long limit = Inflater.LimitOf(layer);
            int count;
            while ((count = inflated.Read(writer.GetSpan(Portion))) > 0)
            {
                limit -= count;
                if (limit < 0)
                {
                    throw new ImageException($"the layer {layer.Digest} inflates to more than {Inflater.LimitOf(layer)} bytes, which only a bomb does");
                }

                writer.Advance(count);
                ValueTask<FlushResult> pending = writer.FlushAsync();
                FlushResult result = pending.IsCompletedSuccessfully ? pending.Result : pending.AsTask().GetAwaiter().GetResult();
                if (result.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (Inflater.IsMalformed(e) || e is ImageException)
        {
            failure = e;
        }
        catch (Exception e)
        {
            writer.Complete(e);
            throw;
        }

        writer.Complete(failure);
        return failure;
    }

    private static ImageException Explain(Descriptor layer, Exception failure) => failure switch
    {
        ImageException known => known,
        _ when Inflater.IsMalformed(failure) =>
            new ImageException($"the layer {layer.Digest} does not inflate as {layer.MediaType}: {ImageException.Quote(failure.Message)}", failure),
        _ => new ImageException($"cannot unpack the layer {layer.Digest}: {ImageException.Quote(failure.Message)}", failure),
    };
}
