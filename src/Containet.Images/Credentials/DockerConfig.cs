using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Containet.Images.References;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Images.Credentials;

/// <summary>
/// Docker's own file of credentials, <c>config.json</c> in <c>DOCKER_CONFIG</c> or <c>~/.docker</c>: what <c>docker login</c>
/// or <c>mocker login</c> has written serves both. A credential is in the file itself, or with a helper program that the file
/// names. The file is read when a credential is first wanted; it is changed by replacing it, with all else in it kept.
/// </summary>
public sealed class DockerConfig : ICredentialSource
{
    /// <summary>Docker Hub's name in the file, from before registries had names.</summary>
    private const string DockerHubKey = "https://index.docker.io/v1/";

    private const int MaxSize = 4 << 20;
    private const int OwnerOnly = 0b110_000_000;

    private readonly string _path;
    private readonly Lazy<JsonObject> _content;

    /// <summary>Uses the user's file, or another one.</summary>
    /// <param name="path">Its path; null for the user's.</param>
    public DockerConfig(string? path = null)
    {
        _path = path ?? Path.Combine(
            Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } named
                ? named
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker"),
            "config.json");
        _content = new Lazy<JsonObject>(Read);
    }

    /// <inheritdoc/>
    public Credential? Find(string registry)
    {
        if (HelperFor(registry) is { } helper)
        {
            return KeysOf(registry).Select(helper.Get).FirstOrDefault(found => found is not null);
        }

        JsonObject? entries = _content.Value["auths"] as JsonObject;
        return KeysOf(registry).Select(key => FromEntry(entries?[key] as JsonObject, registry)).FirstOrDefault(found => found is not null);
    }

    /// <summary>Keeps a credential, with the helper if the file names one.</summary>
    /// <exception cref="ImageException">It cannot be kept.</exception>
    public void Store(string registry, Credential credential)
    {
        if (HelperFor(registry) is { } helper)
        {
            helper.Store(KeysOf(registry)[0], credential);
            return;
        }

        JsonObject content = _content.Value;
        if (content["auths"] is not JsonObject entries)
        {
            content["auths"] = entries = [];
        }

        entries[KeysOf(registry)[0]] = new JsonObject
        {
            ["auth"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.User}:{credential.Secret}")),
        };
        Write();
    }

    /// <summary>Forgets a credential.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Erase(string registry)
    {
        bool wasThere = Find(registry) is not null;
        if (HelperFor(registry) is { } helper)
        {
            foreach (string key in KeysOf(registry))
            {
                helper.Erase(key);
            }

            return wasThere;
        }

        if (_content.Value["auths"] is JsonObject entries && KeysOf(registry).Count(entries.Remove) > 0)
        {
            Write();
        }

        return wasThere;
    }

    private static string[] KeysOf(string registry) => registry == ImageReference.DefaultRegistry
        ? [DockerHubKey, registry, "index.docker.io", "registry-1.docker.io"]
        : [registry, $"https://{registry}", $"https://{registry}/v1/", $"https://{registry}/v2/", $"http://{registry}"];

    private CredentialHelper? HelperFor(string registry)
    {
        JsonObject? own = _content.Value["credHelpers"] as JsonObject;
        string? name = KeysOf(registry).Select(key => Text(own?[key])).FirstOrDefault(found => found is not null) ?? Text(_content.Value["credsStore"]);
        return string.IsNullOrEmpty(name) ? null : new CredentialHelper(name);
    }

    private Credential? FromEntry(JsonObject? entry, string registry)
    {
        if (Text(entry?["identitytoken"]) is { Length: > 0 } token)
        {
            return new Credential("", token, IsIdentityToken: true);
        }

        if (Text(entry?["username"]) is { Length: > 0 } user && Text(entry?["password"]) is { } password)
        {
            return new Credential(user, password);
        }

        if (Text(entry?["auth"]) is not { Length: > 0 } auth)
        {
            return null;
        }

        try
        {
            string both = Encoding.UTF8.GetString(Convert.FromBase64String(auth));
            int colon = both.IndexOf(':');
            return colon > 0 ? new Credential(both[..colon], both[(colon + 1)..].TrimEnd('\0')) : throw new FormatException();
        }
        catch (FormatException e)
        {
            throw new ImageException($"the credential of {registry} in {_path} is not one (base64 of user:password)", e);
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private JsonObject Read()
    {
        try
        {
            var file = new FileInfo(_path);
            if (!file.Exists)
            {
                return [];
            }

            return file.Length <= MaxSize && JsonNode.Parse(File.ReadAllBytes(_path)) is JsonObject content
                ? content
                : throw new ImageException($"{_path} is not Docker's file of credentials");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"cannot read credentials from {_path}: {ImageException.Quote(e.Message)}", e);
        }
    }

    private void Write()
    {
        try
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(_path))!;
            Directory.CreateDirectory(folder);

            // What the path leads to, if it is a link: people keep such files elsewhere.
            string target = File.Exists(_path) && File.ResolveLinkTarget(_path, returnFinalTarget: true) is { } end ? end.FullName : _path;
            string temporary = $"{target}.{Path.GetRandomFileName()}";
            using (var file = new FileStream(Files.OpenFile(temporary, LibC.O_WRONLY | LibC.O_CREAT | LibC.O_EXCL, OwnerOnly), FileAccess.Write))
            using (var writer = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true }))
            {
                _content.Value.WriteTo(writer);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"cannot write {_path}: {e.Message}", e);
        }
    }
}
