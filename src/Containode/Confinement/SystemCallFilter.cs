using System.Text.Json;
using System.Text.Json.Serialization;
using Containet.Linux.Seccomp;
using Containode.Running;
using static Containet.Linux.Bindings.Native;

namespace Containode.Confinement;

/// <summary>The filter of a program's system calls, ready for the kernel. Immutable.</summary>
[JsonConverter(typeof(SystemCallFilterJson))]
internal sealed class SystemCallFilter
{
    private readonly sock_filter[]? _compiled;

    private SystemCallFilter(sock_filter[]? compiled, uint flags)
    {
        _compiled = compiled;
        Flags = flags;
    }

    /// <summary>The instructions.</summary>
    public ReadOnlySpan<sock_filter> Instructions => _compiled ?? SeccompPrepared.Filter;

    /// <summary>How it is installed: <c>SECCOMP_FILTER_FLAG_…</c>.</summary>
    public uint Flags { get; }

    /// <summary>One that was compiled before.</summary>
    public static SystemCallFilter Of(ReadOnlySpan<sock_filter> instructions, uint flags) => new(instructions.ToArray(), flags);

    /// <summary>The one that a container gets unless told otherwise (<see cref="SeccompDefault"/>).</summary>
    /// <param name="capabilities">What the program may come to have: the bounding set.</param>
    public static SystemCallFilter Default(CapabilitySet capabilities) =>
        capabilities == CapabilitySet.Default && !SeccompPrepared.Filter.IsEmpty
            ? new SystemCallFilter(compiled: null, SECCOMP_FILTER_FLAG_SPEC_ALLOW)
            : Of(SeccompDefault.Make(SyscallTable.Native, capabilities, Environment.OSVersion.Version));

    /// <summary>A file's (<see cref="SeccompFile"/>).</summary>
    /// <exception cref="LaunchException">The file cannot be read, or makes no sense.</exception>
    public static SystemCallFilter Read(string path, CapabilitySet capabilities) =>
        Of(SeccompFile.Read(path, new SeccompTranslation(SyscallTable.Native, capabilities, Environment.OSVersion.Version)), $"seccomp profile {path}");

    /// <summary>The one of a bundle's configuration.</summary>
    /// <exception cref="LaunchException">It makes no sense.</exception>
    public static SystemCallFilter Read(JsonElement profile, CapabilitySet capabilities) =>
        Of(SeccompFile.Read(profile, new SeccompTranslation(SyscallTable.Native, capabilities, Environment.OSVersion.Version)));

    /// <summary>A profile's.</summary>
    /// <exception cref="LaunchException">It is larger than the kernel takes.</exception>
    public static SystemCallFilter Of(SeccompProfile profile, string name = "seccomp profile")
    {
        sock_filter[] compiled = SeccompCompiler.Compile(profile);
        return compiled.Length <= SeccompCompiler.MaxInstructions
            ? new SystemCallFilter(compiled, profile.Flags)
            : throw new LaunchException(
                $"{name}: comes to {compiled.Length} instructions; the kernel takes {SeccompCompiler.MaxInstructions}: it compares too many arguments");
    }
}
