using System.Text;
using Containet.Images.Layers;
using Containet.Images.Tests.Layers.Support;
using Xunit;

namespace Containet.Images.Tests.Layers;

/// <summary>What entries become, what gives way to what, and what whiteouts hide.</summary>
public sealed class UnpackTests : IDisposable
{
    private readonly TemporaryDirectory _target = new();

    public void Dispose() => _target.Dispose();

    [Fact]
    public void The_last_of_several_entries_of_one_name_counts()
    {
        Unpack(new TarBuilder().File("f", "one").File("f", "two")
            .Directory("d").File("d/x").File("d", "now a file")
            .File("e", "file").Directory("e").File("e/x", "in it")
            .SymbolicLink("l", "d").Directory("l/").File("l/y")
            .Directory("m").File("m/z").SymbolicLink("m", "l"));
        Assert.Equal("two", Read("f"));
        Assert.Equal("now a file", Read("d"));
        Assert.Equal("in it", Read("e/x"));
        Assert.Null(new DirectoryInfo(At("l")).LinkTarget);
        Assert.Equal("l", new DirectoryInfo(At("m")).LinkTarget);
    }

    [Fact]
    public void A_directory_s_second_entry_keeps_what_is_in_it()
    {
        Unpack(new TarBuilder().Directory("d", 0x1FF).File("d/x", "kept").Directory("d/", 0x1C0));
        Assert.Equal("kept", Read("d/x"));
        Assert.Equal(0x1C0, Mode("d"));
    }

    [Fact]
    public void Directories_without_an_entry_are_made()
    {
        UnpackResult result = Unpack(new TarBuilder().File("a/b/c", "deep"));
        Assert.Equal("deep", Read("a/b/c"));
        Assert.Equal(["a/b", "a"], result.ImpliedDirectories.Select(Encoding.UTF8.GetString));
        Assert.Equal(0x1ED, Mode("a/b"));
    }

    [Fact]
    public void A_directory_s_time_is_its_entry_s_not_that_of_what_came_into_it()
    {
        Unpack(new TarBuilder().Directory("d").File("d/x").Directory("d/e").File("d/e/y"));
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(1_500_000_000), Directory.GetLastWriteTimeUtc(At("d")));
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(1_500_000_000), Directory.GetLastWriteTimeUtc(At("d/e")));
    }

    [Fact]
    public void A_directory_that_its_owner_may_not_write_is_filled_all_the_same()
    {
        Unpack(new TarBuilder().Directory("d", 0x140).File("d/x", "in").Directory("d/e", 0).File("d/e/y", "deep"), privileged: false);
        Assert.Equal("in", Read("d/x"));
        Assert.Equal(0x140, Mode("d"));
        Assert.Equal(0, Mode("d/e"));
        Unpack(new TarBuilder().File("d/e/z", "later"), privileged: false);
        Assert.Equal(0, Mode("d/e"));
    }

    [Fact]
    public void Hard_links_are_one_file_also_over_what_is_there()
    {
        Unpack(new TarBuilder().File("a", "one").HardLink("b", "a").HardLink("b", "./a").File("c", "other").HardLink("c", "/b"));
        File.WriteAllText(At("a"), "all");
        Assert.Equal("all", Read("b"));
        Assert.Equal("all", Read("c"));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("d")]
    [InlineData(".")]
    [InlineData("no/such")]
    [InlineData(".wh.a")]
    public void A_hard_link_to_no_file_of_the_layer_is_refused(string to) =>
        Refused(new TarBuilder().Directory("d").HardLink("l", to), "hard link");

    [Fact]
    public void A_link_to_a_directory_leads_there_inside_of_the_target()
    {
        Unpack(new TarBuilder().SymbolicLink("lib", "/usr/lib").SymbolicLink("up", "../../..").File("lib/x", "x").File("up/y", "y"));
        Assert.Equal("x", Read("usr/lib/x"));
        Assert.Equal("y", Read("y"));
    }

    [Fact]
    public void A_file_in_a_file_is_refused() => Refused(new TarBuilder().File("f").File("f/x"), "no directory");

    [Fact]
    public void Links_in_a_circle_are_refused() =>
        Refused(new TarBuilder().SymbolicLink("a", "b").SymbolicLink("b", "a").File("a/x"), "symbolic links");

    [Fact]
    public void Whiteouts_remove_what_earlier_layers_have_and_nothing_else()
    {
        Unpack(new TarBuilder().File("a").Directory("d").File("d/x").File("d/y").Directory("d/e").File("d/e/z").File("keep").File("o/1").File("o/2"));
        Unpack(new TarBuilder().File("d/x", "new").File(".wh.a").File(".wh.d").File("d/n/m", "new").File("o/3", "new")
            .File("o/.wh..wh..opq").File("o/4", "new").File(".wh.missing").File("nowhere/.wh.x"));
        Assert.Equal(["d", "d/n", "d/n/m", "d/x", "keep", "o", "o/3", "o/4"], Names());
    }

    [Fact]
    public void A_whiteout_comes_before_or_after_what_the_layer_has_itself()
    {
        Unpack(new TarBuilder().Directory("d").File("d/old").File("f", "old"));
        Unpack(new TarBuilder().File(".wh.d").Directory("d").File("d/new").File("f", "new").File(".wh.f"));
        Assert.Equal(["d", "d/new", "f"], Names());
        Assert.Equal("new", Read("f"));
    }

    [Theory]
    [InlineData(LayerTarget.PlainDirectory)]
    [InlineData(LayerTarget.OverlayLower)]
    public void A_whiteout_in_what_is_no_directory_any_more_hides_nothing_more(LayerTarget target)
    {
        Unpack(new TarBuilder().File("d", "file").File("d/.wh.x").File("d/.wh..wh..opq").File("e/.wh.x").File("e", "file"), target);
        Assert.Equal(["d", "e"], Names());
        Assert.Equal("file", Read("d"));
    }

    [Theory]
    [InlineData(LayerTarget.PlainDirectory)]
    [InlineData(LayerTarget.OverlayLower)]
    public void The_longest_name_can_be_hidden(LayerTarget target)
    {
        string name = new('n', 255);
        Unpack(new TarBuilder().Pax(("path", name)).File("x"));
        Unpack(new TarBuilder().Pax(("path", ".wh." + name)).File("x"), target);
        Assert.Equal(target == LayerTarget.PlainDirectory ? [] : [name], Names());
    }

    [Fact]
    public void An_earlier_layer_s_directory_keeps_its_time()
    {
        Unpack(new TarBuilder().Directory("d").File("d/x"));
        Unpack(new TarBuilder().File("d/y").File("d/.wh.x"));
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(1_500_000_000), Directory.GetLastWriteTimeUtc(At("d")));
    }

    [Fact]
    public void An_overlay_s_directory_has_the_marks_that_the_kernel_heeds()
    {
        UnpackResult result = Unpack(
            new TarBuilder().File(".wh.gone").File("o/.wh..wh..opq").File("o/x").File(".wh.again").Directory("again")
                .Directory("own").File(".wh.own").File("f").File(".wh.f").File(".wh.in").File("in/x"),
            LayerTarget.OverlayLower);
        IReadOnlyDictionary<string, string> lines = TreeSnapshot.Of(_target.Path).Lines;
        Assert.Contains("character", lines["gone"], StringComparison.Ordinal);
        Assert.Contains("device 0", lines["gone"], StringComparison.Ordinal);
        Assert.All(["o", "again", "own", "in"], name => Assert.Contains("overlay.opaque=79", lines[name], StringComparison.Ordinal));
        Assert.StartsWith("file", lines["f"], StringComparison.Ordinal);
        Assert.Equal(6, result.Whiteouts);
        Assert.False(result.HidesAllBelow);
        Assert.True(Unpack(new TarBuilder().File("./.wh..wh..opq"), LayerTarget.OverlayLower).HidesAllBelow);
    }

    [Fact]
    public void What_steers_an_overlay_never_comes_from_the_archive()
    {
        UnpackResult result = Unpack(
            new TarBuilder()
                .Pax(("SCHILY.xattr.trusted.overlay.opaque", "y"), ("SCHILY.xattr.user.overlay.opaque", "y"),
                    ("SCHILY.xattr.trusted.overlay.redirect", "/etc")).Directory("d")
                .Pax(("SCHILY.xattr.user.overlay.metacopy", "")).File("f").Device("gone", 0, 0).HardLink("h", "f"),
            LayerTarget.OverlayLower);
        Assert.DoesNotContain(TreeSnapshot.Of(_target.Path).Lines.Values, line => line.Contains("overlay", StringComparison.Ordinal));
        Assert.Equal((4, "\"d\""), (result.Skipped[SkipReason.OverlayAttribute].Count, result.Skipped[SkipReason.OverlayAttribute].First));
        Assert.Equal(1, result.Skipped[SkipReason.WhiteoutDevice].Count);
        Assert.False(Path.Exists(At("gone")));
    }

    [Fact]
    public void Without_root_what_can_be_had_is_had_and_the_rest_is_counted()
    {
        UnpackResult result = Unpack(
            new TarBuilder().File("f", "x", 0x9ED, owner: 12345).Device("null", 1, 3).Entry('6', "fifo").File(".wh.x")
                .Pax(("SCHILY.xattr.security.selinux", "label")).File("g"),
            LayerTarget.OverlayLower, privileged: false);
        Assert.Equal(0x9ED, Mode("f"));
        Assert.True(result.Skipped[SkipReason.OwnerNotKept].Count >= 1);
        Assert.Equal(1, result.Skipped[SkipReason.Device].Count);
        Assert.Equal(1, result.Skipped[SkipReason.MachineAttribute].Count);
        Assert.Contains("character", TreeSnapshot.Of(_target.Path).Lines["x"], StringComparison.Ordinal);
    }

    [Fact]
    public void Records_of_AUFS_and_headers_for_the_whole_archive_are_left_out()
    {
        UnpackResult result = Unpack(
            new TarBuilder().Extension('g', TarBuilder.Record(("path", "evil"))).Directory(".wh..wh.plnk").File(".wh..wh.plnk/1.2").File("a"));
        Assert.Equal(["a"], Names());
        Assert.Equal(2, result.Skipped[SkipReason.AufsRecord].Count);
        Assert.Equal(1, result.Skipped[SkipReason.GlobalHeader].Count);
    }

    [Fact]
    public void A_layer_that_was_packed_again_hides_the_same()
    {
        var archive = new MemoryStream();
        Unpack(new TarBuilder().File(".wh.gone").Directory("o").File("o/.wh..wh..opq").File("o/x", "x"), LayerTarget.OverlayLower);
        LayerWriter.Write(_target.Handle, archive, LayerTarget.OverlayLower);
        archive.Position = 0;
        using var again = new TemporaryDirectory();
        Unpacking.Into(again.Path, archive, LayerTarget.OverlayLower);
        TreeSnapshot found = TreeSnapshot.Of(again.Path);
        Assert.Equal("", found.DifferencesFrom(TreeSnapshot.Of(_target.Path), name => name == "gone"));
        Assert.StartsWith("character", found.Lines["gone"], StringComparison.Ordinal);
        Assert.Contains(".wh.gone", Encoding.Latin1.GetString(archive.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void Work_that_was_called_off_ends()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.Throws<OperationCanceledException>(() => LayerUnpacker.Unpack(
            new TarBuilder().File("a").Stream, _target.Handle, new UnpackOptions { Cancelled = cancel.Token }));
    }

    private UnpackResult Unpack(TarBuilder archive, LayerTarget target = LayerTarget.PlainDirectory, bool? privileged = null) =>
        Unpacking.Into(_target.Path, archive.Stream, target, privileged: privileged);

    private void Refused(TarBuilder archive, string word) =>
        Assert.Contains(word, Assert.Throws<LayerException>(() => Unpack(archive)).Message, StringComparison.Ordinal);

    private int Mode(string name) => Convert.ToInt32(TreeSnapshot.Of(_target.Path).Lines[name].Split(' ')[1], 8);

    private string At(string name) => Path.Combine(_target.Path, name);

    private string Read(string name) => File.ReadAllText(At(name));

    private IEnumerable<string> Names() => TreeSnapshot.Of(_target.Path).Lines.Keys.Where(name => name != ".");
}
