using Containet.Images.Layers;
using Containet.Images.Tests.Layers.Support;
using FsCheck.Xunit;
using Xunit;

namespace Containet.Images.Tests.Layers;

/// <summary>
/// Archives that try to reach something outside of their target: each attack's entries in every order, as both kinds of target,
/// and once more over what a first layer has left. Whatever becomes of them, nothing outside changes.
/// </summary>
public class HostileLayerTests
{
    private static readonly Dictionary<string, Func<Cell, Action<TarBuilder>[]>> ByName = new()
    {
        ["dots"] = cell =>
        [
            tar => tar.File("../outside/canary", "dead"), tar => tar.File("a/../../outside/new"),
            tar => tar.Directory("..", 0x1FF), tar => tar.File("a"),
        ],
        ["absolute"] = cell => [tar => tar.File(cell.OutsideName("canary"), "dead"), tar => tar.Directory(cell.OutsideName("nest"), 0)],
        ["symbolic link, then through it"] = cell =>
        [
            tar => tar.SymbolicLink("link", cell.Outside), tar => tar.File("link/canary", "dead"),
            tar => tar.Directory("link/nest", 0), tar => tar.Directory("link", 0),
        ],
        ["relative symbolic link"] = cell =>
        [
            tar => tar.SymbolicLink("d/link", "../../outside"), tar => tar.File("d/link/canary", "dead"),
            tar => tar.File("d/link/nest/egg", "broken"), tar => tar.Directory("d/link", 0),
        ],
        ["symbolic link to a file"] = cell =>
        [
            tar => tar.SymbolicLink("link", cell.OutsideName("canary")), tar => tar.File("link", "dead", 0),
            tar => tar.Device("link", 1, 3), tar => tar.HardLink("other", "link"),
        ],
        ["chain of links"] = cell =>
        [
            tar => tar.SymbolicLink("a", "b"), tar => tar.SymbolicLink("b", ".."), tar => tar.SymbolicLink("c", "a/outside"),
            tar => tar.File("c/canary", "dead"),
        ],
        ["hard link out"] = cell =>
        [
            tar => tar.HardLink("link", "../outside/canary"), tar => tar.HardLink("link", cell.OutsideName("canary")),
            tar => tar.File("link", "dead", 0),
        ],
        ["hard link through a symbolic one"] = cell =>
        [
            tar => tar.SymbolicLink("s", cell.Outside), tar => tar.HardLink("link", "s/canary"),
            tar => tar.Entry('0', "link", content: "dead"u8.ToArray(), mode: 0), tar => tar.SymbolicLink("s", "../outside"),
        ],
        ["hard link to a symbolic one"] = cell =>
        [
            tar => tar.SymbolicLink("s", cell.OutsideName("canary")), tar => tar.HardLink("link", "s"),
            tar => tar.File("link", "dead", 0), tar => tar.HardLink("s", "link"),
        ],
        ["the root itself"] = cell =>
        [
            tar => tar.SymbolicLink(".", cell.Outside), tar => tar.SymbolicLink("./", "../outside"),
            tar => tar.HardLink("/", cell.OutsideName("canary")), tar => tar.File("./canary", "dead"),
        ],
        ["directory turned link"] = cell =>
        [
            tar => tar.Directory("nest"), tar => tar.File("nest/egg", "broken"), tar => tar.SymbolicLink("nest", cell.OutsideName("nest")),
            tar => tar.File("nest/egg", "broken", 0),
        ],
        ["whiteouts"] = cell =>
        [
            tar => tar.File("../outside/.wh.canary"), tar => tar.SymbolicLink("link", "../outside"),
            tar => tar.File("link/.wh.canary"), tar => tar.File("link/.wh..wh..opq"),
        ],
        ["whiteouts of dots"] = cell => [tar => tar.File(".wh..."), tar => tar.File("d/.wh..."), tar => tar.File("d/.wh.."), tar => tar.File(".wh.")],
        ["whiteout of a link"] = cell =>
        [
            tar => tar.SymbolicLink("link", cell.OutsideName("nest")), tar => tar.File(".wh.link"), tar => tar.File("link/.wh.egg"),
            tar => tar.File(".wh.link/egg"),
        ],
        ["names in extended headers"] = cell =>
        [
            tar => tar.Pax(("path", "../outside/canary")).File("a", "dead"), tar => tar.Pax(("path", cell.OutsideName("canary"))).File("b", "dead"),
            tar => tar.Pax(("linkpath", cell.OutsideName("canary"))).HardLink("c", "x"), tar => tar.Extension('L', "../outside/new\0").File("d"),
        ],
        ["sparse names"] = cell =>
        [
            tar => tar.Pax(("GNU.sparse.name", "../outside/canary"), ("GNU.sparse.size", "9"), ("GNU.sparse.map", "")).File("a"),
            tar => tar.SymbolicLink("s", "../outside"),
            tar => tar.Pax(("GNU.sparse.name", "s/canary"), ("GNU.sparse.size", "9"), ("GNU.sparse.map", "")).File("b"),
        ],
    };

    public static TheoryData<string, LayerTarget> Attacks
    {
        get
        {
            var data = new TheoryData<string, LayerTarget>();
            foreach (string attack in ByName.Keys)
            {
                data.Add(attack, LayerTarget.PlainDirectory);
                data.Add(attack, LayerTarget.OverlayLower);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Nothing_outside_changes_in_any_order(string attack, LayerTarget target)
    {
        int parts = Parts(attack);
        foreach (int[] order in Orders(parts))
        {
            using var cell = new Cell();
            Action<TarBuilder>[] entries = ByName[attack](cell);
            var archive = new TarBuilder();
            foreach (int index in order)
            {
                entries[index](archive);
            }

            _ = cell.Unpack(archive, target);
            cell.MustBeUnharmed();
        }
    }

    // What an archive refuses as a whole must also fail entry by entry, over what the ones before have left.
    [Theory]
    [MemberData(nameof(Attacks))]
    public void Nothing_outside_changes_layer_upon_layer(string attack, LayerTarget target)
    {
        foreach (int[] order in Orders(Parts(attack)))
        {
            using var cell = new Cell();
            Action<TarBuilder>[] entries = ByName[attack](cell);
            foreach (int index in order)
            {
                var archive = new TarBuilder();
                entries[index](archive);
                _ = cell.Unpack(archive, target);
            }

            cell.MustBeUnharmed();
        }
    }

    [Property(MaxTest = 200)]
    public void Nothing_outside_changes_whatever_the_entries(HostileStep[] steps, bool overlay)
    {
        using var cell = new Cell();
        var archive = new TarBuilder();
        foreach (HostileStep step in steps)
        {
            step.AddTo(archive, cell);
            if (step.EndsLayer)
            {
                _ = cell.Unpack(archive, overlay ? LayerTarget.OverlayLower : LayerTarget.PlainDirectory);
                archive = new TarBuilder();
            }
        }

        _ = cell.Unpack(archive, overlay ? LayerTarget.OverlayLower : LayerTarget.PlainDirectory);
        cell.MustBeUnharmed();
    }

    [Theory]
    [InlineData("..", "'..'")]
    [InlineData("a/../b", "'..'")]
    [InlineData(".wh...", "whiteout")]
    [InlineData(".wh..", "whiteout")]
    [InlineData(".wh.", "whiteout")]
    [InlineData(".wh.x/y", "whiteout")]
    [InlineData(".", "root")]
    public void What_is_refused_is_refused_in_words(string name, string word)
    {
        using var cell = new Cell();
        string? refused = cell.Unpack(new TarBuilder().File(name), LayerTarget.PlainDirectory);
        Assert.Contains(word, refused, StringComparison.Ordinal);
        Assert.Contains($"\"{name}\"", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_terminal_would_obey_is_not_shown()
    {
        using var cell = new Cell();
        string? refused = cell.Unpack(new TarBuilder().File("\x1b[2J/../\xff"), LayerTarget.PlainDirectory);
        Assert.Contains("\\x1b[2J/../\\xff", refused, StringComparison.Ordinal);
    }

    private static int Parts(string attack)
    {
        using var cell = new Cell();
        return ByName[attack](cell).Length;
    }

    private static IEnumerable<int[]> Orders(int count) =>
        count == 0
            ? [[]]
            : Orders(count - 1).SelectMany(order => Enumerable.Range(0, count).Select(at => order[..at].Append(count - 1).Concat(order[at..]).ToArray()));
}
