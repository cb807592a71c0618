using System.CommandLine;
using Containet.Images.Credentials;
using Containet.Images.References;
using Containet.Images.Registry;

namespace Mocker.Commands;

/// <summary><c>mocker login</c> and <c>logout</c>: credentials in Docker's file or its helpers.</summary>
internal static class LoginCommand
{
    /// <summary>The command that keeps a credential once the registry has accepted it.</summary>
    public static Command CreateLogin(Terminal terminal)
    {
        Argument<string> registry = Registry();
        var user = new Option<string?>("--username", "-u") { Description = "the user's name; asked for if not given", HelpName = "NAME" };
        var fromInput = new Option<bool>("--password-stdin") { Description = "read the password from the standard input" };
        var arguments = new RegistryArguments();
        var command = new Command("login", "Keep a credential for a registry, in Docker's config.json or its helper.") { registry, user, fromInput };
        foreach (Option option in arguments.Options)
        {
            command.Add(option);
        }

        command.SetAction(async (result, cancellation) =>
        {
            string host = Normalize(result.GetRequiredValue(registry));
            string name = result.GetValue(user) ?? Prompt.Ask(terminal, "User: ", isSecret: false);
            string password = result.GetValue(fromInput) ? await Console.In.ReadToEndAsync(cancellation) : Prompt.Ask(terminal, "Password: ", isSecret: true);
            var credential = new Credential(name, password.TrimEnd('\r', '\n'));
            if (name.Length == 0 || credential.Secret.Length == 0 || name.Contains(':'))
            {
                throw new UsageException("a user's name, without a colon, and a password are needed");
            }

            using RegistryClient client = arguments.Connect(result, new FixedCredential(host, credential));
            await client.CheckLogin(host, cancellation);
            new DockerConfig().Store(host, credential);
            terminal.Errors.WriteLine($"{host} accepts {name}");
        });
        return command;
    }

    /// <summary>The command that forgets a credential.</summary>
    public static Command CreateLogout(Terminal terminal)
    {
        Argument<string> registry = Registry();
        var command = new Command("logout", "Forget the credential for a registry.") { registry };
        command.SetAction(result =>
        {
            string host = Normalize(result.GetRequiredValue(registry));
            bool wasThere = new DockerConfig().Erase(host);
            terminal.Errors.WriteLine(wasThere ? $"the credential for {host} is forgotten" : $"there was no credential for {host}");
        });
        return command;
    }

    private static Argument<string> Registry() => new("REGISTRY")
    {
        Description = "the registry's host, with a port if it has one; by default docker.io",
        DefaultValueFactory = _ => ImageReference.DefaultRegistry,
    };

    private static string Normalize(string registry) => ImageReference.TryParse($"{registry}/a", out ImageReference? reference, out string? error)
        && (reference.Registry == registry || reference.Registry == ImageReference.DefaultRegistry)
            ? reference.Registry
            : throw new UsageException($"\"{registry}\" is not a registry: {error ?? "a host is wanted"}");

    /// <summary>The credential that is being tried.</summary>
    private sealed class FixedCredential(string registry, Credential credential) : ICredentialSource
    {
        public Credential? Find(string name) => name == registry ? credential : null;
    }
}
