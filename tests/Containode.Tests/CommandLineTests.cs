using Containode.Options;
using Xunit;

namespace Containode.Tests;

public class CommandLineTests
{
    [Theory]
    [InlineData("-s", "S", "/bin/sh", "-c", "exit 3")]
    [InlineData("-sS", "/bin/sh", "-c", "exit 3")]
    [InlineData("-s=S", "/bin/sh", "-c", "exit 3")]
    [InlineData("--socket", "S", "/bin/sh", "-c", "exit 3")]
    [InlineData("--socket=S", "/bin/sh", "-c", "exit 3")]
    [InlineData("-s", "S", "--", "/bin/sh", "-c", "exit 3")]
    public void OptionsEndAtTheProgram(params string[] arguments)
    {
        CommandLineValues values = Parse(arguments);
        Assert.Equal("S", values.Switch);
        Assert.Equal(["/bin/sh", "-c", "exit 3"], values.Program);
    }

    [Fact]
    public void EveryOptionIsRead()
    {
        CommandLineValues values = Parse("-s", "S", "-4", "10.0.0.2", "-r", "R", "-t", "T", "-i", "I", "-N", "-I", "-a", "A", "-p", "/P", "x");
        Assert.Equal(
            ("S", "R", "T", "I", true, true, "A", "/P"),
            (values.Switch, values.Root, values.Top, values.Identity, values.HostNetwork, values.HostIpc, values.Token, values.ControlSocket));
        Assert.Equal(["10.0.0.2"], values.Addresses);
        Assert.Equal(["x"], values.Program);
    }

    [Fact]
    public void SomeOptionsMayBeGivenAgain()
    {
        CommandLineValues values = Parse("-4", "10.0.0.2", "-410.0.0.3", "--ip4=10.0.0.4", "--env", "A=b=c", "--env=D", "--bind", "/a:/b:ro", "x");
        Assert.Equal(["10.0.0.2", "10.0.0.3", "10.0.0.4"], values.Addresses);
        Assert.Equal(["A=b=c", "D"], values.Environment);
        Assert.Equal(["/a:/b:ro"], values.Binds);
    }

    [Fact]
    public void LettersRunTogether()
    {
        CommandLineValues values = Parse("-NIiname", "x");
        Assert.True(values.HostNetwork && values.HostIpc);
        Assert.Equal("name", values.Identity);
    }

    [Theory]
    [InlineData("-i", "-N")]
    [InlineData("--identity", "-N")]
    [InlineData("-i", "--")]
    [InlineData("-i", "a=b:c")]
    [InlineData("--identity", "@file")]
    public void AValueIsTakenAsItIs(string option, string value) => Assert.Equal(value, Parse(option, value, "x").Identity);

    [Fact]
    public void TheProgramsOptionsAreItsOwn()
    {
        string[] program = ["x", "-N", "--help", "--", "-s", "@y", "--identity=z", ""];
        CommandLineValues values = Parse(program);
        Assert.Equal(program, values.Program);
        Assert.False(values.HostNetwork);
    }

    [Fact]
    public void AfterTheDashesAnythingIsTheProgram() => Assert.Equal(["-s", "--"], Parse("--", "-s", "--").Program);

    [Fact]
    public void ALoneDashIsAProgram() => Assert.Equal(["-"], Parse("-").Program);

    [Theory]
    [InlineData("there is no option -x", "-x", "y")]
    [InlineData("there is no option --sock", "--sock", "y")]
    [InlineData("-s needs a value", "-s")]
    [InlineData("--socket needs a value", "--socket")]
    [InlineData("--host-network takes no value", "--host-network=yes", "x")]
    [InlineData("-i is given twice", "-i", "a", "-i", "b", "x")]
    public void MistakesAreNamed(string message, params string[] arguments) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => Parse(arguments)).Message);

    private static CommandLineValues Parse(params string[] arguments) => new CommandLine().Parse(arguments, out _)!;
}
