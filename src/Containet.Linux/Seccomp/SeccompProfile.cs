namespace Containet.Linux.Seccomp;

/// <summary>
/// What is done with each system call of one machine. An action without conditions decides for its call, the first one if there are
/// several and whatever conditional rules there are (as with libseccomp); otherwise the first rule whose conditions hold; otherwise the
/// default. Calls of foreign architectures are not of its business: <see cref="SeccompCompiler"/> refuses them. Being built by one
/// thread, then read by any.
/// </summary>
/// <param name="table">The machine's system calls.</param>
/// <param name="defaultAction">What is done with calls that nothing else is said about.</param>
public sealed class SeccompProfile(SyscallTable table, SeccompAction defaultAction)
{
    private readonly SeccompAction?[] _actions = new SeccompAction?[table.Count];
    private readonly Dictionary<int, List<SeccompRule>> _rules = [];

    /// <summary>The machine's system calls.</summary>
    public SyscallTable Table => table;

    /// <summary>What is done with calls that nothing else is said about.</summary>
    public SeccompAction DefaultAction => defaultAction;

    /// <summary>
    /// How the filter is installed (SECCOMP_FILTER_FLAG_…). By default no processor is slowed down for the filter's sake, as kernels
    /// before 5.16 would.
    /// </summary>
    public uint Flags { get; init; } = Bindings.Native.SECCOMP_FILTER_FLAG_SPEC_ALLOW;

    /// <summary>The highest number that something is said about; −1 if there is none.</summary>
    public int HighestNumber { get; private set; } = -1;

    /// <summary>Says what is done with a call.</summary>
    /// <param name="name">Its name. One that this machine does not have is passed over: profiles name the calls of many machines.</param>
    /// <param name="action">What is done.</param>
    /// <param name="conditions">What its arguments must fulfil; none means whatever they are.</param>
    public void Add(ReadOnlySpan<char> name, SeccompAction action, params IReadOnlyList<ArgumentCondition> conditions)
    {
        if (!table.TryGetNumber(name, out int number))
        {
            return;
        }

        HighestNumber = Math.Max(HighestNumber, number);
        if (conditions.Count == 0)
        {
            _actions[number] ??= action;
            return;
        }

        if (!_rules.TryGetValue(number, out List<SeccompRule>? rules))
        {
            _rules[number] = rules = [];
        }

        rules.Add(new SeccompRule(action, conditions));
    }

    /// <summary>What is done with a call whatever its arguments.</summary>
    /// <returns>It; null if the arguments decide, or nothing is said about it.</returns>
    public SeccompAction? ActionOf(int number) => number < _actions.Length ? _actions[number] : null;

    /// <summary>The rules by which a call's arguments decide, in order.</summary>
    public IReadOnlyList<SeccompRule> RulesOf(int number) =>
        ActionOf(number) is null && _rules.TryGetValue(number, out List<SeccompRule>? rules) ? rules : [];
}
