using System.Globalization;
using Containet.Linux;

namespace Containode.Living;

/// <summary>
/// Which process, beyond doubt: numbers are used again, but not at the same moment since the machine started (field 22
/// of /proc/PID/stat, proc(5)).
/// </summary>
/// <param name="Pid">The number, as this process's pid namespace has it.</param>
/// <param name="StartTime">When it started, in the kernel's clock ticks since the machine did.</param>
internal sealed record ProcessIdentity(int Pid, ulong StartTime)
{
    private const int StartTimeField = 22;
    private const int FirstFieldAfterName = 3;

    /// <summary>A process that is there.</summary>
    /// <returns>It; null if there is none of that number.</returns>
    public static ProcessIdentity? Of(int pid)
    {
        string text;
        try
        {
            text = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (IOException)
        {
            return null;
        }

        // The name, in parentheses, may have spaces and parentheses of its own.
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessIdentity(pid, ulong.Parse(fields[StartTimeField - FirstFieldAfterName], CultureInfo.InvariantCulture));
    }

    /// <summary>Opens the process.</summary>
    /// <returns>A pidfd of it; null if it has ended.</returns>
    /// <exception cref="LinuxException">No descriptor could be had.</exception>
    public Fd? Open()
    {
        Fd process;
        try
        {
            process = PidFd.Open(Pid);
        }
        catch (LinuxException gone) when (gone.Errno == Tmds.Linux.LibC.ESRCH)
        {
            return null;
        }

        // Looked at after it was opened: if it is the one now, the descriptor is of that one.
        if (Of(Pid) == this && !PidFd.HasEnded(process.Value))
        {
            return process;
        }

        process.Dispose();
        return null;
    }
}
