using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Containet.Images.Credentials;

namespace Containet.Images.Registry;

/// <summary>
/// Proves to one registry who asks: with a password, or with a token that a token server hands out for what is asked.
/// The password is shown to the registry itself, over the connection that the caller chose, and to a token server only if
/// that belongs to the registry (<see cref="Trusts"/>); any other server is asked for an anonymous token (CVE-2020-15157).
/// Any thread; tokens are kept for the process's life and asked for anew when they are refused.
/// </summary>
internal sealed class Authorizer(RegistryEndpoint endpoint, ICredentialSource credentials, HttpMessageInvoker http, RegistryOptions options)
{
    private const string DockerHubTokens = "auth.docker.io";

    private readonly ConcurrentDictionary<string, AuthenticationHeaderValue> _proofs = new();
    private readonly SemaphoreSlim _renewal = new(1);

    /// <summary>What to send with a request for a scope; null if nothing was ever asked for.</summary>
    public AuthenticationHeaderValue? For(string scope) => _proofs.GetValueOrDefault(scope);

    /// <summary>Answers a refusal.</summary>
    /// <param name="challenges">What the registry wants.</param>
    /// <param name="scope">What is being done: <c>repository:NAME:pull</c>; empty for the registry as a whole.</param>
    /// <param name="refused">What was sent with the request.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Whether there is something else to send now.</returns>
    public async Task<bool> Renew(
        IEnumerable<AuthenticationHeaderValue> challenges,
        string scope,
        AuthenticationHeaderValue? refused,
        CancellationToken cancellation)
    {
        await _renewal.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Several requests are refused at once when a token expires: the first of them asks for a new one.
            if (!Equals(For(scope), refused))
            {
                return true;
            }

            AuthenticationHeaderValue? proof = Challenge.Choose(challenges) switch
            {
                { Scheme: "basic" } => Password(credentials.Find(endpoint.Name)),
                { } challenge => new AuthenticationHeaderValue("Bearer", await Token(challenge, scope, cancellation).ConfigureAwait(false)),
                null => null,
            };
            if (proof is null || proof.Equals(refused))
            {
                return false;
            }

            _proofs[scope] = proof;
            return true;
        }
        finally
        {
            _renewal.Release();
        }
    }

    /// <summary>
    /// Whether a token server is the registry's: on its host, in its domain (registry.example.org and auth.example.org),
    /// Docker Hub's, or named by the user.
    /// </summary>
    internal bool Trusts(Uri realm)
    {
        string host = realm.IdnHost.ToLowerInvariant();
        string registry = endpoint.Base.IdnHost.ToLowerInvariant();
        if (host == registry || options.TokenServers.Contains(host) || options.TokenServers.Contains(realm.Authority))
        {
            return true;
        }

        if (endpoint.Base.Host == "registry-1.docker.io")
        {
            return host == DockerHubTokens;
        }

        // An address has no domain; and neither .org nor co.uk is anybody's, so two labels more than the last are wanted.
        string domain = registry[(registry.IndexOf('.') + 1)..];
        bool isDomain = endpoint.Base.HostNameType == UriHostNameType.Dns && domain.Count(c => c == '.') >= 1 && domain != registry
            && !(domain.Split('.') is [{ Length: <= 3 }, { Length: 2 }]);
        return isDomain && (host == domain || host.EndsWith("." + domain, StringComparison.Ordinal));
    }

    private static AuthenticationHeaderValue? Password(Credential? credential) => credential is null or { IsIdentityToken: true }
        ? null
        : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.User}:{credential.Secret}")));

    private async Task<string> Token(Challenge challenge, string scope, CancellationToken cancellation)
    {
        Uri realm = RealmOf(challenge);
        Credential? credential = credentials.Find(endpoint.Name);
        Credential? shown = Trusts(realm) ? credential : null;
        return await Retrying.Run(
            options,
            $"get a token for {endpoint} from {realm.Authority}",
            () => Ask(realm, challenge, scope, shown, isWithheld: shown is null && credential is not null, cancellation),
            progress: null,
            cancellation).ConfigureAwait(false);
    }

    private Uri RealmOf(Challenge challenge)
    {
        if (!challenge.TryGet("realm", out string? text) || !Uri.TryCreate(text, UriKind.Absolute, out Uri? realm)
            || (realm.Scheme != Uri.UriSchemeHttps && realm.Scheme != Uri.UriSchemeHttp) || realm.UserInfo.Length > 0)
        {
            throw new ImageException($"{endpoint} names a token server that is no address: \"{ImageException.Quote(text ?? "")}\"");
        }

        return realm.Scheme == Uri.UriSchemeHttps || endpoint.Base.Scheme == Uri.UriSchemeHttp
            ? realm
            : throw new ImageException($"{endpoint} names a token server that is spoken to without TLS ({ImageException.Quote(text)}), which is refused");
    }

    private async Task<string> Ask(Uri realm, Challenge challenge, string scope, Credential? shown, bool isWithheld, CancellationToken cancellation)
    {
        string service = challenge.TryGet("service", out string? named) ? named : "";
        using HttpRequestMessage request = shown is { IsIdentityToken: true }
            ? Exchange(realm, service, scope, shown)
            : Get(realm, service, scope, Password(shown), shown?.User);
        using var body = new BoundedReply(options);
        using HttpResponseMessage response = await body.Send(http, request, cancellation).ConfigureAwait(false);
        if (response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError)
        {
            throw new TransientException($"it answers {(int)response.StatusCode}", Retrying.RetryAfter(response.Headers));
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            string hint = isWithheld ? $"; your credential was not sent there, as it is not {endpoint.Name}'s own server: allow it with --token-server {realm.Authority}"
                : shown is null ? $"; mocker login {endpoint.Name} may help"
                : $"; {shown} is not accepted";
            throw new ImageException($"{realm.Authority} gives no token for {endpoint}: {(int)response.StatusCode} {ImageException.Quote(response.ReasonPhrase ?? "")}{hint}");
        }

        byte[] content = await body.Read(response, ImageLimits.TokenReply, cancellation).ConfigureAwait(false);
        return TokenIn(content) ?? throw new ImageException($"{realm.Authority} answers without a token for {endpoint}");
    }

    private static string? TokenIn(byte[] content)
    {
        try
        {
            TokenReplyJson? reply = JsonSerializer.Deserialize(content, RegistryJsonContext.Default.TokenReplyJson);
            string? token = string.IsNullOrEmpty(reply?.Token) ? reply?.AccessToken : reply.Token;
            return !string.IsNullOrEmpty(token) && token.All(c => c is > ' ' and < '\x7f') ? token : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static HttpRequestMessage Get(Uri realm, string service, string scope, AuthenticationHeaderValue? password, string? user)
    {
        var address = new UriBuilder(realm);
        string query = address.Query.TrimStart('?');
        foreach ((string name, string value) in new[] { ("service", service), ("scope", scope), ("account", user ?? "") })
        {
            query += value.Length == 0 ? "" : $"{(query.Length == 0 ? "" : "&")}{name}={Uri.EscapeDataString(value)}";
        }

        address.Query = query;
        var request = new HttpRequestMessage(HttpMethod.Get, address.Uri);
        request.Headers.Authorization = password;
        return request;
    }

    private static HttpRequestMessage Exchange(Uri realm, string service, string scope, Credential credential) => new(HttpMethod.Post, realm)
    {
        Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["service"] = service,
            ["scope"] = scope,
            ["client_id"] = "mocker",
            ["refresh_token"] = credential.Secret,
        }),
    };
}
