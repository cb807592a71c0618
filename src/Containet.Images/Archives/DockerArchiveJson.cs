namespace Containet.Images.Archives;

/// <summary>One image in a docker-archive's <c>manifest.json</c>.</summary>
internal sealed class DockerArchiveJson
{
    public string? Config { get; set; }

    public List<string?>? RepoTags { get; set; }

    public List<string?>? Layers { get; set; }
}
