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
