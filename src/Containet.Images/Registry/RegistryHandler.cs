using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Containet.Images.Registry;

/// <summary>
/// What carries requests: no redirect is followed, no cookie kept and nothing inflated behind our back; proxies are those of
/// the environment, except to this machine itself. Certificates are trusted that the system trusts, and those of the authorities that were given.
/// </summary>
internal static class RegistryHandler
{
    private const int MaxHeaderKilobytes = 64;

    /// <summary>Where Docker keeps a registry's authorities; a folder for each, named by host and port.</summary>
    private const string CertificateFolder = "/etc/docker/certs.d";

    /// <summary>Makes the carrier for an endpoint and what it leads to.</summary>
    public static HttpMessageInvoker Create(RegistryEndpoint endpoint, RegistryOptions options)
    {
        var authorities = new X509Certificate2Collection(options.Authorities);
        AddFrom(Path.Combine(CertificateFolder, endpoint.Name), authorities);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            ConnectTimeout = options.ConnectTimeout,
            MaxConnectionsPerServer = options.Requests + 2,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            PreAuthenticate = false,
            Proxy = new DirectLoopback(HttpClient.DefaultProxy),
        };
        if (authorities.Count > 0)
        {
            handler.SslOptions.RemoteCertificateValidationCallback =
                (_, certificate, chain, errors) => IsTrusted(authorities, certificate, chain, errors);
        }

        return new HttpMessageInvoker(handler);
    }

    private static void AddFrom(string folder, X509Certificate2Collection authorities)
    {
        if (Directory.Exists(folder))
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*.crt"))
            {
                authorities.AddRange(RegistryOptions.ReadAuthorities(file));
            }
        }
    }

    // Only an unknown authority may be made up for; a name that does not match, never.
    private static bool IsTrusted(X509Certificate2Collection authorities, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
        {
            return errors == SslPolicyErrors.None;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (X509ChainElement element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            own.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return own.Build(leaf);
    }
}
