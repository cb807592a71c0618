namespace Containet.Images.Archives;

/// <summary>Forms in which images travel without a registry.</summary>
public enum ArchiveFormat
{
    /// <summary>A directory in the OCI image layout.</summary>
    OciDirectory,

    /// <summary>The same as a tar archive.</summary>
    OciArchive,

    /// <summary>What <c>docker save</c> writes: a tar archive with <c>manifest.json</c> and uncompressed layers.</summary>
    DockerArchive,
}
