using System.Globalization;
using System.Text.Json;
using Containet.Linux;
using Containode.Running;
using Tmds.Linux;

namespace Containode.Living;

/// <summary>What was found in the state directory about a container, at one moment.</summary>
internal sealed record ContainerRecord
{
    private const int MaxStatusText = 16;

    private readonly StateDirectory _directory;

    private ContainerRecord(StateDirectory directory, string identity)
    {
        _directory = directory;
        Identity = identity;
    }

    public string Identity { get; }

    public ContainerStatus Status { get; private init; }

    /// <summary>The exit status, once there is one.</summary>
    public int? ExitStatus { get; private init; }

    /// <summary>What the container is; null while it is being made.</summary>
    public ContainerState? State { get; private init; }

    /// <summary>Nobody minds it any more, and so it is not there any more.</summary>
    public bool HasEnded => Status is ContainerStatus.Exited or ContainerStatus.Lost;

    /// <summary>The entry's directory.</summary>
    public string Location => _directory.PathOf(Identity);

    /// <summary>Looks a container up.</summary>
    /// <returns>What was found; null if there is no entry.</returns>
    public static ContainerRecord? Read(StateDirectory directory, string identity)
    {
        using Fd? status = OpenStatus(directory, identity);
        if (status is null)
        {
            return null;
        }

        // The state is read first: an entry that is found unlocked afterwards says everything that it ever will.
        ContainerState? state = ReadState(directory, identity);
        if (state?.Bundle is not null)
        {
            return ReadUnminded(directory, identity, state);
        }

        bool ended = FileLock.Try(status, exclusive: false);
        int? exit = ended ? ReadStatus(status) : null;
        return new ContainerRecord(directory, identity)
        {
            State = state,
            ExitStatus = exit,
            Status = ended ? exit is null ? ContainerStatus.Lost : ContainerStatus.Exited
                : state is null ? ContainerStatus.Starting
                : ContainerStatus.Running,
        };
    }

    /// <summary>The status in words.</summary>
    public string Describe() => Status switch
    {
        ContainerStatus.Exited => ExitStatus is null ? "exited" : $"exited {ExitStatus}",
        ContainerStatus.Created => "created",
        ContainerStatus.Lost => "lost (its launcher was killed)",
        ContainerStatus.Running => "running",
        _ => "starting",
    };

    /// <summary>Waits for the container's end.</summary>
    /// <returns>Its exit status; that of a killed one if its launcher was killed; null if only somebody else can tell, or it has been removed already.</returns>
    public int? WaitForEnd()
    {
        using Fd? status = OpenStatus(_directory, Identity);
        if (status is null)
        {
            return null;
        }

        if (State?.Bundle is not null)
        {
            WaitForProcess();
            return null;
        }

        FileLock.Take(status, exclusive: false);
        return ReadStatus(status) ?? Containet.Linux.ExitStatus.SignalBase + LibC.SIGKILL;
    }

    /// <summary>Opens the container's first process.</summary>
    /// <exception cref="LaunchException">The container does not run.</exception>
    public Fd OpenProcess() =>
        (Status is ContainerStatus.Running or ContainerStatus.Created ? State!.Process.Open() : null)
        ?? throw new LaunchException($"the container {Identity} does not run: it is {Describe()}");

    // Nobody of ours waits for it: it is asked of the process itself.
    private static ContainerRecord ReadUnminded(StateDirectory directory, string identity, ContainerState state)
    {
        using Fd? process = state.Process.Open();
        return new ContainerRecord(directory, identity)
        {
            State = state,
            Status = process is null ? ContainerStatus.Exited
                : Oci.StartGate.IsClosed(directory.PathOf(identity)) ? ContainerStatus.Created
                : ContainerStatus.Running,
        };
    }

    private void WaitForProcess()
    {
        using Fd? process = State!.Process.Open();
        if (process is not null)
        {
            PidFd.WaitForEnd(process);
        }
    }

    private static Fd? OpenStatus(StateDirectory directory, string identity)
    {
        try
        {
            return Files.Open($"{directory.PathOf(identity)}/{ContainerEntry.StatusName}", LibC.O_RDONLY | LibC.O_NOFOLLOW);
        }
        catch (LinuxException absent) when (absent.Errno == LibC.ENOENT || absent.Errno == LibC.ENOTDIR)
        {
            return null;
        }
    }

    private static ContainerState? ReadState(StateDirectory directory, string identity)
    {
        try
        {
            byte[] text = File.ReadAllBytes($"{directory.PathOf(identity)}/{ContainerEntry.StateName}");
            return JsonSerializer.Deserialize(text, StateJson.Default.ContainerState);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException)
        {
            return null; // cut short by a full disk, say: as good as never written, and no reason not to list or remove the rest
        }
    }

    private static int? ReadStatus(Fd status)
    {
        Span<byte> text = stackalloc byte[MaxStatusText];
        int length = Files.ReadAt(status, text, offset: 0);
        return int.TryParse(text[..length], NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
    }
}
