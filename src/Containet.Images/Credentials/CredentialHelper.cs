using System.Diagnostics;
using System.Text.Json;

namespace Containet.Images.Credentials;

/// <summary>
/// A program <c>docker-credential-NAME</c> that keeps credentials (Docker's credential helper protocol): a verb as its argument,
/// the registry or a JSON object on its input, a JSON object on its output.
/// </summary>
internal sealed class CredentialHelper
{
    private const string IdentityTokenUser = "<token>";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _program;

    /// <param name="name">The helper's name, as the file of credentials has it.</param>
    /// <exception cref="ImageException">It is a path rather than a name.</exception>
    public CredentialHelper(string name)
    {
        _program = name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? "docker-credential-" + name
            : throw new ImageException($"\"{ImageException.Quote(name)}\" is not a credential helper's name");
    }

    /// <summary>Asks for a credential; null if the helper has none.</summary>
    public Credential? Get(string registry)
    {
        (int status, string output) = Run("get", registry);
        if (status != 0)
        {
            return output.Contains("credentials not found", StringComparison.OrdinalIgnoreCase) || output.Trim().Length == 0
                ? null
                : throw new ImageException($"{_program} does not give the credential of {registry}: {ImageException.Quote(output.Trim())}");
        }

        try
        {
            return JsonSerializer.Deserialize(output, HelperJsonContext.Default.HelperCredentialJson) is { Username: { } user, Secret: { Length: > 0 } secret }
                ? user == IdentityTokenUser ? new Credential("", secret, IsIdentityToken: true) : new Credential(user, secret)
                : null;
        }
        catch (JsonException e)
        {
            throw new ImageException($"{_program} answers something else than a credential for {registry}", e);
        }
    }

    /// <summary>Hands over a credential.</summary>
    public void Store(string registry, Credential credential)
    {
        var json = new HelperCredentialJson { ServerUrl = registry, Username = credential.User, Secret = credential.Secret };
        (int status, string output) = Run("store", JsonSerializer.Serialize(json, HelperJsonContext.Default.HelperCredentialJson));
        if (status != 0)
        {
            throw new ImageException($"{_program} does not keep the credential of {registry}: {ImageException.Quote(output.Trim())}");
        }
    }

    /// <summary>Has a credential forgotten; one that is not there is no mistake.</summary>
    public void Erase(string registry) => Run("erase", registry);

    private (int Status, string Output) Run(string verb, string input)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(_program, [verb])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            if (!process.WaitForExit(Patience))
            {
                process.Kill();
                throw new ImageException($"{_program} does not answer");
            }

            return (process.ExitCode, output.GetAwaiter().GetResult());
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ImageException($"cannot run {_program}, which the file of credentials names: {e.Message}", e);
        }
        catch (IOException)
        {
            return (1, "");
        }
    }
}
