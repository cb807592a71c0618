using System.Globalization;
using System.Text;
using System.Text.Json;
using Containet.Linux;
using Containode.Running;

namespace Containode.Living;

/// <summary>
/// A container's entry in the state directory, as its launcher writes it: reserved before anything is made, so that an
/// identity is one container's; told of the process when there is one; at the end given the status, or removed.
/// </summary>
internal sealed class ContainerEntry : IDisposable
{
    public const string StatusName = "status";
    public const string StateName = "state";

    private const int PrivateFile = 0x180; // 0600
    private const int PrivateMode = 0x1c0; // 0700

    private readonly StateDirectory _directory;
    private readonly string _identity;
    private readonly Fd _status;
    private readonly bool _kept;
    private bool _told;

    private ContainerEntry(StateDirectory directory, string identity, Fd status, bool kept)
    {
        _directory = directory;
        _identity = identity;
        _status = status;
        _kept = kept;
    }

    /// <summary>The entry's directory.</summary>
    public string Location => _directory.PathOf(_identity);

    /// <summary>Takes an identity.</summary>
    /// <param name="directory">The state directory.</param>
    /// <param name="identity">The identity.</param>
    /// <param name="kept">Whether the entry stays when the container has ended.</param>
    /// <returns>The entry; null if a container that runs has the identity.</returns>
    /// <exception cref="LaunchException">A container that has ended, and whose entry was to stay, has the identity.</exception>
    public static ContainerEntry? Reserve(StateDirectory directory, string identity, bool kept)
    {
        using Fd changing = directory.Lock();
        if (ContainerRecord.Read(directory, identity) is { } other)
        {
            if (!other.HasEnded)
            {
                return null;
            }

            if (other.State is { Kept: true })
            {
                throw new LaunchException(
                    $"a container {identity} is there already, {other.Describe()}: remove it with: containode rm {identity}");
            }
        }

        directory.Remove(identity);
        Files.MakeDirectory(directory.PathOf(identity), PrivateMode);
        Fd status = Files.Create($"{directory.PathOf(identity)}/{StatusName}", PrivateFile);
        FileLock.Take(status, exclusive: true);
        return new ContainerEntry(directory, identity, status, kept);
    }

    /// <summary>Tells what the container is, now that it has a process.</summary>
    public void Tell(ContainerState state)
    {
        // Whoever reads it finds the whole of it or nothing.
        string partial = $"{Location}/{StateName}.new";
        File.WriteAllBytes(partial, JsonSerializer.SerializeToUtf8Bytes(state, StateJson.Default.ContainerState));
        File.Move(partial, $"{Location}/{StateName}", overwrite: true);
        _told = true;
    }

    /// <summary>The container has ended. Who waits for that, waits until this is disposed of.</summary>
    /// <param name="status">Its exit status.</param>
    public void End(int status) =>
        Files.TryWrite(_status, Encoding.ASCII.GetBytes(status.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The entry does not stay.</summary>
    public void Discard() => _told = false;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_kept || !_told)
        {
            using Fd changing = _directory.Lock();
            _directory.Remove(_identity);
        }

        _status.Dispose();
    }
}
