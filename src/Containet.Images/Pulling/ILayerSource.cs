using Containet.Images.Manifests;
using Containet.Images.Store;

namespace Containet.Images.Pulling;

/// <summary>Where layers come from: a registry, or an archive. What it brings is not trusted.</summary>
internal interface ILayerSource
{
    /// <summary>Its name, for messages.</summary>
    string Name { get; }

    /// <summary>Who is asked at present.</summary>
    /// <returns>Leaves him aside, if nobody has by then; tells whether there is somebody else.</returns>
    Func<bool> Alternative();

    /// <summary>Fills an ingest with what is missing of a layer; tells it when that cannot be done.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="ingest">Where it goes.</param>
    /// <param name="onBytes">Is told how much has come, by any thread.</param>
    /// <param name="cancellation">Ends it.</param>
    Task Fetch(Descriptor layer, BlobIngest ingest, Action<long> onBytes, CancellationToken cancellation);
}
