using Containet.Images;
using Containet.Images.Manifests;
using Containet.Images.Store;
using Containode.Living.Verbs;
using Containode.Options;
using Containode.Running;

namespace Containode.Images;

/// <summary>
/// An image of the store as a container's root, and what it says about its program. As long as this lives, or the container
/// has a copy of its open files, nobody removes the image.
/// </summary>
internal sealed class ImageUse : IDisposable
{
    private readonly ImageStore _store;
    private readonly StoredImage _image;

    private ImageUse(ImageStore store, StoredImage image)
    {
        _store = store;
        _image = image;
    }

    /// <summary>The options with the image named in its place, where it is the first argument.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static CommandLineValues Named(CommandLineValues given) => given switch
    {
        { ImageIsFirst: false } or { Image: not null } => given,
        { Program.Count: 0 } => throw new UsageException("no image given"),
        _ => given with { Image = given.Program[0], Program = [.. given.Program.Skip(1)] },
    };

    /// <summary>Opens the image that the options name.</summary>
    /// <returns>It; null if they name none.</returns>
    /// <exception cref="LaunchException">It is not in the store, or not whole.</exception>
    /// <exception cref="UsageException">The options name a root besides.</exception>
    public static ImageUse? Open(CommandLineValues given)
    {
        if (given.Image is not { } name)
        {
            return null;
        }

        if (given.Root is not null)
        {
            throw new UsageException("-r and --image exclude each other: the image is the root");
        }

        try
        {
            ImageStore store = ImageStore.Open(given.Store);
            return new ImageUse(store, store.OpenImage(store.Get(name)));
        }
        catch (ImageException e)
        {
            throw new LaunchException(e.Message);
        }
    }

    /// <summary>The options with what the image says where they say nothing.</summary>
    /// <exception cref="UsageException">Neither says what to run.</exception>
    public CommandLineValues Complete(CommandLineValues given)
    {
        ImageConfig config = _image.Config;
        IReadOnlyList<string> entrypoint = given.Entrypoint is { } other ? (other.Length > 0 ? [other] : []) : config.Entrypoint;

        // Another entry point makes the image's arguments senseless, as Docker has it.
        IReadOnlyList<string> arguments = given.Program.Count > 0 || given.Entrypoint is not null ? given.Program : config.Command;
        if (entrypoint.Count + arguments.Count == 0)
        {
            throw new UsageException($"{_image.Record.Name} does not say what to run: name a program");
        }

        return given with
        {
            Lowers = [.. _image.Visible.Reverse().Select(layer => layer.Path)],
            ChangesFolder = _store.ContainersFolder,
            Program = [.. entrypoint, .. arguments],
            ImageEnvironment = [.. config.Environment.Where(entry => entry.IndexOf('=') > 0)],
            User = given.User ?? (config.User.Length > 0 ? config.User : null),
            WorkingDirectory = given.WorkingDirectory ?? Path.Combine("/", config.WorkingDirectory),
            StopSignal = config.StopSignal is { } signal ? SignalNames.Parse(signal) ?? 0 : 0,
            Volumes = [.. config.Volumes.Where(volume => volume.StartsWith('/'))],
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _image.Dispose();
}
