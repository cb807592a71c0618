using System.Security.Cryptography.X509Certificates;

namespace Containet.Images.Registry;

/// <summary>How registries are spoken to.</summary>
public sealed record RegistryOptions
{
    /// <summary>Registries, as references name them, that are spoken to without TLS.</summary>
    public IReadOnlySet<string> Insecure { get; init; } = new HashSet<string>();

    /// <summary>Every registry is spoken to without TLS.</summary>
    public bool AllInsecure { get; init; }

    /// <summary>Mirrors by registry, in the order in which they are tried before it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Uri>> Mirrors { get; init; } = new Dictionary<string, IReadOnlyList<Uri>>();

    /// <summary>Hosts that may hand out tokens for credentials of registries elsewhere.</summary>
    public IReadOnlySet<string> TokenServers { get; init; } = new HashSet<string>();

    /// <summary>Certificates that are trusted besides the system's.</summary>
    public X509Certificate2Collection Authorities { get; init; } = [];

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an answer may take to begin, and how long a body may bring less than <see cref="StallBytes"/>.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What a body has to bring in <see cref="StallTimeout"/>.</summary>
    public int StallBytes { get; init; } = 16 << 10;

    /// <summary>How often a request is made that fails in a way that may pass, without a byte of progress in between.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>How long to wait after the first failure; twice as long after each further one.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long to wait at most, whatever a registry asks for.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes a second of all layers together; null for as many as come.</summary>
    public long? RateLimit { get; init; }

    /// <summary>Requests for layers that are under way at once: enough to fill a long line, few enough not to be refused.</summary>
    public int Requests { get; init; } = 6;

    /// <summary>Reads certificates in PEM form.</summary>
    /// <exception cref="ImageException">The file has none.</exception>
    public static X509Certificate2Collection ReadAuthorities(string path)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new ImageException($"cannot read certificates from {path}: {e.Message}", e);
        }

        return certificates.Count > 0 ? certificates : throw new ImageException($"{path} has no certificate in PEM form");
    }
}
