using Containet.Linux;
using Containode.Specification;

namespace Containode.Options;

/// <summary>Reads what the options say about the program and what it finds around itself.</summary>
internal static class ProcessReader
{
    // A limit on what is read into memory; the kernel takes at most some megabytes of environment.
    private const int GreatestEnvironmentFile = 1024 * 1024;

    /// <summary>Reads them.</summary>
    /// <exception cref="UsageException">Something is malformed.</exception>
    public static ProcessSpec Read(CommandLineValues given, Caller caller, string hostName)
    {
        if (given.WorkingDirectory is { } directory && directory[0] != '/')
        {
            throw new UsageException($"--workdir {directory}: must be an absolute path of the container");
        }

        IReadOnlyList<string> environment = ReadEnvironment(given, caller, hostName, out bool tellsHome);
        return new ProcessSpec
        {
            Arguments = given.Program,
            Environment = environment,
            HomeOfUser = !tellsHome,
            WorkingDirectory = given.WorkingDirectory ?? (given.Root is null ? caller.WorkingDirectory : "/"),
            StopSignal = given.StopSignal,
            MakeWorkingDirectory = given.Lowers.Count > 0,
            OwnTerminal = caller.OwnTerminal,
            ErrorIsTerminal = caller.ErrorIsTerminal,
        };
    }

    // The usual ones, the image's, then the files', then the single ones: the later wins.
    private static List<string> ReadEnvironment(CommandLineValues given, Caller caller, string hostName, out bool tellsHome)
    {
        List<string> all = [.. ProgramSurroundings.Environment(hostName, caller.TerminalType)];
        tellsHome = given.User is null;
        if (!tellsHome)
        {
            // It is the user's, unless one of these says otherwise.
            all.RemoveAll(IsHome);
        }

        foreach (string entry in given.ImageEnvironment.Concat(given.EnvironmentFiles.SelectMany(ReadFile)).Concat(given.Environment))
        {
            tellsHome |= IsHome(entry);
            Set(all, entry);
        }

        return all;
    }

    private static bool IsHome(string entry) => entry == "HOME" || entry.StartsWith("HOME=", StringComparison.Ordinal);

    /// <summary>Sets a variable: <c>NAME=value</c>, or <c>NAME</c>, which takes the caller's value and without one is unset.</summary>
    /// <exception cref="UsageException">It has no name.</exception>
    public static void Set(List<string> all, string entry)
    {
        int equals = entry.IndexOf('=');
        string name = equals < 0 ? entry : entry[..equals];
        if (name.Length == 0)
        {
            throw new UsageException($"--env {entry}: a name is missing");
        }

        string? value = equals < 0 ? RawTexts.Variable(name) : entry[(equals + 1)..];
        all.RemoveAll(earlier => earlier.StartsWith(name + "=", StringComparison.Ordinal));
        if (value is not null)
        {
            all.Add($"{name}={value}");
        }
    }

    // Lines NAME=value as they are, without quotes; empty ones and those that begin with # are passed over.
    private static IEnumerable<string> ReadFile(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new UsageException($"--env-file {path}: no such file");
        }

        return file.Length <= GreatestEnvironmentFile
            ? ByteText.Decode(File.ReadAllBytes(path)).Split('\n').Where(line => line.Length > 0 && line[0] != '#')
            : throw new UsageException($"--env-file {path}: is larger than {GreatestEnvironmentFile} bytes");
    }
}
