using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Containet.Images.Credentials;
using Containet.Images.Registry;

namespace Mocker;

/// <summary>The options of the commands that speak to registries.</summary>
internal sealed class RegistryArguments
{
    private readonly Option<string[]> _insecure = new("--insecure")
    {
        Description = "speak to registries without TLS: to HOST, or to all (then behind REF)",
        HelpName = "HOST",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _authorities = new("--ca")
    {
        Description = "trust the certificates in FILE (PEM) besides the system's; /etc/docker/certs.d/HOST/*.crt are trusted for HOST",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _mirrors = new("--mirror")
    {
        Description = "ask URL first; for docker.io, or with HOST=URL for another registry",
        HelpName = "URL",
    };

    private readonly Option<string[]> _tokenServers = new("--token-server")
    {
        Description = "let HOST see credentials for registries elsewhere that send us there for a token",
        HelpName = "HOST",
    };

    private readonly Option<string?> _rate = new("--limit-rate")
    {
        Description = "bytes a second at most for all layers together, as in 500k or 10M",
        HelpName = "BYTES",
    };

    private readonly Option<int?> _timeout = new("--stall-timeout")
    {
        Description = "seconds after which a registry that sends next to nothing is asked again; by default 30",
        HelpName = "SECONDS",
    };

    /// <summary>The options themselves.</summary>
    public IEnumerable<Option> Options => [_insecure, _authorities, _mirrors, _tokenServers, _rate, _timeout];

    /// <summary>What a command line says, over what the configuration file says.</summary>
    public RegistryClient Connect(ParseResult result) => Connect(result, new DockerConfig());

    /// <summary>The same with other credentials than the user's.</summary>
    public RegistryClient Connect(ParseResult result, ICredentialSource credentials)
    {
        Configuration file = Configuration.Load();
        string[] insecure = result.GetValue(_insecure) ?? [];
        var authorities = new X509Certificate2Collection();
        foreach (string path in result.GetValue(_authorities) ?? [])
        {
            authorities.AddRange(RegistryOptions.ReadAuthorities(path));
        }

        var options = new RegistryOptions
        {
            AllInsecure = result.GetResult(_insecure) is not null && insecure.Length == 0,
            Insecure = file.Insecure.Concat(insecure).ToHashSet(),
            Authorities = authorities,
            Mirrors = file.MirrorsWith(result.GetValue(_mirrors) ?? []),
            TokenServers = (result.GetValue(_tokenServers) ?? []).ToHashSet(),
            RateLimit = result.GetValue(_rate) is { } rate ? ParseRate(rate) : null,
        };
        if (result.GetValue(_timeout) is { } seconds)
        {
            options = seconds is > 0 and <= 3600
                ? options with { StallTimeout = TimeSpan.FromSeconds(seconds) }
                : throw new UsageException($"--stall-timeout {seconds}: 1 to 3600 seconds are possible");
        }

        return new RegistryClient(options, credentials);
    }

    private static long ParseRate(string text)
    {
        long unit = text.Length == 0 ? 1 : char.ToLowerInvariant(text[^1]) switch { 'k' => 1_000, 'm' => 1_000_000, 'g' => 1_000_000_000, _ => 1 };
        string digits = unit == 1 ? text : text[..^1];
        return long.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long value)
            && value is > 0 and <= 1_000_000_000_000 && value * unit >= 1_000
                ? value * unit
                : throw new UsageException($"--limit-rate {text}: is not a number of bytes, 1k or more");
    }
}
