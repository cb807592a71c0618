using System.Diagnostics;
using System.Text.Json;
using Containet.SystemTests.Support;
using Tmds.Linux;
using Xunit;

namespace Containet.SystemTests;

/// <summary>Containers in the background, and what is done with containers by their identities.</summary>
[Trait("Category", "System")]
public class ContainodeLivingTests
{
    private static readonly string[] Forever = ["/bin/sh", "-c", "trap 'exit 42' TERM; echo ready; while :; do sleep 0.05; done"];

    [SkippableFact]
    public void StateThatAnotherUserMayHaveWrittenIsNotBelieved()
    {
        using var state = new StateFolder();
        string theirs = $"{state.Path}/theirs";
        Directory.CreateDirectory(theirs);
        Command.Check("chown", "nobody", theirs);
        string open = $"{state.Path}/open";
        Directory.CreateDirectory(open);
        Command.Check("chmod", "777", open);
        string link = $"{state.Path}/link";
        File.CreateSymbolicLink(link, theirs);
        foreach (string directory in (string[])[theirs, open, link])
        {
            CommandResult result = Launches.Run("ps", "--state", directory);
            Assert.Equal((125, ""), (result.Status, result.Output));
            Assert.StartsWith($"containode: cannot keep the state of containers in {directory}: ", result.Error);
        }
    }

    [SkippableFact]
    public void AnEntryThatIsCutShortKeepsNobodyFromListingOrRemoving()
    {
        using var state = new StateFolder();
        foreach (string id in (string[])["whole", "broken", "removed"])
        {
            Launches.Check("-d", "--state", state.Path, "-i", id, "true");
            Launches.Check("wait", "--state", state.Path, id);
        }

        File.WriteAllText($"{state.Path}/broken/state", "{");
        File.WriteAllText($"{state.Path}/removed/state", "{");
        Launches.Check("rm", "--state", state.Path, "removed");
        Assert.Equal("whole", Text(Shown(state, "-a").Single(), "id"));
        Assert.Equal(["whole"], Directory.EnumerateDirectories(state.Path).Select(Path.GetFileName));
    }

    [SkippableFact]
    public void ADetachedContainerLivesOnUntilItIsRemoved()
    {
        using var state = new StateFolder();
        state.Detach("one", Forever);
        JsonElement shown = Shown(state).Single();
        Assert.Equal(("one", "running", true), (Text(shown, "id"), Text(shown, "status"), shown.GetProperty("detached").GetBoolean()));
        Assert.Contains("containode", File.ReadAllText($"/proc/{shown.GetProperty("pid").GetInt32()}/cmdline"));
        Assert.Matches(@"(?m)^one +running +\d+ +\S+ \S+ +/bin/sh -c trap", state.Check("ps"));

        state.Check("kill", "-s", "TERM", "one");
        Assert.Equal("42\n", state.Check("wait", "one"));
        Assert.Empty(Shown(state));
        Assert.Equal("exited", Text(Shown(state, "-a").Single(), "status"));
        CommandResult again = Launches.Run("-d", "--state", state.Path, "-i", "one", "true");
        Assert.Equal((125, "containode: a container one is there already, exited 42: remove it with: containode rm one\n"), (again.Status, again.Error));
        state.Check("rm", "one");
        Assert.Empty(Shown(state, "-a"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(state.Path));
    }

    [SkippableTheory]
    [InlineData("no-such-program", 127, "containode: no-such-program: not found in PATH")]
    [InlineData("/etc/passwd", 126, "containode: execute /etc/passwd: Permission denied")]
    public void ADetachedLaunchThatFailsSaysSoToItsCaller(string program, int status, string error)
    {
        using var state = new StateFolder();
        CommandResult result = Launches.Run("-d", "--state", state.Path, program);
        Assert.Equal((status, ""), (result.Status, result.Output));
        Assert.StartsWith(error, result.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(state.Path));
    }

    [SkippableFact]
    public void WithRemoveADetachedContainerLeavesNothing()
    {
        using var state = new StateFolder();
        Launches.Check("-d", "--rm", "--state", state.Path, "-i", "one", "/bin/sh", "-c", "sleep 0.2");
        Launches.Eventually(() => !Directory.EnumerateFileSystemEntries(state.Path).Any(), "the entry is removed");
    }

    [SkippableFact]
    public void ItsLogIsWhatItWrote()
    {
        using var state = new StateFolder();
        state.Detach("one", "/bin/sh", "-c", "printf 'a\\0b\\n\\nno end'; for i in 1 2 3; do sleep 0.1; echo $i >&2; done");
        CommandResult log = state.Run("logs", "-f", "one");
        Assert.Equal((0, "a\0b\n\nno end", "1\n2\n3\n"), (log.Status, log.Output, log.Error));
        Assert.Equal("a\0b\n\nno end", state.Check("logs", "one"));
    }

    [SkippableFact]
    public void AContainerInTheForegroundIsListedWhileItRuns()
    {
        using var state = new StateFolder();
        (Process launcher, _) = Launches.Start(["--state", state.Path, "-i", "fore", .. Forever]);
        using (launcher)
        {
            Launches.Eventually(() => Shown(state).Any(one => Text(one, "status") == "running"), "it is listed");
            state.Check("kill", "fore");
            launcher.WaitForExit();
            Assert.Equal(42, launcher.ExitCode);
            Assert.Empty(Directory.EnumerateFileSystemEntries(state.Path));
        }
    }

    [SkippableFact]
    public void WhatAKilledLauncherLeftIsRecognised()
    {
        using var state = new StateFolder();
        state.Detach("kept", Forever);
        (Process fore, _) = Launches.Start(["--state", state.Path, "-i", "fore", .. Forever]);
        using (fore)
        {
            Launches.Eventually(() => Shown(state).Count == 2 && Shown(state).All(one => Text(one, "status") == "running"), "both are listed");
            int first = Shown(state).Single(one => Text(one, "id") == "kept").GetProperty("pid").GetInt32();
            int minder = int.Parse(
                File.ReadLines($"/proc/{first}/status").Single(line => line.StartsWith("PPid:", StringComparison.Ordinal))[5..].Trim(),
                System.Globalization.CultureInfo.InvariantCulture);
            Launches.Signal(fore.Id, LibC.SIGKILL);
            Launches.Signal(minder, LibC.SIGKILL);
            Launches.Eventually(() => Launches.NamespaceOf(first, "net") is null, "the container ends with its launcher");
            Assert.Equal("137\n", state.Check("wait", "kept"));
            Launches.Eventually(
                () => Shown(state, "-a") is [var one] && (Text(one, "id"), Text(one, "status")) == ("kept", "lost"), "only the kept one is there, lost");
            Assert.Contains("does not run", state.Run("exec", "kept", "true").Error);
            state.Check("rm", "kept");
        }
    }

    [SkippableFact]
    public void OneMoreProgramHasTheContainersNamespacesAndRights()
    {
        using var state = new StateFolder();
        const string Rights = "for n in /proc/self/ns/*; do readlink $n; done; grep -E '^(Cap|NoNew|Seccomp:|Uid|Gid|Groups)' /proc/self/status; env | grep -v ^_ | sort; pwd; cat /proc/self/cgroup; ls /proc/self/fd | wc -l";
        state.Detach("one", "--env", "A=b c", "--workdir", "/", "/bin/bash", "-c", $"{Rights}; echo end; sleep 1000");
        Launches.Eventually(() => state.Check("logs", "one").Contains("\nend\n", StringComparison.Ordinal), "it has told");
        string[] own = state.Check("logs", "one").Split("end\n")[0].Split('\n');
        string[] other = state.Check("exec", "one", "/bin/bash", "-c", Rights).Split('\n');
        Assert.Equal(own, other);
        Assert.DoesNotContain(Launches.NamespaceOf(Environment.ProcessId, "pid"), other);
    }

    [SkippableTheory]
    [InlineData("exit 9", 9)]
    [InlineData("kill -KILL $$", 137)]
    [InlineData("exec /no/such", 127)]
    public void ItsStatusIsItsOwn(string script, int status)
    {
        using var state = new StateFolder();
        state.Detach("one", "sleep", "1000");
        Assert.Equal(status, state.Run("exec", "one", "/bin/sh", "-c", script).Status);
    }

    [SkippableFact]
    public void AProgramMoreThatIsNotThereHasALaunchersStatus()
    {
        using var state = new StateFolder();
        state.Detach("one", "sleep", "1000");
        Assert.Equal(127, state.Run("exec", "one", "no-such-program").Status);
        Assert.Equal(126, state.Run("exec", "one", "/etc/passwd").Status);
        Assert.Equal(125, state.Run("exec", "other", "true").Status);
    }

    [SkippableFact]
    public void OneMoreProgramEndsWithItsLauncherAndWithTheContainer()
    {
        using var state = new StateFolder();
        foreach (bool launcher in (bool[])[true, false])
        {
            string id = launcher ? "one" : "two";
            state.Detach(id, "sleep", "1000");
            (Process exec, _) = Launches.Start("exec", "--state", state.Path, id, "/bin/sh", "-c", "echo ready; exec sleep 1001");
            using (exec)
            {
                string net = Launches.NamespaceOf(Shown(state).Single(one => Text(one, "id") == id).GetProperty("pid").GetInt32(), "net")!;
                int before = Launches.ProcessesIn("net", net).Count;
                if (launcher)
                {
                    Launches.Signal(exec.Id, LibC.SIGKILL);
                    Launches.Eventually(() => Launches.ProcessesIn("net", net).Count == before - 2, "the program and who minds it end");
                }
                else
                {
                    state.Check("kill", "-s", "KILL", id);
                    exec.WaitForExit();
                    Assert.Equal(137, exec.ExitCode);
                }
            }
        }
    }

    [SkippableFact]
    public void AWordIsAVerbOnlyAsTheVeryFirst()
    {
        Assert.Contains("there is no option --no-such-option", Launches.Run("ps", "--no-such-option").Error);
        Assert.Contains("PID", Launches.Check("--", "ps"));
        Assert.Contains("PID", Launches.Check("-T", "ps"));
        Assert.Contains("PID", Launches.Check("/bin/ps"));
    }

    [SkippableFact]
    public void OneMoreShellHasATerminalOfItsOwn()
    {
        using var state = new StateFolder();
        state.Detach("one", "sleep", "1000");
        using var terminal = new TerminalEmulator();
        terminal.Type($"{Programs.Containode()} exec --state {state.Path} one /bin/bash --norc");
        terminal.WaitFor("bash-");
        terminal.Type("tty; stty size; sleep 1002");
        terminal.WaitForLine("/dev/pts/0");
        terminal.WaitForLine("24 80");
        Launches.Eventually(() => Launches.ProcessesOf("sleep\01002").Count > 0, "sleep runs");
        terminal.Press("C-c");
        terminal.Type("exit 6");
        terminal.WaitForPrompt();
        terminal.Type("echo status $?");
        terminal.WaitForLine("status 6");
    }

    private static IReadOnlyList<JsonElement> Shown(StateFolder state, params string[] options) =>
        [.. JsonDocument.Parse(state.Check("ps", ["--json", .. options])).RootElement.EnumerateArray()];

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
