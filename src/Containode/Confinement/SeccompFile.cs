using System.Text.Json;
using Containet.Linux.Seccomp;
using Containode.Running;

namespace Containode.Confinement;

/// <summary>Reads the file of <c>--seccomp</c>.</summary>
internal static class SeccompFile
{
    // Docker's own has 17 KB.
    private const int MaxSize = 1 << 20;

    /// <summary>Reads a profile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="translation">What the profile is for.</param>
    /// <exception cref="LaunchException">It cannot be read, or makes no sense.</exception>
    public static SeccompProfile Read(string path, SeccompTranslation translation)
    {
        try
        {
            SeccompDocument document = JsonSerializer.Deserialize(Content(path), SeccompJson.Default.SeccompDocument)
                ?? throw new FormatException("it is null");
            return document.FindUnknown() is { } unknown
                ? throw new FormatException($"there is no member '{unknown}'")
                : translation.Translate(document);
        }
        catch (JsonException error)
        {
            throw new LaunchException($"seccomp profile {path}: not as JSON should be, line {error.LineNumber + 1}: {FirstSentence(error.Message)}");
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new LaunchException($"seccomp profile {path}: {error.Message}");
        }
    }

    /// <summary>Reads a profile that is part of another document.</summary>
    /// <exception cref="LaunchException">It makes no sense.</exception>
    public static SeccompProfile Read(JsonElement profile, SeccompTranslation translation)
    {
        try
        {
            return translation.Translate(profile.Deserialize(SeccompJson.Default.SeccompDocument) ?? throw new FormatException("it is null"));
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            throw new LaunchException($"the bundle's seccomp profile: {FirstSentence(error.Message)}");
        }
    }

    private static ReadOnlySpan<byte> Content(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] content = new byte[MaxSize + 1];
        int length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return length <= MaxSize ? content.AsSpan(0, length) : throw new FormatException($"larger than {MaxSize >> 20} MB");
    }

    // What follows is about places, by names of this program's.
    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).Replace('\n', ' ');
    }
}
