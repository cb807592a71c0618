using Containet.Images.Manifests;
using Containet.Images.References;

namespace Containet.Images.Registry;

/// <summary>
/// A repository on a registry. Where there are mirrors each is asked first, and left aside for good once it has failed in
/// any way: the registry itself, the last, is the one whose answer counts. Any thread.
/// </summary>
internal sealed class RemoteRepository(RegistryClient client, IReadOnlyList<RegistryConnection> connections, string name)
{
    private int _current;

    private RegistryConnection Current => connections[Volatile.Read(ref _current)];

    private string Scope => $"repository:{name}:pull";

    /// <summary>Who is asked at the moment.</summary>
    public RegistryEndpoint Endpoint => Current.Endpoint;

    /// <summary>Asks what a tag stands for, without fetching it.</summary>
    /// <returns>The digest; null if the registry does not say.</returns>
    public Task<Digest?> Resolve(string tag, CancellationToken cancellation) => First(async connection =>
    {
        using HttpResponseMessage response = await connection.Send(ManifestRequest(HttpMethod.Head, tag), cancellation).ConfigureAwait(false);
        return response.Headers.TryGetValues("Docker-Content-Digest", out IEnumerable<string>? values)
            && Digest.TryParse(values.First(), out Digest? digest, out _) ? digest : null;
    }, $"{name}:{tag}", cancellation);

    /// <summary>Fetches what a tag or a digest stands for.</summary>
    /// <param name="tag">The tag; null if there is a digest.</param>
    /// <param name="digest">The digest that the content must have; null if there is only a tag.</param>
    /// <param name="declaredType">What the index says that it is; null if there is none.</param>
    /// <param name="declaredSize">How long the index says that it is; null if there is none.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<FetchedManifest> FetchManifest(string? tag, Digest? digest, string? declaredType, long? declaredSize, CancellationToken cancellation)
    {
        string which = digest?.ToString() ?? tag!;
        string subject = digest is null ? $"{name}:{tag}" : $"{name}@{digest}";
        return First(async connection =>
        {
            using var reply = new BoundedReply(client.Options);
            using HttpResponseMessage response = await connection.Send(ManifestRequest(HttpMethod.Get, which), cancellation).ConfigureAwait(false);
            byte[] content = await ReadWhole(reply, response, ImageLimits.Manifest, cancellation).ConfigureAwait(false);
            Digest actual = Verify(response, content, digest, declaredSize, subject);
            string? type = declaredType ?? response.Content.Headers.ContentType?.MediaType;
            RefuseOtherType(response.Content.Headers.ContentType?.MediaType, declaredType, subject);
            return new FetchedManifest(actual, content, ManifestReader.Read(content, type, subject));
        }, subject, cancellation);
    }

    /// <summary>Fetches a blob that is kept in memory.</summary>
    public Task<byte[]> FetchSmall(Descriptor blob, int limit, CancellationToken cancellation) => First(async connection =>
    {
        using var reply = new BoundedReply(client.Options);
        using HttpResponseMessage response = await connection.Send(BlobRequest(blob, null), cancellation).ConfigureAwait(false);
        byte[] content = await ReadWhole(reply, response, (int)Math.Min(limit, blob.Size), cancellation).ConfigureAwait(false);
        return content.Length == blob.Size && blob.Digest.Matches(content)
            ? content
            : throw new ImageException($"what {connection.Endpoint} sends as {blob.Digest} of {name} is something else");
    }, $"{blob.Digest} of {name}", cancellation);

    /// <summary>Begins to fetch a blob, or part of it.</summary>
    /// <returns>The head of the answer; the caller disposes of it.</returns>
    public async Task<HttpResponseMessage> OpenBlob(Descriptor blob, ByteRange? range, CancellationToken cancellation)
    {
        RegistryRequest request = BlobRequest(blob, range);
        try
        {
            return await Current.Send(request, cancellation).ConfigureAwait(false);
        }
        catch (NotFoundException) when (blob.Urls is [var foreign, ..] && Uri.TryCreate(foreign, UriKind.Absolute, out Uri? address))
        {
            return await Current.SendForeign(address, request, cancellation).ConfigureAwait(false);
        }
        catch (NotFoundException e)
        {
            throw new ImageException(e.Message, e);
        }
    }

    /// <summary>Leaves the present mirror aside.</summary>
    /// <returns>Whether there is another one to ask.</returns>
    public bool TryNext(RegistryEndpoint failed)
    {
        lock (connections)
        {
            // Several requests fail at once: the first of them has gone on for the others.
            if (ReferenceEquals(Endpoint, failed))
            {
                if (_current + 1 == connections.Count)
                {
                    return false;
                }

                Volatile.Write(ref _current, _current + 1);
            }

            return true;
        }
    }

    private RegistryRequest ManifestRequest(HttpMethod method, string which) =>
        new(method, $"{name}/manifests/{which}", Scope, $"{name}{(which.Contains(':') ? '@' : ':')}{which}") { Accept = MediaTypes.Manifests };

    private RegistryRequest BlobRequest(Descriptor blob, ByteRange? range) =>
        new(HttpMethod.Get, $"{name}/blobs/{blob.Digest}", Scope, $"{blob.Digest} of {name}") { Range = range };

    private async Task<T> First<T>(Func<RegistryConnection, Task<T>> ask, string subject, CancellationToken cancellation)
    {
        for (; ; )
        {
            RegistryConnection connection = Current;
            try
            {
                return await Retrying.Run(
                    client.Options,
                    $"fetch {subject} from {connection.Endpoint}",
                    () => ask(connection),
                    null,
                    cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is ImageException or NotFoundException)
            {
                if (!TryNext(connection.Endpoint))
                {
                    throw e as ImageException ?? new ImageException(e.Message, e);
                }
            }
        }
    }

    // A body that ends before its declared length is a failure of the line, not of the registry.
    private static async Task<byte[]> ReadWhole(BoundedReply reply, HttpResponseMessage response, int limit, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentLength > limit)
        {
            throw new ImageException(
                $"{response.RequestMessage?.RequestUri?.Authority} announces {response.Content.Headers.ContentLength} bytes where {limit} are possible");
        }

        return await reply.Read(response, limit, cancellation).ConfigureAwait(false);
    }

    private Digest Verify(HttpResponseMessage response, byte[] content, Digest? digest, long? size, string subject)
    {
        if (digest is not null && (!digest.Matches(content) || (size is not null && size != content.Length)))
        {
            throw new ImageException($"what {Endpoint} sends as {subject} is something else: its digest is {Digest.Of(content)}");
        }

        var actual = digest ?? Digest.Of(content);
        if (digest is null && response.Headers.TryGetValues("Docker-Content-Digest", out IEnumerable<string>? values)
            && Digest.TryParse(values.First(), out Digest? told, out _))
        {
            actual = told.Matches(content)
                ? told
                : throw new ImageException($"{Endpoint} says that {subject} is {told}, but what it sends is {actual}");
        }

        return actual;
    }

    private static void RefuseOtherType(string? contentType, string? declared, string subject)
    {
        bool isKnown = contentType is not null && (MediaTypes.IsIndex(contentType) || MediaTypes.IsManifest(contentType) || MediaTypes.IsLegacy(contentType));
        if (declared is not null && isKnown && contentType != declared)
        {
            throw new ImageException($"the manifest of {subject} came as {contentType} but the index lists it as {ImageException.Quote(declared)}");
        }
    }
}
