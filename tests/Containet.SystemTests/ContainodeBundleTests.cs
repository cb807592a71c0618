using System.Globalization;
using System.Text.Json.Nodes;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>Bundles, as callers of a runtime have them made, started, entered and removed.</summary>
[Trait("Category", "System")]
public class ContainodeBundleTests
{
    [SkippableFact]
    public void ABundlesLifeIsCreateStartKillDelete()
    {
        using var bundle = new Bundle("sh", "-c", "trap 'exit 3' TERM; echo started > /state/word; while :; do sleep 0.05; done");
        bundle.Create("one");
        Assert.Equal("created", bundle.Status("one"));
        Assert.False(File.Exists($"{bundle.Shared}/word"));
        int pid = int.Parse(File.ReadAllText(bundle.PidFile), CultureInfo.InvariantCulture);
        Assert.Equal("sh", bundle.Read("one")["annotations"]!["program"]!.GetValue<string>());
        Assert.Equal(pid, bundle.Read("one")["pid"]!.GetValue<int>());

        bundle.Check("start", "one");
        Launches.Eventually(() => File.Exists($"{bundle.Shared}/word"), "the program runs");
        Assert.Equal("running", bundle.Status("one"));
        Assert.NotEqual(0, bundle.Run("start", "one").Status);
        Assert.NotEqual(0, bundle.Run("delete", "one").Status);
        Assert.Equal("box\n", bundle.Check("exec", "one", "hostname"));
        Assert.Equal(7, bundle.Run("exec", "one", "sh", "-c", "exit 7").Status);

        bundle.Check("kill", "one", "TERM");
        Launches.Eventually(() => bundle.Status("one") == "stopped", "it ends");
        bundle.Check("delete", "one");
        Assert.Contains("there is no container one", bundle.Run("state", "one").Error);
        bundle.Check("delete", "--force", "one");
    }

    [SkippableFact]
    public void ACreatedOneThatIsNeverStartedGoesByForce()
    {
        using var bundle = new Bundle("true");
        bundle.Create("one");
        int pid = int.Parse(File.ReadAllText(bundle.PidFile), CultureInfo.InvariantCulture);
        Assert.NotNull(Launches.NamespaceOf(pid, "net"));
        bundle.Check("delete", "--force", "one");
        Launches.Eventually(() => Launches.NamespaceOf(pid, "net") is null, "its process ends");
    }

    [SkippableFact]
    public void RunEndsWithTheProgramsStatus()
    {
        using var bundle = new Bundle("sh", "-c", "id -u; grep -E '^(CapEff|NoNewPrivs)' /proc/self/status; ulimit -n; cat /proc/sys/net/ipv4/ip_default_ttl; exit 5");
        CommandResult result = bundle.Run("run", "--bundle", bundle.Path, "one");
        Assert.Equal((5, "0\nCapEff:\t0000000000000400\nNoNewPrivs:\t1\n77\n33\n", ""), (result.Status, result.Output, result.Error));
    }

    [SkippableFact]
    public void WhatCannotBeMadeIsSaidToTheLogToo()
    {
        using var bundle = new Bundle("no-such-program");
        CommandResult result = Launches.Run(
            "--root", bundle.State, "--log", $"{bundle.Path}/log", "--log-format", "json", "create", "--bundle", bundle.Path, "one");
        Assert.NotEqual(0, result.Status);
        Assert.Contains("executable file not found in $PATH", JsonNode.Parse(File.ReadAllText($"{bundle.Path}/log"))!["msg"]!.GetValue<string>());
        Assert.Empty(Directory.EnumerateFileSystemEntries(bundle.State));
    }

    [SkippableFact]
    public void HooksAreGivenTheState()
    {
        using var bundle = new Bundle("true");
        bundle.AddHook("createRuntime");
        bundle.AddHook("poststart");
        bundle.AddHook("poststop");
        bundle.Create("one");
        bundle.Check("start", "one");
        Launches.Eventually(() => bundle.Status("one") == "stopped", "it ends");
        bundle.Check("delete", "one");
        string[] lines = File.ReadAllLines($"{bundle.Path}/hooks");
        Assert.Equal(["createRuntime", "poststart", "poststop"], lines.Select(line => line.Split(' ')[0]));
        JsonNode[] states = [.. lines.Select(line => JsonNode.Parse(line[(line.IndexOf(' ') + 1)..])!)];
        Assert.All(states, state => Assert.Equal("one", state["id"]!.GetValue<string>()));
        Assert.Equal(("creating", "stopped"), (states[0]["status"]!.GetValue<string>(), states[2]["status"]!.GetValue<string>()));
    }

    [SkippableFact]
    public void PodmanRunsEntersStopsAndRemovesContainers()
    {
        using var podman = new Podman();
        Assert.Equal("hi\n", podman.Check("run", "--rm", "box", "sh", "-c", "echo hi"));
        Assert.Equal(7, podman.Run("run", "--rm", "box", "sh", "-c", "exit 7").Status);
        Assert.Equal(127, podman.Run("run", "--rm", "box", "no-such-program").Status);
        Assert.Contains("/dev/pts/0", podman.Check("run", "--rm", "-t", "box", "sh", "-c", "tty"));

        podman.Check("run", "-d", "--name", "one", "box", "sh", "-c", "trap 'exit 3' TERM; echo started; while :; do sleep 0.05; done");
        Launches.Eventually(() => podman.Run("logs", "one").Output == "started\n", "it has started");
        Assert.Equal(4, podman.Run("exec", "one", "sh", "-c", "exit 4").Status);
        podman.Check("stop", "one");
        Assert.Equal("3\n", podman.Check("inspect", "--format", "{{.State.ExitCode}}", "one"));
        podman.Check("start", "one");
        podman.Check("rm", "-f", "one");
        Assert.Equal("", podman.Check("ps", "-aq"));
    }
}
