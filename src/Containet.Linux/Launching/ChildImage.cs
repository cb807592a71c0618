using System.Runtime.InteropServices;

namespace Containet.Linux.Launching;

/// <summary>Everything a child needs to know, in native memory: written by the launcher before it clones, read by the child.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ChildImage
{
    /// <summary>The child's end of the socket to the launcher, in the launcher's numbering: above those that the child uses.</summary>
    public int Channel;

    /// <summary>The launcher's root directory, in the launcher's numbering: above too.</summary>
    public int HostRoot;

    /// <summary>How many calls set the container up, and how many prepare the program's own process.</summary>
    public int SetupCount;
    public int ProgramCount;

    /// <summary>How many calls the init makes when the program has been executed, before it runs.</summary>
    public int FinishCount;

    /// <summary>The step under which a failure of execve is reported.</summary>
    public int ExecStep;

    /// <summary>Whether the first process reaps and forwards signals, or becomes the program itself.</summary>
    public byte WithInit;

    /// <summary>Whether the first process ends as soon as the program runs, rather than minding it.</summary>
    public byte LeavesProgram;

    public PreparedCall* Setup;
    public PreparedCall* Program;
    public PreparedCall* Finish;

    /// <summary>What execve is given: the paths to try in order (null at the end), arguments, environment.</summary>
    public byte** Paths;
    public byte** Arguments;
    public byte** Environment;

    /// <summary>Where what is to be reported is put together.</summary>
    public ChildReport Report;
}
