using Containet.Mpps.Kernel;

namespace Containet.Mpps.Starts;

/// <summary>A launcher that is one command over a root.</summary>
/// <param name="name">Its name.</param>
/// <param name="program">The program, by name or path.</param>
/// <param name="package">What has it, for when it is missing.</param>
/// <param name="arguments">Its arguments, <c>ROOT</c> standing for the root.</param>
internal sealed class CommandLauncher(string name, string program, string package, params string[] arguments) : ILauncher
{
    public string Name => name;

    public string Description => $"{Path.GetFileName(program)} {string.Join(' ', arguments)}".TrimEnd();

    public string? Missing() => Path.IsPathRooted(program) && File.Exists(program) || Programs.Find(program) is not null
        ? null
        : $"{program} is not there ({package})";

    public LauncherCommand Prepare(string folder) =>
        new([Programs.Find(program) ?? program, .. arguments.Select(a => a.Replace("ROOT", Path.Combine(folder, "rootfs"), StringComparison.Ordinal))]);
}
