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
            nint result = BareCall.Invoke(
                call->Number, Value(call, 0), Value(call, 1), Value(call, 2), Value(call, 3), Value(call, 4), Value(call, 5));
            *call->Result = result;
            bool failed = result < 0
                ? call->Tolerated == 0 || result != -call->Tolerated
                : call->Expected != PreparedCall.AnyResult && result != call->Expected;
            if (failed)
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
        }

        return true;
    }

    private static nint Value(PreparedCall* call, int index) =>
        (call->SlotMask & (1u << index)) == 0 ? (nint)call->Arguments[index] : *(nint*)call->Arguments[index];
}
