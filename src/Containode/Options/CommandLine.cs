using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using Containet.Linux;

namespace Containode.Options;

/// <summary>The options of containode and what they read as.</summary>
internal sealed class CommandLine
{
    private readonly Option<string> _switch = Text("--socket", "-s", "SOCK", "the switch's socket; without it there is no interface but lo");
    private readonly Option<string[]> _addresses = Texts("--ip4", "-4", "ADDR[/MASK]", "an address of eth0; without a mask the class decides");
    private readonly Option<string[]> _addresses6 = Texts("--ip6", "-6", "ADDR[/BITS]", "an IPv6 address of eth0; without a length, /64");
    private readonly Option<string> _mac = Text("--mac", null, "MAC", "hardware address of eth0; default: the identity's own");
    private readonly Option<string> _mtu = Text("--mtu", null, "BYTES", "largest packet of eth0; default: 1500");
    private readonly Option<string[]> _gateways = Texts("--gateway", null, "ADDR", "where everything that is not on the network goes");
    private readonly Option<string[]> _nameServers = Texts("--dns", null, "ADDR", "a name server");
    private readonly Option<string[]> _hosts = Texts("--hosts", null, "NAME:ADDR", "a line of /etc/hosts");
    private readonly Option<string> _root = Text("--root", "-r", "ROOT", "the root, which is never written; default: the host's");
    private readonly Option<string> _top = Text("--top", "-t", "TOP", "where changes to the root are kept; default: ROOT.IDENTITY");
    private readonly Option<string> _image = Text("--image", null, "REF", "an image in the store as the root; mocker pull fetches it");
    private readonly Option<bool> _run = new("--run") { Description = "the first argument is the image, as mocker run has it" };
    private readonly Option<string> _store = Text("--store", null, "DIR", "where images are kept; default: as mocker has it");
    private readonly Option<string> _entrypoint = Text("--entrypoint", null, "PROGRAM", "run this instead of the image's entry point");
    private readonly Option<bool> _readOnly = new("--read-only") { Description = "nothing of the root can be written" };
    private readonly Option<string[]> _binds = Texts("--bind", null, "SRC:DST[:ro]", "show a file or directory of the host");
    private readonly Option<string[]> _tmpfs = Texts("--tmpfs", null, "DST[:OPTIONS]", "an empty directory in memory");
    private readonly Option<string[]> _devices = Texts("--device", null, "PATH[:DST]", "a device of the host, such as /dev/net/tun");
    private readonly Option<string> _identity = Text("--identity", "-i", "IDENTITY", "name on the switch and host name; default: random");
    private readonly Option<string> _hostName = Text("--hostname", null, "NAME", "host name; default: the identity");
    private readonly Option<string[]> _environment = Texts("--env", null, "NAME[=VALUE]", "a variable; without a value, the caller's");
    private readonly Option<string[]> _environmentFiles = Texts("--env-file", null, "FILE", "variables from a file, a line each");
    private readonly Option<string> _workingDirectory = Text("--workdir", null, "DIR", "where the program starts");
    private readonly Option<string> _user = Text("--user", null, "USER[:GROUP]", "who the program runs as; default: root");
    private readonly Option<string[]> _capabilitiesAdded = Texts("--cap-add", null, "NAME|ALL", "give a capability beyond the usual ones");
    private readonly Option<string[]> _capabilitiesDropped = Texts("--cap-drop", null, "NAME|ALL", "take a capability away");
    private readonly Option<string> _seccomp = Text("--seccomp", null, "FILE|off", "the filter of system calls; default: like Docker's");
    private readonly Option<bool> _privileged = new("--privileged") { Description = "no confinement: every capability, device and system call" };
    private readonly Option<string[]> _resourceLimits = Texts("--rlimit", null, "NAME=SOFT[:HARD]", "a limit of each process, as in nofile=1024");
    private readonly Option<string> _processors = Text("--cpuset", null, "LIST", "the processors to run on, as in 0-2,4");
    private readonly Option<string[]> _limits = Texts("--limit", null, "cpu=N,memory=SIZE,pids=N", "limits of all processes together");
    private readonly Option<bool> _hostNetwork = new("--host-network", "-N") { Description = "keep the host's network" };
    private readonly Option<bool> _hostIpc = new("--host-ipc", "-I") { Description = "keep the host's IPC namespace" };
    private readonly Option<string> _token = Text("--token", "-a", "TOKEN", "what the switch is shown");
    private readonly Option<string> _control = Text("--control", "-p", "CTRLSOCK", "post a control socket at this path of the container");
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "print the steps of the launch and do nothing" };
    private readonly Option<bool> _terminal = new("--tty") { Description = "a terminal of its own for the program in any case" };
    private readonly Option<bool> _noTerminal = new("--no-tty", "-T") { Description = "none, even if called from a terminal" };
    private readonly Option<bool> _detach = new("--detach", "-d") { Description = "run in the background; print the identity" };
    private readonly Option<bool> _remove = new("--rm") { Description = "with --detach: leave nothing when it has ended" };
    private readonly Option<string> _state = Text("--state", null, "DIR", "where containers are listed; default: $CONTAINET_RUNTIME or the user's own");
    private readonly Argument<string[]> _program = new("PROGRAM") { Arity = ArgumentArity.ZeroOrMore };

    private readonly RootCommand _command;

    public CommandLine()
    {
        _identity.Aliases.Add("--name");
        _command = new RootCommand("Runs a program in a container of its own, on a switch.")
        {
            _switch, _addresses, _addresses6, _mac, _mtu, _gateways, _nameServers, _hosts,
            _root, _top, _image, _run, _store, _entrypoint, _readOnly, _binds, _tmpfs, _devices,
            _identity, _hostName, _environment, _environmentFiles, _workingDirectory,
            _user, _capabilitiesAdded, _capabilitiesDropped, _seccomp, _privileged, _resourceLimits, _processors, _limits,
            _hostNetwork, _hostIpc, _token, _control, _terminal, _noTerminal, _detach, _remove, _state, _dryRun, _program,
        };
    }

    /// <summary>One line that says how it is called.</summary>
    public static string Usage =>
        "usage: containode [-s SOCK] [-4 ADDR[/MASK]] [-r ROOT] [-t TOP] [-i IDENTITY] [-N] [-I] [-a TOKEN] [-p CTRLSOCK] "
        + "[--] PROGRAM [ARG…]";

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">The arguments, without the program's own name.</param>
    /// <param name="status">If nothing is to be launched (help or version was printed): the exit status.</param>
    /// <returns>What they say; null if nothing is to be launched.</returns>
    /// <exception cref="UsageException">They make no sense.</exception>
    public CommandLineValues? Parse(IReadOnlyList<string> arguments, out int status)
    {
        var settings = new ParserConfiguration { ResponseFileTokenReplacer = null };
        ParseResult result = _command.Parse(ArgumentSplitter.Split(arguments, [.. _command.Options]), settings);
        status = 0;
        if (result.Action is HelpAction)
        {
            Console.Out.Write(Help());
            return null;
        }

        if (result.Action is not null && result.Errors.Count == 0)
        {
            status = result.Invoke();
            return null;
        }

        if (result.Errors.Count > 0)
        {
            throw new UsageException(result.Errors[0].Message);
        }

        return new CommandLineValues
        {
            Switch = result.GetValue(_switch),
            Addresses = result.GetValue(_addresses) ?? [],
            Addresses6 = result.GetValue(_addresses6) ?? [],
            Mac = result.GetValue(_mac),
            Mtu = result.GetValue(_mtu),
            Gateways = result.GetValue(_gateways) ?? [],
            NameServers = result.GetValue(_nameServers) ?? [],
            Hosts = result.GetValue(_hosts) ?? [],
            Root = result.GetValue(_root),
            Top = result.GetValue(_top),
            Image = result.GetValue(_image),
            ImageIsFirst = result.GetValue(_run),
            Store = result.GetValue(_store),
            Entrypoint = result.GetValue(_entrypoint),
            ReadOnly = result.GetValue(_readOnly),
            Binds = result.GetValue(_binds) ?? [],
            TemporaryFileSystems = result.GetValue(_tmpfs) ?? [],
            Devices = result.GetValue(_devices) ?? [],
            Identity = result.GetValue(_identity),
            HostName = result.GetValue(_hostName),
            Environment = result.GetValue(_environment) ?? [],
            EnvironmentFiles = result.GetValue(_environmentFiles) ?? [],
            WorkingDirectory = result.GetValue(_workingDirectory),
            User = result.GetValue(_user),
            CapabilitiesAdded = result.GetValue(_capabilitiesAdded) ?? [],
            CapabilitiesDropped = result.GetValue(_capabilitiesDropped) ?? [],
            Seccomp = result.GetValue(_seccomp),
            Privileged = result.GetValue(_privileged),
            ResourceLimits = result.GetValue(_resourceLimits) ?? [],
            Processors = result.GetValue(_processors),
            Limits = result.GetValue(_limits) ?? [],
            HostNetwork = result.GetValue(_hostNetwork),
            HostIpc = result.GetValue(_hostIpc),
            Token = result.GetValue(_token),
            ControlSocket = result.GetValue(_control),
            Detach = result.GetValue(_detach),
            Remove = result.GetValue(_remove),
            State = result.GetValue(_state),
            DryRun = result.GetValue(_dryRun),
            Terminal = result.GetValue(_terminal),
            NoTerminal = result.GetValue(_noTerminal),
            Program = result.GetValue(_program) ?? [],
        };
    }

    // The library's own help would put the program before the options.
    private string Help()
    {
        var help = new StringBuilder($"{_command.Description}\n{Usage}\n\n");
        foreach (Option option in _command.Options)
        {
            string letter = option.Aliases.FirstOrDefault(alias => alias is ['-', not '-', ..] && alias.Length == 2) is { } found ? $"{found}, " : "    ";
            help.Append($"  {letter}{option.Name + (option.HelpName is null ? "" : $" {option.HelpName}"),-24} {option.Description}\n");
        }

        return help.Append($"\nExit status: the program's own; 128+N if signal N ended it; {ExitStatus.LauncherFailed} if containode failed,\n")
            .Append($"{ExitStatus.CannotRun} if the program cannot be run, {ExitStatus.NotFound} if it is not found.\n").ToString();
    }

    private static Option<string> Text(string name, string? letter, string value, string description) =>
        new(name, letter is null ? [] : [letter]) { Description = description, HelpName = value };

    // One that may be given several times, each time with one value.
    private static Option<string[]> Texts(string name, string? letter, string value, string description) =>
        new(name, letter is null ? [] : [letter]) { Description = description, HelpName = value };
}
