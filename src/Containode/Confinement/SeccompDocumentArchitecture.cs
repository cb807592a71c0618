namespace Containode.Confinement;

/// <summary>Which other architectures' calls a machine is to let pass; containode lets none.</summary>
internal sealed class SeccompDocumentArchitecture : SeccompDocumentPart
{
    public string? Architecture { get; init; }

    public IReadOnlyList<string>? SubArchitectures { get; init; }
}
