using System.Runtime.InteropServices;
using Containet.Linux;
using Containet.Mpps.Kernel;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Mpps.Loads;

/// <summary>Starts a program so many times, one after the other, and times each from its start to its end (posix_spawn(3)).</summary>
internal static unsafe class SpawnTimer
{
    private const int Unlimited = 1_000_000;

    public static void Run(LoadOptions options, ReadOnlySpan<string> command)
    {
        int count = (int)options.Number("count");
        byte** arguments = Strings([.. command]);
        byte** environment = Strings([$"PATH={Environment.GetEnvironmentVariable("PATH")}", "TERM=dumb"]);
        double[] milliseconds = new double[Math.Min(count, Unlimited)];
        LoadProgram.Ready();
        LoadProgram.WaitForGo();
        Once(arguments, environment);
        for (int i = 0; i < milliseconds.Length; i++)
        {
            long begun = MonotonicClock.Now;
            Once(arguments, environment);
            milliseconds[i] = (MonotonicClock.Now - begun) / 1e6;
        }

        LoadProgram.Report(new SpawnResult(milliseconds), LoadJson.Default.SpawnResult);
    }

    private static void Once(byte** arguments, byte** environment)
    {
        int pid;
        string program = Marshal.PtrToStringUTF8((nint)arguments[0])!;

        // Safe: the strings live as long as the program.
        int errno = posix_spawn(&pid, arguments[0], null, null, arguments, environment);
        if (errno != 0)
        {
            throw new LinuxException(errno, "start", program);
        }

        int status;
        while (waitpid(pid, &status, 0) < 0)
        {
            if (Marshal.GetLastPInvokeError() is var error && error != LibC.EINTR)
            {
                throw new LinuxException(error, "wait for", program);
            }
        }

        if (status != 0)
        {
            throw new ProgramException($"{program} ended with status {WEXITSTATUS(status)}, signal {WTERMSIG(status)}");
        }
    }

    private static byte** Strings(string[] strings)
    {
        var list = (byte**)NativeMemory.AllocZeroed((nuint)((strings.Length + 1) * sizeof(byte*)));
        for (int i = 0; i < strings.Length; i++)
        {
            list[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
        }

        return list;
    }
}
