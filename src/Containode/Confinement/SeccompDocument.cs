namespace Containode.Confinement;

/// <summary>
/// A seccomp profile as JSON has it: the form of Docker's profiles, of which that of the OCI runtime specification (config-linux,
/// "seccomp") is a part. Beyond it Docker's have archMap, includes and excludes, and Podman's spell some errnos out.
/// </summary>
internal sealed class SeccompDocument : SeccompDocumentPart
{
    public string? DefaultAction { get; init; }

    public uint? DefaultErrnoRet { get; init; }

    public string? DefaultErrno { get; init; }

    public IReadOnlyList<string>? Architectures { get; init; }

    public IReadOnlyList<SeccompDocumentArchitecture>? ArchMap { get; init; }

    public IReadOnlyList<string>? Flags { get; init; }

    public string? ListenerPath { get; init; }

    public string? ListenerMetadata { get; init; }

    public IReadOnlyList<SeccompDocumentCall>? Syscalls { get; init; }

    public override IEnumerable<SeccompDocumentPart?> Parts => [.. ArchMap ?? [], .. Syscalls ?? []];
}
