using System.Runtime.InteropServices;

namespace Containet.Linux.Launching;

/// <summary>
/// The system calls that a child is to make, in order, as they are being prepared. Each belongs to a step, by which a
/// failure is reported. One thread.
/// </summary>
/// <param name="arena">Where strings, structures and slots of the calls live; it must outlive the child's use of them.</param>
public sealed unsafe class CallList(NativeArena arena)
{
    private readonly List<PreparedCall> _calls = [];

    /// <summary>Where the calls' strings, structures and slots live.</summary>
    public NativeArena Arena => arena;

    /// <summary>The step that calls added from now on belong to.</summary>
    public int Step { get; set; }

    /// <summary>The calls so far.</summary>
    public IReadOnlyList<PreparedCall> Calls => _calls;

    /// <summary>Adds a call that must not fail.</summary>
    /// <param name="number">The system call (<c>SYS_…</c>).</param>
    /// <param name="arguments">Up to six; the missing ones are 0.</param>
    /// <returns>The slot that will hold its result.</returns>
    public Slot Add(int number, params ReadOnlySpan<Argument> arguments) =>
        Append(number, arguments, PreparedCall.AnyResult, tolerated: 0, log: default);

    /// <summary>Adds a call that may fail in one way.</summary>
    /// <param name="errno">The errno that is as good as success.</param>
    /// <param name="number">The system call (<c>SYS_…</c>).</param>
    /// <param name="arguments">Up to six; the missing ones are 0.</param>
    public Slot AddTolerating(int errno, int number, params ReadOnlySpan<Argument> arguments) =>
        Append(number, arguments, PreparedCall.AnyResult, errno, log: default);

    /// <summary>Adds a call that decides which calls come next.</summary>
    /// <param name="errno">The errno that means no (or <see cref="PreparedCall.AnyError"/>); any other is a failure.</param>
    /// <param name="another">Another one; 0 for none.</param>
    /// <param name="number">The system call (<c>SYS_…</c>).</param>
    /// <param name="arguments">Up to six; the missing ones are 0.</param>
    /// <param name="yes">Adds the calls that are made if it succeeds; it is given the result's slot.</param>
    /// <param name="no">Adds the calls that are made if it does not.</param>
    /// <returns>The slot that will hold its result.</returns>
    public Slot AddDeciding(
        int errno, int another, int number, ReadOnlySpan<Argument> arguments, Action<Slot>? yes = null, Action? no = null)
    {
        int decision = _calls.Count;
        Slot result = Append(number, arguments, PreparedCall.AnyResult, errno, log: default);
        yes?.Invoke(result);
        int jump = _calls.Count;
        if (yes is not null && no is not null)
        {
            // Jumps over the other branch.
            Add(Bindings.Native.SYS_getpid);
        }

        int branch = _calls.Count;
        no?.Invoke();
        Span<PreparedCall> calls = CollectionsMarshal.AsSpan(_calls);
        calls[decision].ToleratedToo = another;
        calls[decision].SkipOnError = branch - decision - 1;
        if (jump < branch)
        {
            calls[jump].SkipOnSuccess = calls.Length - branch;
        }
        else
        {
            calls[decision].SkipOnSuccess = yes is null ? calls.Length - branch : 0;
        }

        return result;
    }

    /// <summary>Copies an <c>int</c> from where an earlier call has put it to where a later one wants it.</summary>
    public void Copy(nint from, nint to) => Add(PreparedCall.CopyNumber, from, to);

    /// <summary>Adds a call that writes what became of it into memory.</summary>
    /// <param name="verdict">The address of an <c>int</c>: 0, or a negative errno, with which the call then fails.</param>
    /// <param name="number">The system call (<c>SYS_…</c>).</param>
    /// <param name="arguments">Up to six; the missing ones are 0.</param>
    public Slot AddAnswered(nint verdict, int number, params ReadOnlySpan<Argument> arguments)
    {
        Slot result = Append(number, arguments, PreparedCall.AnyResult, tolerated: 0, log: default);
        CollectionsMarshal.AsSpan(_calls)[^1].Verdict = (int*)verdict;
        return result;
    }

    /// <summary>Adds a call of which one result only is good.</summary>
    /// <param name="result">That result; another one is reported with errno 0.</param>
    /// <param name="number">The system call (<c>SYS_…</c>).</param>
    /// <param name="arguments">Up to six; the missing ones are 0.</param>
    public Slot AddExpecting(nint result, int number, params ReadOnlySpan<Argument> arguments) =>
        Append(number, arguments, result, tolerated: 0, log: default);

    /// <summary>Adds a call that must fail in one way: whatever else comes of it is reported.</summary>
    public Slot AddRefused(int errno, int number, params ReadOnlySpan<Argument> arguments) =>
        Append(number, arguments, expected: nint.MaxValue, errno, log: default);

    /// <summary>Adds a call about whose failure a filesystem context can say more than an errno.</summary>
    /// <param name="log">The slot that holds the context's descriptor.</param>
    /// <param name="number">The system call (<c>SYS_…</c>).</param>
    /// <param name="arguments">Up to six; the missing ones are 0.</param>
    public Slot AddExplained(Slot log, int number, params ReadOnlySpan<Argument> arguments) =>
        Append(number, arguments, PreparedCall.AnyResult, tolerated: 0, log);

    /// <summary>Copies the calls into the arena, as the child will read them.</summary>
    /// <returns>The address of the first.</returns>
    internal PreparedCall* Freeze() => (PreparedCall*)arena.Put<PreparedCall>(_calls.ToArray());

    private Slot Append(int number, ReadOnlySpan<Argument> arguments, nint expected, int tolerated, Slot log)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(arguments.Length, PreparedCall.MaxArguments);
        Slot result = arena.NewSlot();
        var call = new PreparedCall
        {
            Number = number,
            Result = (nint*)result.Address,
            Log = (nint*)log.Address,
            Expected = expected,
            Tolerated = tolerated,
            Step = Step,
        };
        for (int i = 0; i < arguments.Length; i++)
        {
            call.Arguments[i] = arguments[i].Value;
            call.SlotMask |= arguments[i].IsSlot ? 1u << i : 0;
        }

        _calls.Add(call);
        return result;
    }
}
