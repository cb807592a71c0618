using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Containet.Tests;

/// <summary>
/// Dependencies point one way: executables → DataPlane, Control → Linux. The launcher, the puller and the operator's tool
/// know nothing of the data plane, and forwarding decisions know nothing of the kernel. Read from the project files and the
/// sources, so that an arrow that is drawn but not yet used counts too.
/// </summary>
public partial class DependencyTests
{
    private static readonly string Root = FindRoot();

    // Who may refer to whom: the whole picture, so that a new project has to be entered here.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Containet.Linux"] = [],
        ["Containet.DataPlane"] = ["Containet.Linux"],
        ["Containet.Control"] = ["Containet.Linux"],
        ["Containet"] = ["Containet.Linux", "Containet.DataPlane", "Containet.Control"],
        ["Containet.Images"] = ["Containet.Linux"],
        ["Containode"] = ["Containet.Linux", "Containet.Control", "Containet.Images"],
        ["Containetctl"] = ["Containet.Linux", "Containet.Control"],
        ["Mocker"] = ["Containet.Linux", "Containet.Images"],
    };

    public static TheoryData<string> Projects => [.. ProjectsIn("src").Select(NameOf)];

    [Fact]
    public void EveryProjectIsInThePicture() =>
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), ProjectsIn("src").Select(NameOf).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void RefersOnlyDownwards(string project)
    {
        string[] upward = [.. ReferencesOf(PathOf(project)).Except(Allowed.GetValueOrDefault(project, []))];
        Assert.True(upward.Length == 0, $"{project} refers to {string.Join(", ", upward)}");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void HasATestProjectThatRefersToIt(string project)
    {
        string tests = Path.Combine(Root, "tests", $"{project}.Tests", $"{project}.Tests.csproj");
        Assert.True(File.Exists(tests), $"{project} has no test project");
        Assert.Contains(project, ReferencesOf(tests));
    }

    [Fact]
    public void EveryProjectIsInTheSolution()
    {
        string solution = File.ReadAllText(Path.Combine(Root, "Containet.sln"));
        Assert.All(
            ProjectsIn("src").Concat(ProjectsIn("tests")),
            path => Assert.Contains(Path.GetRelativePath(Root, path).Replace('/', '\\'), solution));
    }

    [Fact]
    public void NoReferenceHidesInACommonFile() =>
        Assert.All(
            Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.props").Append(Path.Combine(Root, "Directory.Build.props")),
            file => Assert.Empty(XDocument.Load(file).Descendants("ProjectReference")));

    // A fully qualified name or a system call would be the same arrow, so the text is searched rather than its usings.
    [SkippableTheory]
    [InlineData("Forwarding")]
    [InlineData("Offload")]
    public void DecidesWithoutTheKernel(string folder)
    {
        string path = Path.Combine(Root, "src", "Containet.DataPlane", folder);
        Skip.IfNot(Directory.Exists(path), $"there is no {folder} yet");
        Assert.All(
            Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories),
            file => Assert.DoesNotMatch(KernelUse(), File.ReadAllText(file)));
    }

    [Theory]
    [InlineData("using Containet.Linux;", true)]
    [InlineData("using static Containet.Linux.Bindings.Native;", true)]
    [InlineData("using Tmds.Linux;", true)]
    [InlineData("[LibraryImport(\"libc\")]", true)]
    [InlineData("global::Containet.Linux.Fd tap", true)]
    [InlineData("using Containet.DataPlane.Frames;", false)]
    public void KnowsAUseOfTheKernel(string line, bool isOne) => Assert.Equal(isOne, KernelUse().IsMatch(line));

    [GeneratedRegex(@"\bContainet\s*\.\s*Linux\b|\bTmds\b|\b(Library|Dll)Import\b")]
    private static partial Regex KernelUse();

    private static IEnumerable<string> ProjectsIn(string folder) =>
        Directory.EnumerateDirectories(Path.Combine(Root, folder)).SelectMany(d => Directory.EnumerateFiles(d, "*.csproj"));

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);

    private static string PathOf(string project) => Path.Combine(Root, "src", project, $"{project}.csproj");

    // A compiled reference or a linked source file would go around the project references; there is no use for either.
    private static IEnumerable<string> ReferencesOf(string path)
    {
        XElement project = XDocument.Load(path).Root!;
        Assert.Empty(project.Descendants("Reference"));
        Assert.DoesNotContain(project.Descendants("Compile"), item => item.Attribute("Include") is not null);
        return project.Descendants("ProjectReference").Select(item => NameOf(item.Attribute("Include")!.Value.Replace('\\', '/')));
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Containet.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"no Containet.sln above {AppContext.BaseDirectory}");
    }
}
