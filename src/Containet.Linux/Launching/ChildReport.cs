using System.Runtime.InteropServices;
using System.Text;

namespace Containet.Linux.Launching;

/// <summary>One message from the child to the launcher, a record of the sequenced socket between them.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct ChildReport
{
    /// <summary>Bytes of <see cref="LogText"/>.</summary>
    public const int MaxLog = 240;

    /// <summary>In <see cref="Step"/>: everything up to the program is set up; the child waits for the word to go on.</summary>
    public const int Ready = -1;

    /// <summary>In <see cref="Step"/>: the program runs; <see cref="Errno"/> is its number in the child's process namespace.</summary>
    public const int Started = -2;

    /// <summary>In <see cref="Step"/>: the child ended without a word.</summary>
    public const int Silent = -4;

    /// <summary>The step that failed (0 and above), or what has happened.</summary>
    public int Step;

    /// <summary>Why it failed: an errno, or 0 where the call's result was not the expected one.</summary>
    public int Errno;

    /// <summary>How many bytes of <see cref="LogText"/> are used.</summary>
    public int LogLength;

    /// <summary>The kernel's words about a mount that failed (UTF-8, not terminated).</summary>
    public fixed byte LogText[MaxLog];

    /// <summary>The kernel's words about a mount that failed; empty if there are none.</summary>
    public readonly string Log
    {
        get
        {
            fixed (byte* text = LogText)
            {
                // Safe: never more than the field holds.
                return Encoding.UTF8.GetString(text, Math.Clamp(LogLength, 0, MaxLog)).Trim();
            }
        }
    }
}
