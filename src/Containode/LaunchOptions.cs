namespace Containode;

/// <summary>What the command line asks for, checked as far as it can be without looking at the machine.</summary>
internal sealed record LaunchOptions
{
    /// <summary>The switch's socket; null for a container with no interface but <c>lo</c>.</summary>
    public string? Switch { get; init; }

    /// <summary>The address of eth0; null for none.</summary>
    public InterfaceAddress? Address { get; init; }

    /// <summary>The root, absolute; null for the host's.</summary>
    public string? Root { get; init; }

    /// <summary>Where changes to the root are kept, absolute; null without a root.</summary>
    public string? Top { get; init; }

    /// <summary>The identity: the node on the switch and the host name.</summary>
    public required string Identity { get; init; }

    /// <summary>The host's network namespace is kept.</summary>
    public bool HostNetwork { get; init; }

    /// <summary>The host's IPC namespace is kept.</summary>
    public bool HostIpc { get; init; }

    /// <summary>The token that the switch is shown.</summary>
    public string Token { get; init; } = "";

    /// <summary>Where in the container a control socket is posted; null for nowhere.</summary>
    public string? ControlSocket { get; init; }

    /// <summary>The program and its arguments.</summary>
    public required IReadOnlyList<string> Program { get; init; }

    /// <summary>Checks what the options say together and fills in what they leave open.</summary>
    /// <exception cref="UsageException">They contradict each other, or one is malformed.</exception>
    public static LaunchOptions Resolve(CommandLineValues given)
    {
        foreach ((string name, string? value) in given.Texts())
        {
            if (value is "")
            {
                throw new UsageException($"{name} must not be empty");
            }
        }

        if (given.Program.Count == 0)
        {
            throw new UsageException("no program given");
        }

        if (given.Program[0].Length == 0)
        {
            throw new UsageException("the program's name must not be empty");
        }

        RequireSwitch(given);
        if (given.Top is not null && given.Root is null)
        {
            throw new UsageException("-t needs -r: without a root there are no changes to keep");
        }

        string? root = given.Root is null ? null : Normalize(given.Root);
        string? top = given.Top is null ? null : Normalize(given.Top);
        string identity = ResolveIdentity(given.Identity, root, top);
        return new LaunchOptions
        {
            Switch = given.Switch,
            Address = given.Address is null ? null : InterfaceAddress.Parse(given.Address),
            Root = root,
            Top = top ?? (root is null ? null : $"{root}.{identity}"),
            Identity = identity,
            HostNetwork = given.HostNetwork,
            HostIpc = given.HostIpc,
            Token = given.Token ?? "",
            ControlSocket = given.ControlSocket,
            Program = given.Program,
        };
    }

    private static void RequireSwitch(CommandLineValues given)
    {
        if (given.Switch is not null && given.HostNetwork)
        {
            throw new UsageException("-s and -N exclude each other: eth0 would appear among the host's interfaces");
        }

        if (given.Switch is null)
        {
            string? orphan = given.Address is not null ? "-4" : given.ControlSocket is not null ? "-p" : given.Token is not null ? "-a" : null;
            if (orphan is not null)
            {
                throw new UsageException($"{orphan} needs -s: without a switch there is {(orphan == "-4" ? "no eth0" : "nobody to ask")}");
            }
        }

        if (given.ControlSocket is { } path && (path[0] != '/' || path.EndsWith('/')))
        {
            throw new UsageException($"-p {path}: must be the absolute path of a socket in the container");
        }
    }

    private static string ResolveIdentity(string? given, string? root, string? top)
    {
        string identity = given
            ?? (root is not null && top is not null && top.Length > root.Length + 1 && top.StartsWith(root + ".", StringComparison.Ordinal)
                && !top[root.Length..].Contains('/')
                ? top[(root.Length + 1)..]
                : Containode.Identity.Random());
        string? objection = Containode.Identity.WhyNot(identity);
        return objection is null ? identity
            : throw new UsageException(given is not null
                ? $"-i {identity}: {objection}"
                : $"-t {top}: '{identity}', which would be the identity, {objection} (give another with -i)");
    }

    private static string Normalize(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return full;
    }
}
