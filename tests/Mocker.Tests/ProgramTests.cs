using Containet.Linux;
using Xunit;

namespace Mocker.Tests;

public class ProgramTests
{
    [Fact]
    public void PrintsTheCanonicalName() =>
        Assert.Equal((0, "docker.io/library/ubuntu:latest\n", ""), Run("name", "ubuntu"));

    [Theory]
    [InlineData("name", "UBUNTU")]
    [InlineData("name", "@file")]
    [InlineData("name", "")]
    [InlineData("name", "two\nlines")]
    [InlineData("name", "\e[31mred")]
    [InlineData("name")]
    [InlineData("name", "a", "b")]
    [InlineData("name", "--bogus", "a")]
    [InlineData("bogus")]
    [InlineData("[suggest]")]
    [InlineData]
    public void BadInputGivesOneLineAndStatus2(params string[] arguments)
    {
        (int status, string output, string errors) = Run(arguments);
        Assert.Equal(2, status);
        Assert.Empty(output);
        Assert.StartsWith("mocker: ", errors);
        Assert.EndsWith("\n", errors);
        Assert.DoesNotContain(errors[..^1], char.IsControl);
    }

    [Theory]
    [InlineData("--insecure", "127.0.0.1:1", "127.0.0.1:1/a")]
    [InlineData("127.0.0.1:1/a", "--insecure", "127.0.0.1:1", "--insecure", "other:1")]
    [InlineData("127.0.0.1:1/a", "--insecure")]
    public void InsecureRegistriesAreNamedOrAllAreMeant(params string[] arguments)
    {
        using var place = new TemporaryFolder();
        (int status, _, string errors) = Run(["--store", $"{place.Path}/store", "pull", .. arguments]);
        Assert.Contains("cannot fetch a:latest from 127.0.0.1:1", errors);
        Assert.Equal(1, status);
    }

    [Fact]
    public void AStoreIsNoDirectoryOfOtherThings()
    {
        using var place = new TemporaryFolder();
        File.WriteAllText($"{place.Path}/something", "");
        Tmds.Linux.mode_t before = Files.Status(place.Path)!.Value.st_mode;
        (int status, _, string errors) = Run("--store", place.Path, "images");
        Assert.Equal(1, status);
        Assert.Contains("something else in it", errors);
        Assert.Equal(before, Files.Status(place.Path)!.Value.st_mode);
    }

    [SkippableFact]
    public void AStoreIsNobodyElses()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "needs root, to give a directory away");
        using var place = new TemporaryFolder();
        Files.ChangeOwner(place.Path, 1234, 1234);
        (int status, _, string errors) = Run("--store", place.Path, "images");
        Assert.Equal(1, status);
        Assert.Contains("belongs to another user (id 1234)", errors);
    }

    [Fact]
    public void TheHelpNamesTheCommands()
    {
        (int status, string output, _) = Run("--help");
        Assert.Equal(0, status);
        Assert.Contains("pull", output);
    }

    private static (int Status, string Output, string Errors) Run(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        int status = new CommandLine(new Terminal(output, errors, IsTerminal: false)).Run(arguments);
        return (status, output.ToString(), errors.ToString());
    }
}
