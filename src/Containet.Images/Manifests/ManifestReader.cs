using System.Text.Json;
using Containet.Images.References;

namespace Containet.Images.Manifests;

/// <summary>
/// Reads manifests, indexes and configs that nobody has checked yet. What something is, is said up to three times: by the
/// registry's header, by its member <c>mediaType</c>, and by the members that it has; where these disagree it is refused
/// (CVE-2021-41190). Pure.
/// </summary>
public static class ManifestReader
{
    /// <summary>Reads what a registry answered to the request for a manifest.</summary>
    /// <param name="content">The bytes, already compared with a digest if there was one.</param>
    /// <param name="contentType">The header's media type, or the descriptor's; null if nothing was said.</param>
    /// <param name="subject">What it is the manifest of, for messages.</param>
    /// <exception cref="ImageException">It is not one that can be used.</exception>
    public static Manifest Read(ReadOnlySpan<byte> content, string? contentType, string subject)
    {
        if (contentType is not null && MediaTypes.IsLegacy(contentType))
        {
            throw Legacy(subject);
        }

        ManifestJson json = Parse(content, subject);
        if (json.SchemaVersion == 1 || json.FsLayers is not null || (json.MediaType is { } named && MediaTypes.IsLegacy(named)))
        {
            throw Legacy(subject);
        }

        if (json.SchemaVersion != 2)
        {
            throw Wrong(subject, "has no schemaVersion 2");
        }

        bool hasManifestParts = json.Config is not null || json.Layers is not null;
        if (json.Manifests is not null && hasManifestParts)
        {
            throw Wrong(subject, "is an index and a manifest at once");
        }

        string type = TypeOf(json, contentType, subject);
        return MediaTypes.IsIndex(type) ? ReadIndex(json, subject) : ReadManifest(json, subject);
    }

    /// <summary>Reads an image's config.</summary>
    /// <param name="content">The bytes, already compared with their digest.</param>
    /// <param name="subject">What it is the config of, for messages.</param>
    /// <exception cref="ImageException">It is not one that can be used.</exception>
    public static ImageConfig ReadConfig(ReadOnlySpan<byte> content, string subject)
    {
        ImageConfigJson json;
        try
        {
            json = JsonSerializer.Deserialize(content, ManifestJsonContext.Default.ImageConfigJson)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new ImageException($"the config of {subject} is not one: {ImageException.Quote(e.Message)}", e);
        }

        if (json.Rootfs is not { Type: "layers", DiffIds: { } diffIds })
        {
            throw new ImageException($"the config of {subject} does not say what its layers are (rootfs)");
        }

        ImageProcessJson process = json.Config ?? new ImageProcessJson();
        return new ImageConfig(
            new Platform(json.Os ?? "", json.Architecture ?? "", json.Variant ?? ""),
            [.. diffIds.Select(text => ParseDigest(text, $"the config of {subject}"))])
        {
            Created = DateTimeOffset.TryParse(json.Created, System.Globalization.CultureInfo.InvariantCulture, out DateTimeOffset created) ? created : null,
            User = process.User ?? "",
            Environment = Texts(process.Env),
            Entrypoint = Texts(process.Entrypoint),
            Command = Texts(process.Cmd),
            WorkingDirectory = process.WorkingDir ?? "",
            Volumes = [.. (process.Volumes?.Keys ?? Enumerable.Empty<string>()).Order(StringComparer.Ordinal)],
            Ports = [.. (process.ExposedPorts?.Keys ?? Enumerable.Empty<string>()).Order(StringComparer.Ordinal)],
            Labels = (process.Labels ?? []).ToDictionary(label => label.Key, label => label.Value ?? ""),
            StopSignal = string.IsNullOrEmpty(process.StopSignal) ? null : process.StopSignal,
        };
    }

    private static ManifestJson Parse(ReadOnlySpan<byte> content, string subject)
    {
        try
        {
            return JsonSerializer.Deserialize(content, ManifestJsonContext.Default.ManifestJson) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new ImageException($"the manifest of {subject} is not one: {ImageException.Quote(e.Message)}", e);
        }
    }

    private static string TypeOf(ManifestJson json, string? contentType, string subject)
    {
        string shape = json.Manifests is not null ? MediaTypes.OciIndex : MediaTypes.OciManifest;
        bool isKnown = contentType is not null && (MediaTypes.IsIndex(contentType) || MediaTypes.IsManifest(contentType));
        if (json.MediaType is { } own)
        {
            if (!MediaTypes.IsIndex(own) && !MediaTypes.IsManifest(own))
            {
                throw Wrong(subject, $"is of type \"{ImageException.Quote(own)}\", which is not an image");
            }

            if (isKnown && contentType != own)
            {
                throw Wrong(subject, $"came as {contentType} but says that it is {own}");
            }
        }

        // Old registries send text/plain or application/json: then its own word, or its shape, tells.
        string type = json.MediaType ?? (isKnown ? contentType! : shape);
        return MediaTypes.IsIndex(type) == MediaTypes.IsIndex(shape)
            ? type
            : throw Wrong(subject, $"is said to be {type} but has the members of the other kind");
    }

    private static ImageIndex ReadIndex(ManifestJson json, string subject)
    {
        List<DescriptorJson?> entries = json.Manifests!;
        return entries.Count <= ImageLimits.IndexEntries
            ? new ImageIndex([.. entries.Select(entry => ReadDescriptor(entry, ImageLimits.Manifest, subject))])
            : throw Wrong(subject, $"lists {entries.Count} images; at most {ImageLimits.IndexEntries} are read");
    }

    private static ImageManifest ReadManifest(ManifestJson json, string subject)
    {
        if (json is not { Config: { } config, Layers: { } layers })
        {
            throw Wrong(subject, "has no config or no layers");
        }

        Descriptor read = ReadDescriptor(config, ImageLimits.Config, subject);
        if (!MediaTypes.IsConfig(read.MediaType))
        {
            throw Wrong(subject, $"is of an artifact, not of an image: its config is of type \"{ImageException.Quote(read.MediaType)}\"");
        }

        if (layers.Count > ImageLimits.Layers)
        {
            throw Wrong(subject, $"has {layers.Count} layers; an image may have {ImageLimits.Layers}");
        }

        return new ImageManifest(read, [.. layers.Select(layer => ReadLayer(layer, subject))]);
    }

    private static Descriptor ReadLayer(DescriptorJson? json, string subject)
    {
        Descriptor layer = ReadDescriptor(json, ImageLimits.Layer, subject);
        return MediaTypes.CompressionOf(layer.MediaType) is not null
            ? layer
            : throw Wrong(subject, $"has a layer of type \"{ImageException.Quote(layer.MediaType)}\", which cannot be unpacked");
    }

    private static Descriptor ReadDescriptor(DescriptorJson? json, long limit, string subject)
    {
        if (json is not { MediaType: { } type, Size: { } size })
        {
            throw Wrong(subject, "has a descriptor without a type or a size");
        }

        if (size < 0 || size > limit)
        {
            throw Wrong(subject, $"declares {size} bytes for a {ImageException.Quote(type)}; 0 to {limit} are possible");
        }

        PlatformJson? platform = json.Platform;
        return new Descriptor(type, ParseDigest(json.Digest, $"the manifest of {subject}"), size)
        {
            Platform = platform is null ? null : new Platform(platform.Os ?? "", platform.Architecture ?? "", platform.Variant ?? ""),
            Urls = Texts(json.Urls),
            ReferenceName = json.Annotations?.GetValueOrDefault("org.opencontainers.image.ref.name"),
        };
    }

    private static Digest ParseDigest(string? text, string where) =>
        Digest.TryParse(text ?? "", out Digest? digest, out string? error)
            ? digest
            : throw new ImageException($"{where} has a bad digest: {ImageException.Quote(error)}");

    private static IReadOnlyList<string> Texts(List<string?>? texts) => texts is null ? [] : [.. texts.Select(text => text ?? "")];

    private static ImageException Legacy(string subject) => new(
        $"{subject} is in the image format that Docker gave up in 2017 (manifest schema 1), which has no verifiable layers; it has to be pushed again by a newer program");

    private static ImageException Wrong(string subject, string what) => new($"the manifest of {subject} {what}");
}
