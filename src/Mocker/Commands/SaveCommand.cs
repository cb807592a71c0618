using System.CommandLine;
using Containet.Images.Archives;
using Containet.Images.Store;

namespace Mocker.Commands;

/// <summary><c>mocker save REF…</c>: images into an archive.</summary>
internal static class SaveCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var references = new Argument<string[]>("REF") { Description = "images in the store", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--output", "-o") { Description = "where to: a file, a directory for oci, - for the standard output", HelpName = "PATH", Required = true };
        var format = new Option<string>("--format") { Description = "oci (a directory), oci-archive, docker-archive", HelpName = "FORMAT", DefaultValueFactory = _ => "oci-archive" };
        format.AcceptOnlyFromAmong("oci", "oci-archive", "docker-archive");
        var command = new Command("save", "Write images into an archive.") { references, output, format };
        command.SetAction(result => Save(StoreOption.Open(result), result.GetRequiredValue(references), result.GetRequiredValue(output), result.GetRequiredValue(format)));
        return command;
    }

    private static void Save(ImageStore store, string[] references, string output, string form)
    {
        ArchiveFormat format = form switch
        {
            "oci" => ArchiveFormat.OciDirectory,
            "docker-archive" => ArchiveFormat.DockerArchive,
            _ => ArchiveFormat.OciArchive,
        };
        if (output == "-")
        {
            if (format == ArchiveFormat.OciDirectory)
            {
                throw new UsageException("a directory cannot go to the standard output; take --format oci-archive");
            }

            Write(store, references, format, Console.OpenStandardOutput, output);
            return;
        }

        // A file in the making has another name, so that nobody takes half of it for all.
        string partial = $"{output}.{Path.GetRandomFileName()}";
        try
        {
            Write(store, references, format, () => new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 20), output);
            if (File.Exists(partial))
            {
                File.Move(partial, output, overwrite: true);
            }
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static void Write(ImageStore store, string[] references, ArchiveFormat format, Func<Stream> open, string directory)
    {
        var images = new List<StoredImage>();
        try
        {
            images.AddRange(references.Select(text => store.OpenImage(store.Get(text))));
            ImageSaver.Save(store, images, format, open, directory);
        }
        finally
        {
            images.ForEach(image => image.Dispose());
        }
    }
}
