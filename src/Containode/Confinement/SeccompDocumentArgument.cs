namespace Containode.Confinement;

/// <summary>What an argument is compared with. For SCMP_CMP_MASKED_EQ the first value is the mask.</summary>
internal sealed class SeccompDocumentArgument : SeccompDocumentPart
{
    public uint Index { get; init; }

    public ulong Value { get; init; }

    public ulong ValueTwo { get; init; }

    public string? Op { get; init; }
}
