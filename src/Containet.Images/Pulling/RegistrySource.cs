using Containet.Images.Manifests;
using Containet.Images.Registry;
using Containet.Images.Store;

namespace Containet.Images.Pulling;

/// <summary>Layers of a repository.</summary>
internal sealed class RegistrySource(RegistryClient client, RemoteRepository repository) : ILayerSource
{
    public string Name => repository.Endpoint.Name;

    public Func<bool> Alternative()
    {
        RegistryEndpoint asked = repository.Endpoint;
        return () => repository.TryNext(asked);
    }

    public Task Fetch(Descriptor layer, BlobIngest ingest, Action<long> onBytes, CancellationToken cancellation) =>
        new BlobDownload(client, repository, layer, ingest, onBytes).Run(cancellation);
}
