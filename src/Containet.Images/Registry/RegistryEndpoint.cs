using System.Net;
using Containet.Images.References;

namespace Containet.Images.Registry;

/// <summary>Where a registry, or a mirror of it, is reached.</summary>
/// <param name="Name">The name by which credentials are kept for it: the host, with a port if it has one.</param>
/// <param name="Base">Its address, with a slash at the end; the API is under <c>v2/</c>.</param>
public sealed record RegistryEndpoint(string Name, Uri Base)
{
    private const string DockerHub = "registry-1.docker.io";

    /// <summary>The address of a registry that a reference names.</summary>
    /// <param name="registry">The reference's registry.</param>
    /// <param name="insecure">Whether it is spoken to without TLS, whoever listens; loopback is, unless it answers TLS.</param>
    public static RegistryEndpoint For(string registry, bool insecure)
    {
        string host = registry == ImageReference.DefaultRegistry ? DockerHub : registry;
        return new RegistryEndpoint(registry, new Uri($"{(insecure ? "http" : "https")}://{host}/"));
    }

    /// <summary>Whether a host is this machine, so that nobody is in between.</summary>
    public static bool IsLoopback(string registry)
    {
        var address = new Uri($"https://{registry}/");
        return address.Host == "localhost" || (IPAddress.TryParse(address.DnsSafeHost, out IPAddress? ip) && IPAddress.IsLoopback(ip));
    }

    /// <summary>Whether an address is on the very server that has our credentials: scheme, host and port.</summary>
    public bool Owns(Uri address) =>
        address.Scheme == Base.Scheme && address.Port == Base.Port && string.Equals(address.IdnHost, Base.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
