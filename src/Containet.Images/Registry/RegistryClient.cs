using System.Collections.Concurrent;
using System.Net;
using Containet.Images.Credentials;
using Containet.Images.References;

namespace Containet.Images.Registry;

/// <summary>
/// The registries that one command speaks to: a connection for each, made when it is first wanted. Plain http is spoken only
/// to this machine itself, where it is tried first, and to registries that the user named as insecure. Any thread.
/// </summary>
public sealed class RegistryClient : IDisposable
{
    private readonly RegistryOptions _options;
    private readonly ICredentialSource _credentials;
    private readonly ConcurrentDictionary<string, Lazy<Task<RegistryConnection>>> _registries = new();
    private readonly ConcurrentBag<HttpMessageInvoker> _carriers = [];

    /// <summary>Prepares to speak to registries.</summary>
    public RegistryClient(RegistryOptions options, ICredentialSource credentials)
    {
        _options = options;
        _credentials = credentials;
        Limiter = new RateLimiter(options.RateLimit);
        Requests = new SemaphoreSlim(options.Requests);
    }

    internal RateLimiter Limiter { get; }

    /// <summary>Taken by each request for a layer.</summary>
    internal SemaphoreSlim Requests { get; }

    internal RegistryOptions Options => _options;

    /// <summary>Shows a registry a credential.</summary>
    /// <exception cref="ImageException">It is not accepted.</exception>
    public async Task CheckLogin(string registry, CancellationToken cancellation)
    {
        RegistryConnection connection = await Connect(registry).ConfigureAwait(false);
        var request = new RegistryRequest(HttpMethod.Get, "", "", "access");
        try
        {
            (await Retrying.Run(_options, $"reach {registry}", () => connection.Send(request, cancellation), null, cancellation).ConfigureAwait(false)).Dispose();
        }
        catch (NotFoundException e)
        {
            throw new ImageException($"{registry} is not a registry: it has no /v2/", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (HttpMessageInvoker carrier in _carriers)
        {
            carrier.Dispose();
        }

        Requests.Dispose();
    }

    /// <summary>A repository, through the mirrors of its registry and then the registry itself.</summary>
    internal async Task<RemoteRepository> Open(ImageReference reference)
    {
        var connections = new List<RegistryConnection>();
        foreach (Uri mirror in _options.Mirrors.GetValueOrDefault(reference.Registry, []))
        {
            connections.Add(Make(new RegistryEndpoint(mirror.Authority, mirror)));
        }

        connections.Add(await Connect(reference.Registry).ConfigureAwait(false));
        return new RemoteRepository(this, connections, reference.Repository);
    }

    private Task<RegistryConnection> Connect(string registry) =>
        _registries.GetOrAdd(registry, name => new Lazy<Task<RegistryConnection>>(async () => Make(await Locate(name).ConfigureAwait(false)))).Value;

    private RegistryConnection Make(RegistryEndpoint endpoint)
    {
        HttpMessageInvoker carrier = RegistryHandler.Create(endpoint, _options);
        _carriers.Add(carrier);
        return new RegistryConnection(endpoint, carrier, _credentials, _options);
    }

    private async Task<RegistryEndpoint> Locate(string registry)
    {
        if (_options.AllInsecure || _options.Insecure.Contains(registry))
        {
            return RegistryEndpoint.For(registry, insecure: true);
        }

        bool isPlain = RegistryEndpoint.IsLoopback(registry) && await AnswersPlainly(registry).ConfigureAwait(false);
        return RegistryEndpoint.For(registry, isPlain);
    }

    // A server of TLS answers plain http with 400, or not at all.
    private async Task<bool> AnswersPlainly(string registry)
    {
        var endpoint = RegistryEndpoint.For(registry, insecure: true);
        using HttpMessageInvoker carrier = RegistryHandler.Create(endpoint, _options);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(endpoint.Base, "v2/"));
        using var reply = new BoundedReply(_options);
        try
        {
            using HttpResponseMessage response = await reply.Send(carrier, request, CancellationToken.None).ConfigureAwait(false);
            return response.StatusCode != HttpStatusCode.BadRequest;
        }
        catch (HttpRequestException e)
        {
            // Nobody is there: the real request will say so.
            return e.HttpRequestError == HttpRequestError.ConnectionError;
        }
        catch (TimeoutException)
        {
            return true;
        }
    }
}
