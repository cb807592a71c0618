using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Launching;

/// <summary>
/// Makes prepared calls one after another. It runs in a child that is a copy of one thread of a managed process: so it
/// touches native memory only, allocates nothing, throws nothing, and calls nothing but <see cref="BareCall"/>.
/// </summary>
internal static unsafe class CallInterpreter
{
    /// <summary>Makes the calls, up to the first that fails.</summary>
    /// <param name="calls">The first call.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="report">Where a failure is described.</param>
    /// <returns>Whether none failed.</returns>
    public static bool Run(PreparedCall* calls, int count, ChildReport* report)
    {
        for (int i = 0; i < count; i++)
        {
            PreparedCall* call = calls + i;
            if (call->Number == PreparedCall.CopyNumber)
            {
                *(int*)call->Arguments[1] = *(int*)call->Arguments[0];
                continue;
            }

            nint result = BareCall.Invoke(
                call->Number, Value(call, 0), Value(call, 1), Value(call, 2), Value(call, 3), Value(call, 4), Value(call, 5));
            *call->Result = result;
            if (call->Verdict != null && result >= 0 && *call->Verdict < 0)
            {
                result = *call->Verdict;
            }

            if (IsFailure(call, result))
            {
                report->Step = call->Step;
                report->Errno = result < 0 ? (int)-result : 0;
                report->LogLength = 0;
                if (call->Log != null)
                {
                    // Safe: the kernel writes at most MaxLog bytes into the field of that size.
                    report->LogLength = (int)BareCall.Invoke(SYS_read, *call->Log, (nint)report->LogText, ChildReport.MaxLog);
                }

                return false;
            }

            i += result < 0 ? call->SkipOnError : call->SkipOnSuccess;
        }

        return true;
    }

    private static bool IsFailure(PreparedCall* call, nint result) => result < 0
        ? call->Tolerated != PreparedCall.AnyError
            && (call->Tolerated == 0 || result != -call->Tolerated)
            && (call->ToleratedToo == 0 || result != -call->ToleratedToo)
        : call->Expected != PreparedCall.AnyResult && result != call->Expected;

    private static nint Value(PreparedCall* call, int index) =>
        (call->SlotMask & (1u << index)) == 0 ? (nint)call->Arguments[index] : *(nint*)call->Arguments[index];
}
