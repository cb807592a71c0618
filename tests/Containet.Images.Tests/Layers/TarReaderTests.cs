using System.Text;
using Containet.Images.Layers;
using Containet.Images.Layers.Tar;
using Containet.Images.Tests.Layers.Support;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace Containet.Images.Tests.Layers;

/// <summary>Forms of archives, limits, and archives that are none.</summary>
public class TarReaderTests
{
    public static TheoryData<string, LayerLimits, byte[]> TooMuch => new()
    {
        { "entries", new LayerLimits { Entries = 2 }, new TarBuilder().File("a").File("b").File("c").Bytes },
        { "larger than", new LayerLimits { TotalBytes = 2000 }, new TarBuilder().File("a", new string('x', 3000)).Bytes },
        { "a file of", new LayerLimits { FileBytes = 100 }, new TarBuilder().File("a", new string('x', 101)).Bytes },
        { "a file of", LayerLimits.Default, new TarBuilder().Pax(("GNU.sparse.size", "99999999999999"), ("GNU.sparse.map", "")).File("a").Bytes },
        { "name of", LayerLimits.Default, new TarBuilder().Pax(("path", new string('x', 5000))).File("a").Bytes },
        { "part of its name", LayerLimits.Default, new TarBuilder().Pax(("path", new string('x', 256))).File("a").Bytes },
        { "deeper", LayerLimits.Default, new TarBuilder().Pax(("path", string.Concat(Enumerable.Repeat("d/", 300)))).File("a").Bytes },
        { "deeper", new LayerLimits { Depth = 3 }, new TarBuilder().File("a/b/l").SymbolicLink("l", "a/b").File("l/c/d/x").Bytes },
        { "symbolic link of", LayerLimits.Default, new TarBuilder().Pax(("linkpath", new string('x', 5000))).SymbolicLink("a", "b").Bytes },
        { "extended header of", LayerLimits.Default, new TarBuilder().Entry('x', "x", size: 2 << 20).Bytes },
        { "extended header of", LayerLimits.Default, new TarBuilder().Entry('L', "x", size: 2 << 20).Bytes },
        { "extended attributes", new LayerLimits { Attributes = 1 }, new TarBuilder().Pax(("SCHILY.xattr.user.a", ""), ("SCHILY.xattr.user.b", "")).File("a").Bytes },
        { "directories", new LayerLimits { Directories = 1 }, new TarBuilder().Directory("a").Directory("b").Bytes },
        { "names of", new LayerLimits { KeptBytes = 10 }, new TarBuilder().Directory("12345678").Directory("87654321").Bytes },
    };

    public static TheoryData<string, byte[]> None => new()
    {
        { "not a tar", Encoding.ASCII.GetBytes(new string('x', 2000)) },
        { "middle", new TarBuilder().File("a", "content").Unended[..^100] },
        { "middle", new TarBuilder().File("a").Unended[..300] },
        { "damaged", [.. new TarBuilder().File("a").Unended, .. new byte[512], .. new TarBuilder().File("b").Bytes] },
        { "damaged", new TarBuilder().File("a").Entry('0', "b").Unended.Select((value, at) => at == 512 + 20 ? (byte)7 : value).ToArray() },
        { "after an extended header", new TarBuilder().Pax(("path", "x")).Bytes },
        { "malformed", new TarBuilder().Extension('x', "12 path=x\n").File("a").Bytes },
        { "malformed", new TarBuilder().Extension('x', "99999999999 path=x\n").File("a").Bytes },
        { "malformed", new TarBuilder().Extension('x', "-1 path=x\n").File("a").Bytes },
        { "malformed", new TarBuilder().Pax(("mtime", "noon")).File("a").Bytes },
        { "malformed", new TarBuilder().Pax(("size", "many")).File("a").Bytes },
        { "zero byte", new TarBuilder().Pax(("path", "a\0b")).File("a").Bytes },
        { "negative", new TarBuilder().Pax(("size", "-5")).File("a").Bytes },
        { "its owner is", new TarBuilder().Pax(("uid", "4294967295")).File("a").Bytes },
        { "its owner is", new TarBuilder().Pax(("uid", "-1")).File("a").Bytes },
        { "not a number", new TarBuilder().Entry('0', "a", change: block => TarBuilder.Put(block, 100, 8, "rw-r--r-")).Bytes },
        { "kind", new TarBuilder().Entry('Z', "a").Bytes },
        { "not in order", new TarBuilder().Pax(("GNU.sparse.size", "9"), ("GNU.sparse.map", "5,1,0,1")).File("a", "xy").Bytes },
        { "not in order", new TarBuilder().Pax(("GNU.sparse.size", "9"), ("GNU.sparse.map", "5,9")).File("a", "123456789").Bytes },
        { "does not fit", new TarBuilder().Pax(("GNU.sparse.size", "9"), ("GNU.sparse.map", "0,1")).File("a", "xy").Bytes },
        { "map", new TarBuilder().Pax(("GNU.sparse.size", "9"), ("GNU.sparse.map", "1,2,x")).File("a").Bytes },
        {
            "map", new TarBuilder().Pax(("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", "9"))
                .File("a", "99999\n1\n").Bytes
        },
    };

    [Theory]
    [MemberData(nameof(TooMuch))]
    public void An_archive_that_asks_for_too_much_is_refused_in_words(string word, LayerLimits limits, byte[] archive) =>
        Refused(word, limits, archive);

    [Theory]
    [MemberData(nameof(None))]
    public void What_is_no_archive_is_refused_in_words(string word, byte[] archive) => Refused(word, LayerLimits.Default, archive);

    [Fact]
    public void An_archive_may_lack_its_end_and_have_anything_after_it()
    {
        Assert.Equal(["a"], Names(new TarBuilder().File("a").Unended));
        Assert.Equal(["a"], Names([.. new TarBuilder().File("a").Unended, .. new byte[512]]));
        Assert.Equal(["a"], Names([.. new TarBuilder().File("a").Bytes, .. "anything"u8]));
        Assert.Equal([], Names([]));
    }

    [Fact]
    public void What_comes_after_the_end_is_read_too()
    {
        using var to = new TemporaryDirectory();
        var stream = new MemoryStream([.. new TarBuilder().File("a").Bytes, .. new byte[1_000_000]]);
        UnpackResult result = Unpacking.Into(to.Path, stream, LayerTarget.PlainDirectory);
        Assert.Equal(stream.Length, stream.Position);
        Assert.Equal(stream.Length, result.ArchiveBytes);
    }

    [Fact]
    public void The_last_of_several_extended_headers_and_records_counts() =>
        Assert.Equal(["c", "plain", "long"], Names(new TarBuilder()
            .Pax(("path", "a")).Pax(("path", "b"), ("path", "c")).File("x")
            .Pax(("path", "a"), ("path", "")).File("plain")
            .Pax(("path", "a")).Extension('L', "long\0rest").File("x").Bytes));

    [Fact]
    public void Old_names_with_a_slash_at_their_end_are_directories()
    {
        var reader = new TarReader(new TarBuilder().Entry('\0', "d/").Entry('\0', "f").Entry('7', "g").Stream, LayerLimits.Default);
        Assert.Equal([TarType.Directory, TarType.File, TarType.File], Entries(reader).Select(entry => entry.Type));
    }

    [Fact]
    public void Only_files_have_content() =>
        Assert.Equal(["d", "s", "f"], Names(new TarBuilder().Entry('5', "d", size: 5000).Entry('2', "s", "f", size: 7).File("f").Bytes));

    [Theory]
    [InlineData("\x80\0\0\0\0\0\0\0\0\0\x02\0", 512)]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0", 0)]
    [InlineData("  777 \0     ", 511)]
    [InlineData("00000001000\0", 512)]
    public void Sizes_are_octal_or_binary(string field, long size)
    {
        var archive = new TarBuilder().Entry('0', "a", content: new byte[size], change: block => TarBuilder.Put(block, 124, 12, field)).File("b");
        Assert.Equal(["a", "b"], Names(archive.Bytes));
    }

    [Theory]
    [InlineData("gnu", "--sparse-version=0.0")]
    [InlineData("posix", "--sparse-version=0.0")]
    [InlineData("posix", "--sparse-version=0.1")]
    [InlineData("posix", "--sparse-version=1.0")]
    public void Sparse_files_keep_their_holes(string format, string version)
    {
        using var from = new TemporaryDirectory();
        using var to = new TemporaryDirectory();
        string file = Path.Combine(from.Path, "sparse");
        using (FileStream stream = File.Create(file))
        {
            for (int part = 0; part < 60; part++)
            {
                stream.Position = part * 300_000L;
                stream.Write(Encoding.ASCII.GetBytes($"part {part}"));
            }

            stream.SetLength(50_000_000);
        }

        byte[] archive = Tool.Output("tar", ["--sparse", "--format=" + format, version, "-cf", "-", "-C", from.Path, "sparse"]);
        Assert.True(archive.Length < 2_000_000, "the archive is not sparse");
        UnpackResult result = Unpacking.Into(to.Path, new MemoryStream(archive), LayerTarget.PlainDirectory);
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(to.Path, "sparse")));
        Assert.True(result.Bytes < 2_000_000);
    }

    // A stream hands out what it has: the reader must not care where the pieces end.
    [Property(MaxTest = 30)]
    public void Pieces_of_any_size_make_the_same_tree(TreeStep[] steps, PositiveInt piece)
    {
        using var from = new TemporaryDirectory();
        using var to = new TemporaryDirectory();
        TreeStep.Make(from.Handle, steps, TreeTimes.Any, attributes: true);
        var archive = new MemoryStream();
        LayerWriter.Write(from.Handle, archive, LayerTarget.PlainDirectory);
        Unpacking.Into(to.Path, new PieceStream(archive.ToArray(), piece.Get), LayerTarget.PlainDirectory);
        Assert.Equal("", TreeSnapshot.Of(to.Path).DifferencesFrom(TreeSnapshot.Of(from.Path)));
    }

    private static void Refused(string word, LayerLimits limits, byte[] archive)
    {
        using var to = new TemporaryDirectory();
        LayerException refused = Assert.Throws<LayerException>(
            () => Unpacking.Into(to.Path, new MemoryStream(archive), LayerTarget.PlainDirectory, limits));
        Assert.Contains(word, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private static string[] Names(byte[] archive) =>
        [.. Entries(new TarReader(new MemoryStream(archive), LayerLimits.Default)).Select(entry => Encoding.Latin1.GetString(entry.Name).TrimEnd('/'))];

    private static IEnumerable<TarEntry> Entries(TarReader reader)
    {
        while (reader.Next())
        {
            yield return reader.Entry;
        }
    }
}
