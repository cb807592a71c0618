using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Containet.Images.Credentials;

namespace Containet.Images.Registry;

/// <summary>
/// Requests to one registry: authorization, redirects and refusals. Credentials and tokens go to the registry's own address
/// and nowhere else: a redirect, or a layer's foreign address, is asked without them, and an answer that came by TLS never
/// leads to one without. Any thread.
/// </summary>
internal sealed class RegistryConnection(RegistryEndpoint endpoint, HttpMessageInvoker http, ICredentialSource credentials, RegistryOptions options)
{
    private const int MaxReason = 8 << 10;

    private readonly Authorizer _authorizer = new(endpoint, credentials, http, options);

    /// <summary>Where it leads.</summary>
    public RegistryEndpoint Endpoint => endpoint;

    /// <summary>Makes a request, once.</summary>
    /// <returns>The head of an answer of status 200 or 206; the caller disposes of it.</returns>
    /// <exception cref="ImageException">It is refused for good.</exception>
    /// <exception cref="NotFoundException">The registry does not have it.</exception>
    /// <exception cref="TransientException">It is refused for now.</exception>
    public Task<HttpResponseMessage> Send(RegistryRequest request, CancellationToken cancellation) =>
        Follow(new Uri(endpoint.Base, "v2/" + request.Path), request, cancellation);

    /// <summary>Makes a request to an address that a manifest names, without credentials.</summary>
    /// <inheritdoc cref="Send" path="/exception"/>
    public Task<HttpResponseMessage> SendForeign(Uri address, RegistryRequest request, CancellationToken cancellation)
    {
        if (address.Scheme != Uri.UriSchemeHttps && endpoint.Base.Scheme == Uri.UriSchemeHttps)
        {
            throw new ImageException($"{request.Subject} is to be had only without TLS, from {ImageException.Quote(address.ToString())}, which is refused");
        }

        return Follow(address, request, cancellation);
    }

    private async Task<HttpResponseMessage> Follow(Uri address, RegistryRequest request, CancellationToken cancellation)
    {
        bool isRenewed = false;
        using var reply = new BoundedReply(options);
        for (int hops = 0; hops <= ImageLimits.Redirects;)
        {
            AuthenticationHeaderValue? proof = endpoint.Owns(address) ? _authorizer.For(request.Scope) : null;
            using HttpRequestMessage message = Compose(address, request, proof);
            HttpResponseMessage response = await Exchange(reply, message, request, cancellation).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent)
            {
                return response;
            }

            using (response)
            {
                if (IsRedirect(response.StatusCode))
                {
                    address = Redirected(address, response.Headers.Location, request);
                    hops++;
                    continue;
                }

                bool mayRenew = response.StatusCode == HttpStatusCode.Unauthorized && endpoint.Owns(address) && !isRenewed;
                if (mayRenew && await _authorizer.Renew(response.Headers.WwwAuthenticate, request.Scope, proof, cancellation).ConfigureAwait(false))
                {
                    isRenewed = true;
                    continue;
                }

                throw await Refusal(reply, response, address, request, cancellation).ConfigureAwait(false);
            }
        }

        throw new ImageException($"{endpoint} redirects more than {ImageLimits.Redirects} times for {request.Subject}");
    }

    private static HttpRequestMessage Compose(Uri address, RegistryRequest request, AuthenticationHeaderValue? proof)
    {
        var message = new HttpRequestMessage(request.Method, address) { Version = HttpVersion.Version11 };
        message.Headers.Authorization = proof;
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("mocker", null));
        foreach (string type in request.Accept)
        {
            message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        }

        if (request.Range is { } range)
        {
            message.Headers.Range = new RangeHeaderValue(range.Offset, range.Offset + range.Length - 1);
        }

        return message;
    }

    private async Task<HttpResponseMessage> Exchange(
        BoundedReply reply,
        HttpRequestMessage message,
        RegistryRequest request,
        CancellationToken cancellation)
    {
        try
        {
            return await reply.Send(http, message, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            throw new ImageException(
                $"cannot fetch {request.Subject}: no trusted TLS connection to {message.RequestUri!.Authority}: {ImageException.Quote(e.GetBaseException().Message.TrimEnd('.'))}; a private authority is given with --ca FILE, plain http with --insecure",
                e);
        }
    }

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private Uri Redirected(Uri from, Uri? location, RegistryRequest request)
    {
        if (location is null || !Uri.TryCreate(from, location, out Uri? to) || (to.Scheme != Uri.UriSchemeHttp && to.Scheme != Uri.UriSchemeHttps)
            || to.UserInfo.Length > 0)
        {
            throw new ImageException($"{endpoint} redirects {request.Subject} to no address: \"{ImageException.Quote(location?.ToString() ?? "")}\"");
        }

        return from.Scheme == Uri.UriSchemeHttps && to.Scheme == Uri.UriSchemeHttp
            ? throw new ImageException($"{endpoint} redirects {request.Subject} from https to {ImageException.Quote(to.GetLeftPart(UriPartial.Path))}, without TLS, which is refused")
            : to;
    }

    private async Task<Exception> Refusal(
        BoundedReply reply,
        HttpResponseMessage response,
        Uri address,
        RegistryRequest request,
        CancellationToken cancellation)
    {
        string reason = await ReasonIn(reply, response, request, cancellation).ConfigureAwait(false);
        int status = (int)response.StatusCode;
        string who = endpoint.Owns(address) ? endpoint.Name : address.Authority;
        return response.StatusCode switch
        {
            HttpStatusCode.NotFound => new NotFoundException($"{who} has no {request.Subject}{reason}"),
            HttpStatusCode.TooManyRequests => new TransientException($"{who} is asked too often (429){reason}", Retrying.RetryAfter(response.Headers)),
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError =>
                new TransientException($"{who} answers {status}{reason}", Retrying.RetryAfter(response.Headers)),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when endpoint.Owns(address) =>
                new ImageException($"{who} does not let us have {request.Subject} ({status}){reason}; {Hint()}"),
            _ => new ImageException($"{who} refuses {request.Subject}: {status}{reason}"),
        };
    }

    private string Hint() => credentials.Find(endpoint.Name) is { } credential
        ? $"{credential} is not accepted or may not read it, or it does not exist"
        : $"it does not exist, or wants: mocker login {endpoint.Name}";

    private static async Task<string> ReasonIn(BoundedReply reply, HttpResponseMessage response, RegistryRequest request, CancellationToken cancellation)
    {
        if (request.Method == HttpMethod.Head)
        {
            return "";
        }

        try
        {
            byte[] content = await reply.Read(response, MaxReason, cancellation).ConfigureAwait(false);
            RegistryErrorJson? error = JsonSerializer.Deserialize(content, RegistryJsonContext.Default.RegistryErrorsJson)?.Errors?.FirstOrDefault();
            string text = ImageException.Quote(error?.Message ?? error?.Code ?? "");
            return text.Length == 0 ? "" : $": {text}";
        }
        catch (Exception e) when (e is JsonException or ImageException or IOException or HttpRequestException or TimeoutException)
        {
            return "";
        }
    }
}
