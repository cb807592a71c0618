using System.Globalization;
using Containet.SystemTests.Support;
using Tmds.Linux;
using Xunit;

namespace Containet.SystemTests;

/// <summary>A person at a terminal and a shell in a container: it is as with ssh, and the terminal is as before afterwards.</summary>
[Trait("Category", "System")]
public class ContainodeTerminalTests
{
    private const string Inside = "inside> ";

    [SkippableFact]
    public void AShellHasATerminalOfItsOwn()
    {
        using TerminalEmulator terminal = StartShell("own");
        terminal.Type("tty; stty size; test -t 2 && [ /dev/console -ef /dev/pts/0 ] && echo console");
        terminal.WaitForLine("/dev/pts/0");
        terminal.WaitForLine("24 80");
        terminal.WaitForLine("console");

        terminal.Resize(101, 33);
        WaitForSize(terminal, "33 101");

        terminal.Type("exit 7");
        terminal.WaitForPrompt();
        terminal.Type("echo status $?");
        terminal.WaitForLine("status 7");
        AssertAsBefore(terminal);
    }

    [SkippableFact]
    public void KeysReachTheForegroundJobAlone()
    {
        using TerminalEmulator terminal = StartShell("keys");
        terminal.Type("sleep 1000");
        WaitForJob("sleep 1000");
        terminal.Press("C-c");
        terminal.WaitForPrompt(Inside);
        terminal.Type("echo status $?");
        terminal.WaitForLine("status 130");

        terminal.Type("sleep 1001");
        WaitForJob("sleep 1001");
        terminal.Press("C-z");
        terminal.WaitFor("Stopped");
        terminal.Clear();
        terminal.Type("fg");
        terminal.WaitForLine("sleep 1001");
        terminal.Press("C-\\");
        terminal.WaitFor("Quit");
        terminal.Type("exit");
        terminal.WaitForPrompt();
        AssertAsBefore(terminal);
    }

    [SkippableFact]
    public void AFullScreenProgramWorks()
    {
        using TerminalEmulator terminal = StartShell("full");
        terminal.Type("seq 1000 | less");
        terminal.WaitForLine("1");
        terminal.WaitForLine("23");
        terminal.Press("G");
        terminal.WaitForLine("1000");
        terminal.WaitFor("(END)");
        terminal.Resize(60, 10);
        Launches.Eventually(
            () =>
            {
                terminal.Press("g");
                return terminal.Screen.TrimStart().StartsWith("1\n2\n3\n4\n5\n6\n7\n8\n9\n", StringComparison.Ordinal);
            },
            "less shows nine lines from the first on");
        terminal.Press("q");
        terminal.WaitForPrompt(Inside);
        terminal.Type("exit");
        terminal.WaitForPrompt();
        AssertAsBefore(terminal);
    }

    [SkippableFact]
    public void TheLauncherIsStoppedAndResumedAsAJob()
    {
        using TerminalEmulator terminal = StartShell("job");
        int launcher = Launches.ChildOf(terminal.Shell);
        foreach (int stop in (int[])[LibC.SIGTSTP, LibC.SIGSTOP])
        {
            Launches.Signal(launcher, stop);
            terminal.WaitForPrompt();
            AssertAsBefore(terminal);
            terminal.Clear();
            terminal.Resize(stop == LibC.SIGTSTP ? 70 : 90, 20);
            terminal.Type("fg");
            terminal.WaitFor("containode");
            WaitForSize(terminal, stop == LibC.SIGTSTP ? "20 70" : "20 90");
            terminal.Type("echo a | tr a b");
            terminal.WaitForLine("b");
        }

        terminal.Type("exit");
        terminal.WaitForPrompt();
        AssertAsBefore(terminal);
    }

    [SkippableFact]
    public void TheTerminalIsPutBackWhenTheLauncherIsTerminated()
    {
        using TerminalEmulator terminal = Start("term", "/bin/sh -c 'stty raw -echo; echo ready; exec sleep 1000'");
        terminal.WaitFor("ready");
        Launches.Signal(Launches.ChildOf(terminal.Shell), LibC.SIGTERM);
        terminal.WaitForPrompt();
        terminal.Type("echo status $?");
        terminal.WaitForLine("status 143");
        AssertAsBefore(terminal);
    }

    [SkippableFact]
    public void OneInTheBackgroundLeavesTheKeyboardToTheShell()
    {
        using TerminalEmulator terminal = Start("back", "/bin/sh -c 'sleep 1; echo from inside; read word; echo got $word' &");
        terminal.Type("echo typed | tr t T");
        terminal.WaitForLine("Typed");
        terminal.WaitFor("from inside");
        AssertAsBefore(terminal);
        terminal.Type("fg");
        terminal.WaitFor("containode");
        terminal.Type("word");
        terminal.WaitFor("got word");
        terminal.WaitForPrompt();
    }

    [SkippableFact]
    public void OutputToAPipeLeavesCtrlCWorking()
    {
        using TerminalEmulator terminal = Start("pipe", "/bin/sh -c 'readlink /proc/self/fd/0 /proc/self/fd/1; cat; echo $?' | sed 's/^/-/'");
        terminal.WaitFor("-pipe:");
        terminal.Type("word");
        terminal.WaitForLine("-word");
        terminal.Press("C-d");
        terminal.WaitForLine("-0");
        terminal.WaitForPrompt();

        terminal.Type($"{Programs.Containode()} -i pipe /bin/sh -c 'echo begun; exec sleep 1000' | cat");
        terminal.WaitForLine("begun");
        terminal.Press("C-c");
        terminal.WaitForPrompt();
        terminal.Type("echo status ${PIPESTATUS[0]}");
        terminal.WaitForLine("status 130");
    }

    [SkippableFact]
    public void ALargePasteAndMuchOutputArriveWhole()
    {
        using var terminal = new TerminalEmulator();
        string directory = Directory.CreateTempSubdirectory("paste").FullName;
        try
        {
            // script(1) makes a terminal whose output is a file; what is "typed" is a file too.
            File.WriteAllText($"{directory}/typed", string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i}\n")));
            string inner = "stty -echo; echo ready; head -n 20000 | md5sum; seq 200000 | md5sum; seq 200000";
            string session = $"{Programs.Containode()} --tty -i paste /bin/sh -c '{inner}' < {directory}/typed > {directory}/shown; echo done";
            terminal.Type(session);
            terminal.WaitForLine("done");
            string[] shown = File.ReadAllText($"{directory}/shown").Replace("\r", "", StringComparison.Ordinal).Split('\n');
            string typed = Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(File.ReadAllBytes($"{directory}/typed")));
            Assert.Contains($"{typed}  -", shown);
            Assert.Equal("200000", shown[^2]);
            Assert.Equal(200_000, shown.Count(line => int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out _)));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static TerminalEmulator StartShell(string identity)
    {
        TerminalEmulator terminal = Start(identity, "/bin/bash --norc");
        terminal.WaitFor("bash-");
        terminal.Type($"PS1='{Inside}'");
        terminal.WaitForPrompt(Inside);
        return terminal;
    }

    private static TerminalEmulator Start(string identity, string program)
    {
        string containode = Programs.Containode();
        var terminal = new TerminalEmulator();
        terminal.Type("before=$(stty -g)");
        terminal.Type($"{containode} -i {identity} {program}");
        return terminal;
    }

    // The news of a new size may come after what is typed.
    private static void WaitForSize(TerminalEmulator terminal, string size)
    {
        terminal.Type($"until stty size | grep '^{size}$'; do sleep 0.1; done");
        terminal.WaitForLine(size);
        terminal.WaitForPrompt(Inside);
    }

    private static void WaitForJob(string line) => Launches.Eventually(
        () => Launches.ProcessesOf(line.Replace(' ', '\0')).Count > 0, $"{line} runs");

    // The shell's own settings while a program runs, which are the ones it had found.
    private static void AssertAsBefore(TerminalEmulator terminal)
    {
        string mark = $"as before {Guid.NewGuid().ToString("N")[..6]}";
        terminal.Type($"[ \"$before\" = \"$(stty -g)\" ] && echo {mark}");
        terminal.WaitForLine(mark);
    }
}
