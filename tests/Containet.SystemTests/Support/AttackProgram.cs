using Xunit;

namespace Containet.SystemTests.Support;

/// <summary>
/// A program that tries system calls and says what became of each: <c>0</c>, <c>1</c>, <c>more</c>, an errno, or the signal that ended the attempt. Compiled once,
/// statically, so that it runs in any root.
/// </summary>
internal static class AttackProgram
{
    private const string Source =
        """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <sched.h>
        #include <signal.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <unistd.h>
        #include <sys/syscall.h>
        #include <sys/wait.h>
        #include <sys/prctl.h>
        #include <sys/socket.h>

        static long call(long n, long a, long b, long c, long d) { long r = syscall(n, a, b, c, d, 0, 0); return r < 0 ? -errno : r; }

        static long foreign(long n) {
        #ifdef __x86_64__
            long r;
            __asm__ volatile ("int $0x80" : "=a"(r) : "a"(n) : "memory", "r8", "r9", "r10", "r11");
            return r;
        #else
            return -ENOSYS;
        #endif
        }

        static long attempt(const char *what) {
            if (!strncmp(what, "socket:", 7)) return call(SYS_socket, strtoll(what + 7, 0, 0), SOCK_DGRAM, 0, 0);
            if (!strncmp(what, "ioctl:", 6)) return call(SYS_ioctl, -1, strtoll(what + 6, 0, 0), 0, 0);
            if (!strncmp(what, "personality:", 12)) return call(SYS_personality, strtoll(what + 12, 0, 0), 0, 0, 0) < 0 ? -errno : 0;
            if (!strncmp(what, "clone:", 6)) {
                long r = call(SYS_clone, strtoll(what + 6, 0, 0) | SIGCHLD, 0, 0, 0);
                if (r == 0) _exit(0);
                return r;
            }
            if (!strncmp(what, "call:", 5)) return call(strtol(what + 5, 0, 0), -1, -1, -1, -1);
            if (!strncmp(what, "i386:", 5)) return foreign(strtol(what + 5, 0, 0));
            if (!strcmp(what, "euid")) return geteuid();
            if (!strcmp(what, "no_new_privs")) return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
            if (!strcmp(what, "fork")) {
                long r = fork();
                if (r == 0) { pause(); _exit(0); }
                return r < 0 ? -errno : r;
            }
            return -EINVAL;
        }

        int main(int argc, char **argv) {
            for (int i = 1; i < argc; i++) {
                fflush(stdout);
                int channel[2];
                pipe(channel);
                pid_t child = fork();
                if (child == 0) {
                    long r = attempt(argv[i]);
                    write(channel[1], &r, sizeof r);
                    _exit(0);
                }
                int status;
                long r = 0;
                waitpid(child, &status, 0);
                close(channel[1]);
                if (WIFSIGNALED(status)) printf("%s signal %d\n", argv[i], WTERMSIG(status));
                else if (read(channel[0], &r, sizeof r) == sizeof r && r < 0) printf("%s %s\n", argv[i], strerrorname_np(-r));
                else printf("%s %s\n", argv[i], r == 0 ? "0" : r == 1 ? "1" : "more");
                close(channel[0]);
            }
            return 0;
        }
        """;

    private static readonly Lazy<string?> Built = new(Build);

    /// <summary>The program's path, which everybody may execute; skips the test where there is no C compiler.</summary>
    public static string Path()
    {
        Skip.If(Built.Value is null, "needs a C compiler");
        return Built.Value!;
    }

    private static string? Build()
    {
        string directory = Directory.CreateTempSubdirectory("containode-attacks").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(directory, recursive: true);
        Linux.Files.ChangeMode(directory, 0x1ed); // 0755
        string source = $"{directory}/attack.c";
        File.WriteAllText(source, Source);
        foreach (string compiler in (string[])["cc", "gcc", "clang"])
        {
            try
            {
                Command.Check(compiler, "-O1", "-static", "-w", "-o", $"{directory}/attack", source);
                return $"{directory}/attack";
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // Not this one.
            }
        }

        return null;
    }
}
