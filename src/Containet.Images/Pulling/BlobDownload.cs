using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Containet.Images.Manifests;
using Containet.Images.Registry;
using Containet.Images.Store;

namespace Containet.Images.Pulling;

/// <summary>
/// Fetches a blob into its ingest: several segments at once if it is large and the registry knows ranges, else as one stream.
/// What is there already is not fetched again; after a reset each segment goes on where it was. No byte beyond the declared
/// size is taken. Nothing here looks at the content: who reads it from the ingest verifies it.
/// </summary>
internal sealed class BlobDownload(RegistryClient client, RemoteRepository repository, Descriptor blob, BlobIngest ingest, Action<long> onBytes)
{
    /// <summary>Bytes read at once.</summary>
    private const int Portion = 256 << 10;

    /// <summary>Segments of one blob under way at once.</summary>
    private const int Workers = 4;

    private int _next = -1;

    /// <summary>Fetches what is missing. The reader of the ingest is told when that fails.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        try
        {
            int first = Enumerable.Range(0, ingest.Segments).FirstOrDefault(IsMissing, -1);
            if (first < 0)
            {
                return;
            }

            // The first answer tells whether the registry knows ranges; if it does not, it is the whole blob.
            _next = first;
            if (await Fetch(first, cancellation).ConfigureAwait(false))
            {
                await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => FetchMissing(cancellation))).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            ingest.Fail(e);
            throw;
        }
    }

    private bool IsMissing(int segment) => ingest.Filled(segment) < ingest.Length(segment);

    private async Task FetchMissing(CancellationToken cancellation)
    {
        for (int segment = Interlocked.Increment(ref _next); segment < ingest.Segments; segment = Interlocked.Increment(ref _next))
        {
            await Fetch(segment, cancellation).ConfigureAwait(false);
        }
    }

    // Whether more is to be fetched: not after the whole blob came as one.
    private async Task<bool> Fetch(int segment, CancellationToken cancellation)
    {
        for (; ; )
        {
            RegistryEndpoint endpoint = repository.Endpoint;
            await client.Requests.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                return await Retrying.Run(
                    client.Options,
                    $"fetch {blob.Digest} from {endpoint}",
                    () => FetchOnce(segment, cancellation),
                    ingest.Total,
                    cancellation).ConfigureAwait(false);
            }
            catch (ImageException) when (repository.TryNext(endpoint))
            {
            }
            finally
            {
                client.Requests.Release();
            }
        }
    }

    private async Task<bool> FetchOnce(int segment, CancellationToken cancellation)
    {
        int filled = ingest.Filled(segment);
        int wanted = ingest.Length(segment) - filled;
        if (wanted == 0)
        {
            return true;
        }

        bool isWhole = wanted == blob.Size;
        long offset = ((long)segment * BlobIngest.SegmentSize) + filled;
        using HttpResponseMessage response = await repository.OpenBlob(blob, isWhole ? null : new ByteRange(offset, wanted), cancellation)
            .ConfigureAwait(false);
        Check(response, offset, wanted, isWhole);
        using Stream body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var guard = new StallGuard(client.Options, cancellation);
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            await Take(body, guard, segment, wanted, cancellation).ConfigureAwait(false);
            return true;
        }

        for (int i = 0; i < ingest.Segments; i++)
        {
            await Skip(body, guard, ingest.Filled(i), cancellation).ConfigureAwait(false);
            await Take(body, guard, i, ingest.Length(i) - ingest.Filled(i), cancellation).ConfigureAwait(false);
        }

        await ExpectEnd(body, guard).ConfigureAwait(false);
        return false;
    }

    private void Check(HttpResponseMessage response, long offset, int wanted, bool isWhole)
    {
        HttpContentHeaders headers = response.Content.Headers;
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            ContentRangeHeaderValue? range = headers.ContentRange;
            bool isRight = !isWhole && range is { HasRange: true } && range.From == offset && range.To == offset + wanted - 1
                && (range.Length is null || range.Length == blob.Size);
            if (!isRight)
            {
                throw new ImageException($"{Who(response)} sends the part \"{ImageException.Quote(range?.ToString() ?? "")}\" of {blob.Digest}, which is not what was asked for ({blob.Size} bytes in all)");
            }
        }
        else if (headers.ContentLength is { } length && length != blob.Size)
        {
            throw new ImageException($"{Who(response)} has {length} bytes for {blob.Digest}, which the manifest says has {blob.Size}");
        }
    }

    private async Task Take(Stream body, StallGuard guard, int segment, int wanted, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Portion);
        try
        {
            while (wanted > 0)
            {
                Memory<byte> room = buffer.AsMemory(0, client.Limiter.Portion(Math.Min(wanted, Portion)));
                int count = await guard.Wait(token => body.ReadAsync(room, token)).ConfigureAwait(false);
                if (count == 0)
                {
                    throw new TransientException("it ends too early");
                }

                ingest.Append(segment, room.Span[..count]);
                wanted -= count;
                onBytes(count);
                await client.Limiter.Pay(count, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task Skip(Stream body, StallGuard guard, int count, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Portion);
        try
        {
            while (count > 0)
            {
                int read = await guard.Wait(token => body.ReadAsync(buffer.AsMemory(0, Math.Min(count, Portion)), token)).ConfigureAwait(false);
                count -= read > 0 ? read : throw new TransientException("it ends too early");
                await client.Limiter.Pay(read, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task ExpectEnd(Stream body, StallGuard guard)
    {
        byte[] one = new byte[1];
        if (await guard.Wait(token => body.ReadAsync(one, token)).ConfigureAwait(false) > 0)
        {
            throw new ImageException($"{repository.Endpoint} sends more for {blob.Digest} than the {blob.Size} bytes that the manifest declares");
        }
    }

    private string Who(HttpResponseMessage response) => response.RequestMessage?.RequestUri?.Authority ?? repository.Endpoint.Name;
}
