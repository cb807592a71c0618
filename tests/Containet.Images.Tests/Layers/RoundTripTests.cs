using Containet.Images.Layers;
using Containet.Images.Tests.Layers.Support;
using FsCheck.Xunit;
using Xunit;

namespace Containet.Images.Tests.Layers;

/// <summary>Any tree that is packed, by us or by another, is the same tree once it is unpacked.</summary>
public class RoundTripTests
{
    [Property(MaxTest = 60)]
    public void Our_archive_unpacks_to_the_same_tree(TreeStep[] steps) => Holds(steps, TreeTimes.Any, true, from =>
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
        TreeStep.Make(one.Handle, steps, TreeTimes.Any, attributes: true);
        LayerWriter.Write(one.Handle, first, LayerTarget.PlainDirectory);
        first.Position = 0;
        Unpacking.Into(other.Path, first, LayerTarget.PlainDirectory);
        LayerWriter.Write(other.Handle, second, LayerTarget.PlainDirectory);
        Assert.Equal(first.ToArray(), second.ToArray());
    }

    [SkippableTheory]
    [InlineData("gnu", TreeTimes.WholeSeconds)]
    [InlineData("posix", TreeTimes.Any)]
    public void The_archive_of_GNU_tar_unpacks_to_the_same_tree(string format, TreeTimes times) =>
        Others("tar", times, times == TreeTimes.Any, path => ["--format=" + format, "--numeric-owner", "--xattrs", "--xattrs-include=*", "-cf", "-", "-C", path, "."]);

    // Of times before 1970 bsdtar 3.6 writes the fraction as if it counted forward.
    [SkippableTheory]
    [InlineData("pax", TreeTimes.FromEpoch)]
    [InlineData("gnutar", TreeTimes.WholeSeconds)]
    public void The_archive_of_bsdtar_unpacks_to_the_same_tree(string format, TreeTimes times) =>
        Others("bsdtar", times, times == TreeTimes.FromEpoch, path => ["--format=" + format, "--numeric-owner", "-cf", "-", "-C", path, "."]);

    [SkippableTheory]
    [InlineData("PAX_FORMAT")]
    [InlineData("GNU_FORMAT")]
    public void The_archive_of_Python_unpacks_to_the_same_tree(string format) =>
        Others("python3", TreeTimes.WholeSeconds, false, path =>
        [
            "-c",
            "import sys, tarfile\n"
            + $"t = tarfile.open(fileobj=sys.stdout.buffer, mode='w|', format=tarfile.{format}, errors='surrogateescape')\n"
            + "t.add(sys.argv[1], arcname='.')\nt.close()", path,
        ]);

    private static void Others(string program, TreeTimes times, bool attributes, Func<string, string[]> arguments)
    {
        Skip.IfNot(Tool.Exists(program), $"needs {program}");
        foreach (TreeStep[] steps in Samples.Of<TreeStep[]>(8))
        {
            Holds(steps, times, attributes, from => new MemoryStream(Tool.Output(program, arguments(from.Path))));
        }
    }

    private static void Holds(TreeStep[] steps, TreeTimes times, bool attributes, Func<TemporaryDirectory, Stream> pack)
    {
        using var from = new TemporaryDirectory();
        using var to = new TemporaryDirectory();
        TreeStep.Make(from.Handle, steps, times, attributes);
        Unpacking.Into(to.Path, pack(from), LayerTarget.PlainDirectory);
        string differences = TreeSnapshot.Of(to.Path).DifferencesFrom(TreeSnapshot.Of(from.Path));
        Assert.True(differences.Length == 0, differences);
    }
}
