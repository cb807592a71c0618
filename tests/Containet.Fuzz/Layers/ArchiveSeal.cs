using Containet.Images.Layers.Tar;
using Containet.Images.Tests.Layers.Support;

namespace Containet.Fuzz.Layers;

/// <summary>Sets the checksums of an archive right, where the sizes in its headers lead.</summary>
internal static class ArchiveSeal
{
    public static void Set(byte[] archive)
    {
        for (long at = 0; at + TarHeader.BlockSize <= archive.Length;)
        {
            Span<byte> block = archive.AsSpan((int)at, TarHeader.BlockSize);
            if (block.ContainsAnyExcept((byte)0))
            {
                TarBuilder.Seal(block);
            }

            bool hasSize = TarHeader.TryNumber(block.Slice(124, 12), out long size) && size >= 0 && size < archive.Length;
            at += TarHeader.BlockSize + (hasSize ? (size + TarHeader.BlockSize - 1) & -TarHeader.BlockSize : 0);
        }
    }
}
