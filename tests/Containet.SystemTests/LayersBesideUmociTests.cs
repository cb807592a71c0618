using Containet.Images.Layers;
using Containet.Images.Tests.Layers.Support;
using Containet.Linux;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>
/// Images of several layers, unpacked by umoci and by us: as one plain directory, and as an overlay mount's directories seen
/// through the mount. Entry by entry the same kind, mode, owner, time, target, attributes, content and links.
/// </summary>
[Trait("Category", "System")]
public sealed class LayersBesideUmociTests : IDisposable
{
    private readonly TemporaryDirectory _place = new();

    public void Dispose() => _place.Dispose();

    [SkippableFact]
    public void Layers_that_umoci_made_of_changes()
    {
        UmociImage.Required();
        UmociImage image = UmociImage.Make(_place.Path);
        string bundle = image.Unpack();
        Fill(bundle + "/rootfs");
        image.Repack(bundle);
        bundle = image.Unpack();
        Change(bundle + "/rootfs");
        image.Repack(bundle);
        Compare(image);
    }

    [SkippableFact]
    public void Random_layers_that_umoci_made_of_changes()
    {
        UmociImage.Required();
        UmociImage image = UmociImage.Make(_place.Path);
        foreach (TreeStep[] steps in Samples.Of<TreeStep[]>(3))
        {
            string bundle = image.Unpack();
            Thin(bundle + "/rootfs");
            using (Fd root = Files.Open(bundle + "/rootfs", 0))
            {
                TreeStep.Make(root, steps, TreeTimes.FromEpoch, attributes: true);
            }

            image.Repack(bundle);
        }

        Compare(image);
    }

    [SkippableFact]
    public void Layers_of_every_form()
    {
        UmociImage.Required();
        UmociImage image = UmociImage.Make(_place.Path);
        image.Add(First().Bytes);
        image.Add(Second().Bytes);
        image.Add(Third().Bytes);
        Compare(image);
    }

    private static TarBuilder First() => new TarBuilder()
        .Directory("./").Directory("bin", 0x5ED).File("bin/su", "set-uid", 0x9ED).File("bin/sticky", "", 0x3ED, owner: 7)
        .Pax(("mtime", "1234567890.123456789"), ("uid", "3000000"), ("gid", "70000")).File("bin/fine", "times and owners")
        .Pax(("SCHILY.xattr.user.note", "kept\0all"), ("SCHILY.xattr.security.capability", "\x01\0\0\x02\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0")).File("bin/ping", "x", 0x1ED)
        .Directory("long").Pax(("path", "long/" + new string('n', 200) + "/")).Directory("x")
        .Pax(("path", "long/" + new string('n', 200) + "/" + new string('m', 250))).File("x", "long name")
        .SymbolicLink("lib", "usr/lib").Directory("usr").Directory("usr/lib").File("usr/lib/so", "library").HardLink("usr/lib/so.1", "usr/lib/so")
        .Directory("dev", 0x1ED).Device("dev/null", 1, 3).Device("dev/sda", 8, 300, '4').Entry('6', "dev/fifo")
        .Directory("opaque").File("opaque/old", "old").Directory("opaque/sub").File("opaque/sub/old", "old")
        .Directory("gone").File("gone/x").Directory("replaced").File("replaced/x", "old").File("file", "to be a directory")
        .Directory("emptied").File("emptied/a").File("emptied/b").Directory("back").File("back/old").File("kept", "kept")
        .Directory("late").File("late/old").Entry('0', "\xff\xfe", content: "no text"u8.ToArray());

    private static TarBuilder Second() => new TarBuilder()
        .Directory("opaque", 0x1C0).File("opaque/.wh..wh..opq").File("opaque/new", "new").Directory("opaque/sub").File("opaque/sub/new", "new")
        .File(".wh.gone").File("replaced", "now a file").Directory("file").File("file/x", "now a directory")
        .Directory("emptied").File("emptied/.wh.a").File("emptied/.wh.b").File(".wh.nothing")
        .File(".wh.back").Directory("back", 0x1FF).File("back/new", "new")
        .Directory("late").File("late/new", "new").File("late/.wh..wh..opq")
        .Directory("usr").Directory("usr/lib").File("usr/lib/so", "another library").HardLink("usr/lib/so.2", "usr/lib/so");

    private static TarBuilder Third() => new TarBuilder()
        .Directory("gone").File("gone/again", "again").File(".wh.replaced").Directory("back").File("back/.wh.new").File("back/third")
        .Directory("opaque").File("opaque/.wh.new").SymbolicLink("kept", "opaque").SymbolicLink("link", "/bin/su").HardLink("linked", "link")
        .File("twice", "one").File("twice", "two").Directory("twice-d", 0x1ED).Directory("twice-d", 0x1C0);

    private static void Fill(string root) => Command.Check("sh", "-ec", $"""
        cd {root}
        mkdir -p tmp/in; touch tmp/one tmp/in/two; chmod 1777 tmp; chown 3:4 tmp; setfattr -n user.kept -v x tmp
        mkdir -p etc usr/bin usr/share/doc var/cache deep/er/and/deeper
        cp /bin/busybox usr/bin/; ln usr/bin/busybox usr/bin/hard; ln -s busybox usr/bin/sh
        for i in $(seq 200); do echo $i > usr/share/doc/$i; done
        touch -d '2001-02-03 04:05:06.789' etc/old; chmod 4750 usr/bin/busybox; chown 12:34 usr/share/doc/7
        setfattr -n user.note -v value etc/old; mkfifo var/fifo; mknod var/device c 5 6; echo x > deep/er/and/deeper/x
        dd if=/dev/zero of=var/cache/holes bs=1 count=1 seek=3000000 2>/dev/null
        """);

    private static void Change(string root) => Command.Check("sh", "-ec", $"""
        cd {root}
        rm -r usr/share/doc/1* deep/er etc/old; rm usr/bin/sh; mkdir usr/bin/sh; echo y > usr/bin/sh/y
        rm tmp/one; rm -r var/cache; echo file > var/cache; ln usr/share/doc/7 usr/share/doc/seven; chmod 600 usr/share/doc/22
        echo longer >> usr/share/doc/23; touch -d '2002-03-04 05:06:07.891' usr/share/doc/24; mv var/fifo etc/
        """);

    // Some of what the layers before have goes.
    private static void Thin(string root) =>
        Command.Check("sh", "-ec", $"find {root} -mindepth 1 -depth -print0 | awk 'BEGIN {{ RS = ORS = \"\\0\" }} NR % 3 == 0' | xargs -0r rm -rf --");

    private void Compare(UmociImage image)
    {
        TreeSnapshot wanted = TreeSnapshot.Of(image.Unpack() + "/rootfs");
        Assert.True(wanted.Lines.Count > 1, "there is nothing to compare");
        string plain = _place.Make("plain");
        var lowers = new List<string>();
        foreach (Stream layer in image.Layers())
        {
            string lower = _place.Make($"lower-{lowers.Count}");
            using (layer)
            {
                var archive = new MemoryStream();
                layer.CopyTo(archive);
                archive.Position = 0;
                Unpacking.Into(plain, archive, LayerTarget.PlainDirectory);
                archive.Position = 0;
                Describe(lower, Unpacking.Into(lower, archive, LayerTarget.OverlayLower), lowers);
            }

            lowers.Insert(0, lower);
        }

        // The root itself is made by each in its own way.
        MustEqual(wanted, TreeSnapshot.Of(plain), "as a plain directory");
        string merged = _place.Make("merged");
        lowers.Add(_place.Make("nothing"));
        Command.Check("mount", "-t", "overlay", "overlay", "-o", $"ro,lowerdir={string.Join(':', lowers)}", merged);
        try
        {
            MustEqual(wanted, TreeSnapshot.Of(merged), "as an overlay");
        }
        finally
        {
            Command.Check("umount", merged);
        }
    }

    private static void Describe(string layer, UnpackResult result, List<string> lowers)
    {
        using Fd directory = Files.Open(layer, 0);
        List<Fd> below = lowers.ConvertAll(lower => Files.Open(lower, 0));
        LayerStack.Describe(directory, result.ImpliedDirectories, below);
        below.ForEach(lower => lower.Dispose());
    }

    private static void MustEqual(TreeSnapshot wanted, TreeSnapshot found, string how)
    {
        string differences = found.DifferencesFrom(wanted, name => name == ".");
        Assert.True(differences.Length == 0, $"{how}:\n{differences}");
    }
}
