using Containet.Linux.Seccomp;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containode.Confinement;

/// <summary>Turns a profile as JSON has it into what the machine's calls are to be treated by. Pure.</summary>
/// <param name="table">The machine's system calls.</param>
/// <param name="capabilities">What the program may come to have: the bounding set.</param>
/// <param name="kernel">The kernel's version.</param>
internal sealed class SeccompTranslation(SyscallTable table, CapabilitySet capabilities, Version kernel)
{
    private const int MaxErrno = 4095; // MAX_ERRNO of include/linux/err.h
    private const int MaxArguments = 6;

    // As Docker and Podman name them: by Go's names.
    private readonly string _architecture = table == SyscallTable.Arm64 ? "arm64" : "amd64";

    /// <summary>Makes the profile.</summary>
    /// <exception cref="FormatException">It makes no sense: the message says what.</exception>
    public SeccompProfile Translate(SeccompDocument document)
    {
        SeccompAction otherwise = Action(
            Required(document.DefaultAction, "defaultAction"), Errno(document.DefaultErrnoRet, document.DefaultErrno, "default"));
        var profile = new SeccompProfile(table, otherwise) { Flags = Flags(document.Flags) };
        foreach (SeccompDocumentCall? call in document.Syscalls ?? [])
        {
            if (call is null)
            {
                throw new FormatException("syscalls holds null");
            }

            if (Applies(call))
            {
                Add(profile, call);
            }
        }

        return profile;
    }

    private static void Add(SeccompProfile profile, SeccompDocumentCall call)
    {
        IReadOnlyList<string> names = (call.Name, call.Names) switch
        {
            (not null, { Count: > 0 }) => throw new FormatException($"'{call.Name}' has both name and names"),
            (not null, _) => [call.Name],
            (_, { Count: > 0 }) => call.Names,
            _ => throw new FormatException("an entry of syscalls has no names"),
        };
        string first = names[0] ?? throw new FormatException("names holds null");
        SeccompAction action = Action(Required(call.Action, $"the action of '{first}'"), Errno(call.ErrnoRet, call.Errno, first));
        ArgumentCondition[] conditions = [.. (call.Args ?? []).Select(argument => Condition(argument, first))];

        // As runc has it: conditions on one and the same argument are alternatives.
        bool alternatives = conditions.DistinctBy(condition => condition.Index).Count() < conditions.Length;
        foreach (string? name in names)
        {
            foreach (ArgumentCondition[] all in alternatives ? conditions.Select(condition => new[] { condition }) : [conditions])
            {
                profile.Add(name ?? throw new FormatException("names holds null"), action, all);
            }
        }
    }

    private static ArgumentCondition Condition(SeccompDocumentArgument? argument, string call)
    {
        if (argument is null || argument.Index >= MaxArguments)
        {
            throw new FormatException($"'{call}' has an argument {argument?.Index}: there are 0 to {MaxArguments - 1}");
        }

        ArgumentComparison comparison = argument.Op switch
        {
            "SCMP_CMP_EQ" or "SCMP_CMP_MASKED_EQ" => ArgumentComparison.Equal,
            "SCMP_CMP_NE" => ArgumentComparison.NotEqual,
            "SCMP_CMP_LT" => ArgumentComparison.Less,
            "SCMP_CMP_LE" => ArgumentComparison.LessOrEqual,
            "SCMP_CMP_GT" => ArgumentComparison.Greater,
            "SCMP_CMP_GE" => ArgumentComparison.GreaterOrEqual,
            _ => throw new FormatException($"'{call}' has an argument with op '{argument.Op}', which is none"),
        };
        return argument.Op == "SCMP_CMP_MASKED_EQ"
            ? new ArgumentCondition((int)argument.Index, comparison, argument.ValueTwo, argument.Value)
            : new ArgumentCondition((int)argument.Index, comparison, argument.Value);
    }

    private static SeccompAction Action(string name, int errno) => name switch
    {
        "SCMP_ACT_ALLOW" => SeccompAction.Allow,
        "SCMP_ACT_ERRNO" => SeccompAction.Errno(errno),
        "SCMP_ACT_KILL" or "SCMP_ACT_KILL_THREAD" => SeccompAction.KillThread,
        "SCMP_ACT_KILL_PROCESS" => SeccompAction.KillProcess,
        "SCMP_ACT_TRAP" => SeccompAction.Trap,
        "SCMP_ACT_TRACE" => SeccompAction.Trace(errno),
        "SCMP_ACT_LOG" => SeccompAction.Log,
        "SCMP_ACT_NOTIFY" => throw new FormatException("the action SCMP_ACT_NOTIFY needs a listener, which containode has none of"),
        _ => throw new FormatException($"'{name}' is no action"),
    };

    // Podman gives the number beside the name.
    private static int Errno(uint? number, string? name, string of) =>
        number is null && name is not null ? throw new FormatException($"'{of}' names the errno {name} without its number (errnoRet)")
        : number > MaxErrno ? throw new FormatException($"'{of}' has errno {number}: the highest is {MaxErrno}")
        : (int?)number ?? LibC.EPERM;

    private static uint Flags(IReadOnlyList<string>? names) => (names ?? ["SECCOMP_FILTER_FLAG_SPEC_ALLOW"]).Aggregate(0u, (flags, name) => flags | name switch
    {
        "SECCOMP_FILTER_FLAG_LOG" => SECCOMP_FILTER_FLAG_LOG,
        "SECCOMP_FILTER_FLAG_SPEC_ALLOW" => SECCOMP_FILTER_FLAG_SPEC_ALLOW,
        "SECCOMP_FILTER_FLAG_TSYNC" or "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV" => 0u, // of threads and listeners, of which there are none
        _ => throw new FormatException($"'{name}' is no flag"),
    });

    private bool Applies(SeccompDocumentCall call) =>
        (call.Includes is not { } includes
            || ((includes.Arches is not { Count: > 0 } arches || arches.Contains(_architecture))
                && (includes.Caps ?? []).All(Has)
                && (includes.MinKernel is null || kernel >= KernelVersion(includes.MinKernel))))
        && (call.Excludes is not { } excludes
            || (!(excludes.Arches ?? []).Contains(_architecture)
                && !(excludes.Caps ?? []).Any(Has)
                && (excludes.MinKernel is null || kernel < KernelVersion(excludes.MinKernel))));

    private bool Has(string name) => CapabilitySet.TryParse(name, out CapabilitySet capability)
        ? !(capabilities & capability).IsEmpty
        : throw new FormatException($"'{name}' is no capability");

    private static Version KernelVersion(string text) =>
        Version.TryParse(text, out Version? version) ? version : throw new FormatException($"minKernel '{text}' is no version such as 4.8");

    private static string Required(string? value, string what) => value ?? throw new FormatException($"{what} is missing");
}
