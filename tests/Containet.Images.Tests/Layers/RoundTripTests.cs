using Containet.Images.Layers;
using Containet.Images.Tests.Layers.Support;
using FsCheck.Xunit;
using Xunit;

namespace Containet.Images.Tests.Layers;

/// <summary>Any tree that is packed, by us or by another, is the same tree once it is unpacked.</summary>
public class RoundTripTests
{
    [Property(MaxTest = 60)]
    public void Our_archive_unpacks_to_the_same_tree(TreeStep[] steps) => Holds(steps, true, true, from =>
    {
        var archive = new MemoryStream();
        LayerWriter.Write(from.Handle, archive, LayerTarget.PlainDirectory);
        archive.Position = 0;
        return archive;
    });

    [Property(MaxTest = 20)]
    public void Equal_trees_make_equal_archives(TreeStep[] steps)
    {
        using var one = new TemporaryDirectory();
        using var other = new TemporaryDirectory();
        var first = new MemoryStream();
        var second = new MemoryStream();
        TreeStep.Make(one.Handle, steps, nanoseconds: true, attributes: true);
        LayerWriter.Write(one.Handle, first, LayerTarget.PlainDirectory);
        first.Position = 0;
        Unpacking.Into(other.Path, first, LayerTarget.PlainDirectory);
        LayerWriter.Write(other.Handle, second, LayerTarget.PlainDirectory);
        Assert.Equal(first.ToArray(), second.ToArray());
    }

    [SkippableTheory]
    [InlineData("gnu", false)]
    [InlineData("posix", true)]
    [InlineData("pax", true)]
    public void The_archive_of_GNU_tar_unpacks_to_the_same_tree(string format, bool extended) =>
        Others("tar", extended, path => ["--format=" + format, "--numeric-owner", "--xattrs", "--xattrs-include=*", "-cf", "-", "-C", path, "."]);

    [SkippableTheory]
    [InlineData("pax", true)]
    [InlineData("gnutar", false)]
    public void The_archive_of_bsdtar_unpacks_to_the_same_tree(string format, bool extended) =>
        Others("bsdtar", extended, path => ["--format=" + format, "--numeric-owner", "-cf", "-", "-C", path, "."]);

    [SkippableTheory]
    [InlineData("PAX_FORMAT")]
    [InlineData("GNU_FORMAT")]
    public void The_archive_of_Python_unpacks_to_the_same_tree(string format) =>
        Others("python3", false, path =>
        [
            "-c",
            "import sys, tarfile\n"
            + $"t = tarfile.open(fileobj=sys.stdout.buffer, mode='w|', format=tarfile.{format}, errors='surrogateescape')\n"
            + "t.add(sys.argv[1], arcname='.')\nt.close()", path,
        ]);

    private static void Others(string program, bool extended, Func<string, string[]> arguments)
    {
        Skip.IfNot(Tool.Exists(program), $"needs {program}");
        foreach (TreeStep[] steps in Samples.Of<TreeStep[]>(12))
        {
            Holds(steps, extended, extended, from => new MemoryStream(Tool.Output(program, arguments(from.Path))));
        }
    }

    private static void Holds(TreeStep[] steps, bool nanoseconds, bool attributes, Func<TemporaryDirectory, Stream> pack)
    {
        using var from = new TemporaryDirectory();
        using var to = new TemporaryDirectory();
        TreeStep.Make(from.Handle, steps, nanoseconds, attributes);
        Unpacking.Into(to.Path, pack(from), LayerTarget.PlainDirectory);
        Assert.Equal("", TreeSnapshot.Of(to.Path).DifferencesFrom(TreeSnapshot.Of(from.Path)));
    }
}
