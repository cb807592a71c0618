namespace Containet.Images.Layers.Tar;

/// <summary>What an entry makes. What only describes another entry is not among them.</summary>
internal enum TarType
{
    File,
    HardLink,
    SymbolicLink,
    CharacterDevice,
    BlockDevice,
    Directory,
    Fifo,
}
