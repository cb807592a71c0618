using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Containet.Linux.Seccomp;
using Xunit;

namespace Containet.Linux.Tests.Seccomp;

/// <summary>The tables of system calls beside the machine's own headers.</summary>
public partial class SyscallTableTests
{
    // What arm64's asm/unistd.h asks of the generic one.
    private const string Arm64Header =
        """
        #define __BITS_PER_LONG 64
        #define __ARCH_WANT_RENAMEAT
        #define __ARCH_WANT_NEW_STAT
        #define __ARCH_WANT_SET_GET_RLIMIT
        #define __ARCH_WANT_TIME32_SYSCALLS
        #define __ARCH_WANT_SYS_CLONE3
        #define __ARCH_WANT_MEMFD_SECRET
        #include <asm-generic/unistd.h>
        """;

    [SkippableFact]
    public void X86_64IsAsTheHeadersHaveIt()
    {
        Skip.IfNot(File.Exists("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), "needs the headers of an x86-64 machine");
        Compare(SyscallTable.X86_64, "#include <asm/unistd_64.h>");
    }

    [SkippableFact]
    public void Arm64IsAsTheHeadersHaveIt() => Compare(SyscallTable.Arm64, Arm64Header);

    [Fact]
    public void TheTablesAgreeFromWhereTheyMust()
    {
        // Since pidfd_send_signal every architecture gives a new call the same number.
        Dictionary<string, int> New(SyscallTable table) => table.Numbers.Where(pair => pair.Value >= 424).ToDictionary();
        Assert.Equal(New(SyscallTable.X86_64), New(SyscallTable.Arm64));
        Assert.Equal(469, New(SyscallTable.Arm64)["file_setattr"]);
    }

    // The tables may be newer than the headers, never different.
    private static void Compare(SyscallTable table, string source)
    {
        Dictionary<string, int> there = Defined(source);
        Assert.True(there.Count > 300, $"only {there.Count} calls");
        Assert.Equal(there, table.Numbers.Where(pair => there.ContainsKey(pair.Key) || pair.Value <= there.Values.Max()).ToDictionary()
            .Where(pair => !IsNewer(pair.Key, there)).ToDictionary());
    }

    // x86-64 has numbered the two for probes into an old gap.
    private static bool IsNewer(string name, Dictionary<string, int> there) => name is "uretprobe" or "uprobe" && !there.ContainsKey(name);

    private static Dictionary<string, int> Defined(string source)
    {
        var start = new ProcessStartInfo("cc", ["-E", "-dM", "-xc", "-"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        string macros = "";
        try
        {
            using Process compiler = Process.Start(start)!;
            compiler.StandardInput.Write(source + "\n");
            compiler.StandardInput.Close();
            macros = compiler.StandardOutput.ReadToEnd();
            compiler.WaitForExit();
            Skip.If(compiler.ExitCode != 0, "no kernel headers");
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            Skip.If(true, $"no C compiler: {missing.Message}");
        }

        Dictionary<string, string> values = Macro().Matches(macros).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        var numbers = new Dictionary<string, int>();
        foreach (string name in values.Keys.Where(name => name.StartsWith("__NR_", StringComparison.Ordinal)))
        {
            string value = values[name];
            while (values.TryGetValue(value, out string? next))
            {
                value = next;
            }

            // The others are limits.
            if (name is not "__NR_syscalls" and not "__NR_arch_specific_syscall")
            {
                numbers.Add(name["__NR_".Length..], int.Parse(value, CultureInfo.InvariantCulture));
            }
        }

        return numbers;
    }

    [GeneratedRegex(@"#define (__NR\w+) (\w+)")]
    private static partial Regex Macro();
}
