using Containet.Linux.Launching;
using Tmds.Linux;

namespace Containode;

/// <summary>
/// Compiles options into a <see cref="LaunchPlan"/>. Each private method is one stage of the set-up and reads top to
/// bottom as the child will carry it out. Targets inside the root are descriptors, never paths (see security notes of
/// openat2(2)): a link in the root leads nowhere else.
/// </summary>
internal sealed class LaunchPlanner
{
    private const int DirectoryMode = 0x1ed; // 0755
    private const int UsualFileMask = 0x12; // 022

    private const string ProcName = "proc";
    private const string DevName = "dev";

    private readonly LaunchOptions _options;
    private readonly Caller _caller;
    private readonly NativeArena _arena = new();
    private readonly List<Step> _steps = [];
    private readonly CallList _setup;
    private readonly CallList _program;

    private LaunchPlanner(LaunchOptions options, Caller caller)
    {
        _options = options;
        _caller = caller;
        _setup = new CallList(_arena);
        _program = new CallList(_arena);
    }

    /// <summary>What is made in a root of its own where it lacks.</summary>
    public static IReadOnlyList<string> MountPoints { get; } = [ProcName, DevName];

    /// <summary>Makes the plan of a launch.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="withInit">Whether an init minds the program, or the program is the container's first process itself.</param>
    public static LaunchPlan Plan(LaunchOptions options, Caller caller, bool withInit = true) =>
        new LaunchPlanner(options, caller).Compile(withInit);

    private LaunchPlan Compile(bool withInit)
    {
        Begin(_setup, "die", "with the launcher").DieWithLauncher();
        Begin(_setup, "make mounts private", "").MakeMountsPrivate();
        if (_options.Root is { } root)
        {
            EnterRoot(root, _options.Top!);
        }

        Slot top = Begin(_setup, "open", "/").OpenDirectory("/");
        MountProc(top);
        MountDev(top);
        Begin(_setup, "set host name", _options.Identity).SetHostName(_options.Identity);
        string start = _options.Root is null ? _caller.WorkingDirectory : "/";
        Begin(_setup, "change directory to", start).ChangeDirectory(start);
        Begin(_setup, "await", "the launcher").AwaitWord();

        if (_caller.Interactive)
        {
            Begin(_program, "take", "the terminal's foreground").TakeForeground();
        }
        else
        {
            Begin(_program, "start", "a session").NewSession();
        }

        CallList last = Begin(_program, "execute", _options.Program[0]);
        last.SetFileMask(UsualFileMask);
        last.CloseOnExecute();
        last.UnblockSignals();
        return new LaunchPlan(_arena, _steps, new ChildPlan
        {
            CloneFlags = LibC.CLONE_NEWNS | LibC.CLONE_NEWPID | LibC.CLONE_NEWUTS | (_options.HostIpc ? 0 : LibC.CLONE_NEWIPC),
            Setup = _setup,
            Program = _program,
            ExecStep = _steps.Count - 1,
            Paths = ProgramSurroundings.Candidates(_options.Program[0]),
            Arguments = _options.Program,
            Environment = ProgramSurroundings.Environment(_options.Identity, _caller.TerminalType),
            WithInit = withInit,
            ReportStops = withInit && _caller.Interactive,
        });
    }

    // An overlay of the root becomes the root. Upper and work directories are named from inside TOP, so that only the
    // root's own name, a list to the kernel, needs escaping.
    private void EnterRoot(string root, string top)
    {
        CallList mount = Begin(_setup, "mount overlay on", root);
        mount.ChangeDirectory(top);
        Slot overlay = mount.NewFileSystem(
            "overlay",
            attributes: 0,
            ("source", "containet"),
            ("lowerdir", Overlay.Escape(root)),
            ("upperdir", Overlay.UpperName),
            ("workdir", Overlay.WorkName));
        mount.Attach(overlay, mount.OpenDirectory(root));
        Begin(_setup, "pivot into", root).PivotInto(overlay);
    }

    private void MountProc(Slot top)
    {
        CallList mount = Begin(_setup, "mount proc on", "/proc");
        Slot proc = mount.NewFileSystem("proc", DeviceTable.Quiet);
        mount.Attach(proc, Directory(mount, top, ProcName));
    }

    // Filled while nobody can see it, attached when it is complete.
    private void MountDev(Slot top)
    {
        Begin(_setup, "make", "device nodes");
        Slot mask = _setup.SetFileMask(0);
        Slot dev = _setup.NewFileSystem(
            "tmpfs", DeviceTable.DevAttributes, ("source", "dev"), ("mode", "755"), ("size", DeviceTable.DevSize), ("nr_inodes", DeviceTable.DevInodes));
        foreach (DeviceNode node in DeviceTable.Nodes)
        {
            _setup.MakeDevice(dev, node.Name, node.Mode, node.Major, node.Minor);
        }

        foreach ((string name, string target) in DeviceTable.Links)
        {
            _setup.MakeLink(dev, name, target);
        }

        _setup.MakeDirectory(dev, "pts", DirectoryMode);
        _setup.MakeDirectory(dev, "shm", DirectoryMode);

        CallList mount = Begin(_setup, "mount tmpfs on", "/dev");
        mount.Attach(dev, Directory(mount, top, DevName));

        mount = Begin(_setup, "mount devpts on", "/dev/pts");
        Slot pts = mount.NewFileSystem(
            "devpts", DeviceTable.PtsAttributes, ("source", "devpts"), ("ptmxmode", "0666"), ("mode", "620"), ("gid", DeviceTable.TtyGroup));
        mount.Attach(pts, mount.OpenDirectoryInside(dev, "pts"));

        mount = Begin(_setup, "mount tmpfs on", "/dev/shm");
        Slot shm = mount.NewFileSystem("tmpfs", DeviceTable.ShmAttributes, ("source", "shm"), ("mode", "1777"));
        mount.Attach(shm, mount.OpenDirectoryInside(dev, "shm"));
        _setup.SetFileMask(mask);
    }

    // In a root of its own the directory is made where it lacks; the host's root is not touched.
    private Slot Directory(CallList calls, Slot top, string name)
    {
        if (_options.Root is not null)
        {
            calls.MakeDirectory(top, name, DirectoryMode);
        }

        return calls.OpenDirectoryInside(top, name);
    }

    private CallList Begin(CallList list, string verb, string subject)
    {
        list.Step = _steps.Count;
        _steps.Add(new Step(verb, subject));
        return list;
    }
}
