using System.Net.Http.Headers;

namespace Containet.Images.Tests.Support;

/// <summary>A request that came.</summary>
internal sealed record TestRequest(string Method, string Target, ILookup<string, string> Headers)
{
    /// <summary>What proves who asks; null for nothing.</summary>
    public string? Authorization => Headers["authorization"].FirstOrDefault();

    /// <summary>The part that is wanted; null for all.</summary>
    public RangeItemHeaderValue? Range => Headers["range"].FirstOrDefault() is { } text ? RangeHeaderValue.Parse(text).Ranges.Single() : null;

    public bool IsManifest => Target.Contains("/manifests/");

    public bool IsBlob => Target.Contains("/blobs/");
}
