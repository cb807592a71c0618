using Containet.Linux;

namespace Containode.Options;

/// <summary>
/// Arguments and environment as the caller gave them, byte for byte (<see cref="ByteText"/>). The runtime has them as text in
/// which what is not UTF-8 is lost; only then are they read again from the kernel.
/// </summary>
internal static class RawTexts
{
    private const char Lost = '\ufffd';

    /// <summary>The arguments.</summary>
    /// <param name="arguments">As the runtime has them, without the program's own name.</param>
    public static IReadOnlyList<string> Arguments(string[] arguments) =>
        arguments.Any(argument => argument.Contains(Lost)) ? [.. Read("/proc/self/cmdline").Skip(1)] : arguments;

    /// <summary>The arguments with the program's own name.</summary>
    public static IReadOnlyList<string> CommandLine() => [.. Read("/proc/self/cmdline")];

    /// <summary>The caller's environment, as <c>NAME=value</c>.</summary>
    public static IReadOnlyList<string> Environment() => [.. Read("/proc/self/environ")];

    /// <summary>The value of a variable of the caller's; null if there is none.</summary>
    public static string? Variable(string name)
    {
        string? value = System.Environment.GetEnvironmentVariable(name);
        return value is null || !value.Contains(Lost) ? value
            : Read("/proc/self/environ").First(entry => entry.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
    }

    private static IEnumerable<string> Read(string path)
    {
        byte[] all = File.ReadAllBytes(path);
        for (int start = 0; start < all.Length;)
        {
            int end = Array.IndexOf(all, (byte)0, start);
            end = end < 0 ? all.Length : end;
            yield return ByteText.Decode(all.AsSpan(start..end));
            start = end + 1;
        }
    }
}
