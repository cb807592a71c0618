using System.Net;

namespace Containet.Images.Registry;

/// <summary>
/// The environment's proxies, but for this machine itself: plain http is spoken to it because nobody is in between. Any thread.
/// </summary>
internal sealed class DirectLoopback(IWebProxy proxies) : IWebProxy
{
    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => proxies.Credentials;
        set => proxies.Credentials = value;
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : proxies.GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => RegistryEndpoint.IsLoopback(host.Authority) || proxies.IsBypassed(host);
}
