using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Containet.Images.Manifests;

/// <summary>What an image runs on, in Go's words as registries use them: <c>linux/arm64/v8</c>. Pure.</summary>
/// <param name="Os">The operating system.</param>
/// <param name="Architecture">The processor's family.</param>
/// <param name="Variant">Which of the family; empty where that is not said.</param>
public sealed record Platform(string Os, string Architecture, string Variant)
{
    /// <summary>This machine's.</summary>
    public static Platform Current { get; } = RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => new("linux", "amd64", ""),
        System.Runtime.InteropServices.Architecture.X86 => new("linux", "386", ""),
        System.Runtime.InteropServices.Architecture.Arm64 => new("linux", "arm64", "v8"),
        System.Runtime.InteropServices.Architecture.Arm => new("linux", "arm", "v7"),
        System.Runtime.InteropServices.Architecture.Armv6 => new("linux", "arm", "v6"),
        System.Runtime.InteropServices.Architecture.Ppc64le => new("linux", "ppc64le", ""),
        var other => new("linux", other.ToString().ToLowerInvariant(), ""),
    };

    /// <summary>Parses <c>os/architecture[/variant]</c>, or <c>architecture</c> alone; people's words for architectures are understood.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Platform? platform)
    {
        string[] parts = text.ToLowerInvariant().Split('/');
        platform = parts switch
        {
            [var architecture] => Normalize("linux", architecture, ""),
            [var os, var architecture] => Normalize(os, architecture, ""),
            [var os, var architecture, var variant] => Normalize(os, architecture, variant),
            _ => null,
        };
        return platform is not null && parts.All(part => part.Length is > 0 and <= 32 && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'));
    }

    /// <summary>How well something made for another platform runs on this one: 0 not at all, otherwise more is better.</summary>
    public int Suits(Platform other)
    {
        Platform here = Normalize(Os, Architecture, Variant);
        Platform there = Normalize(other.Os, other.Architecture, other.Variant);
        if (here.Os != there.Os || here.Architecture != there.Architecture)
        {
            return 0;
        }

        // A processor runs what was made for its own variant and for older ones; the newest of them is the best.
        int mine = Level(here.Variant);
        int its = Level(there.Variant);
        return its < 0 || mine < 0 ? (here.Variant == there.Variant ? 1 : 0) : its <= mine ? its + 1 : 0;
    }

    /// <inheritdoc/>
    public override string ToString() => Variant.Length == 0 ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";

    private static Platform Normalize(string os, string architecture, string variant) => (architecture, variant) switch
    {
        ("x86_64" or "x86-64" or "amd64", "v1") => new(os, "amd64", ""),
        ("x86_64" or "x86-64", _) => new(os, "amd64", variant),
        ("aarch64" or "arm64", "" or "8" or "v8") => new(os, "arm64", "v8"),
        ("aarch64", _) => new(os, "arm64", variant),
        ("armhf", "") => new(os, "arm", "v7"),
        ("armel", "") => new(os, "arm", "v6"),
        ("arm", "") => new(os, "arm", "v7"),
        ("arm", "5" or "6" or "7" or "8") => new(os, "arm", "v" + variant),
        ("i386" or "i686", _) => new(os, "386", variant),
        _ => new(os, architecture, variant),
    };

    // "" is before every version; −1 is something that cannot be compared.
    private static int Level(string variant) =>
        variant.Length == 0 ? 0 : variant is ['v', >= '1' and <= '9'] ? variant[1] - '0' : -1;
}
