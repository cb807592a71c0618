using System.Diagnostics;
using Containet.Control;
using Containet.Linux;
using Xunit;

namespace Containet.Tests;

/// <summary>The program itself: how it starts, what it refuses, how it ends.</summary>
public sealed class ProgramTests : IDisposable
{
    private const int Interrupt = 2;
    private const int Kill = 9;
    private const int Terminate = 15;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("containet-test-");

    private string Socket => Path.Combine(_directory.FullName, "s");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(Interrupt, "SIGINT")]
    [InlineData(Terminate, "SIGTERM")]
    public void Ends_cleanly_when_told_to(int signal, string name)
    {
        using Process program = Start($"-s {Socket} --workers 2");
        AwaitReady(program);
        using (ControlClient client = ControlClient.Connect(Socket))
        {
            Assert.Empty(client.Ports());
            Assert.Equal(2, client.Workers().Count);
        }

        Tmds.Linux.LibC.kill(program.Id, signal);
        Tmds.Linux.LibC.kill(program.Id, signal);
        Assert.True(program.WaitForExit(10_000));
        Assert.Equal(0, program.ExitCode);
        Assert.False(File.Exists(Socket));
        Assert.EndsWith($"Z end: {name}\n", program.StandardError.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Replaces_a_stale_socket_and_refuses_a_live_one()
    {
        using (Process killed = Start($"-s {Socket}"))
        {
            AwaitReady(killed);
            Tmds.Linux.LibC.kill(killed.Id, Kill);
            killed.WaitForExit();
            Assert.True(File.Exists(Socket));
        }

        using Process program = Start($"-s {Socket}");
        AwaitReady(program);
        using (Process second = Start($"-s {Socket}"))
        {
            Assert.Equal($"containet: {Socket}: already served by another switch\n", second.StandardError.ReadToEnd());
            second.WaitForExit();
            Assert.Equal(1, second.ExitCode);
        }

        using (ControlClient client = ControlClient.Connect(Socket))
        {
            Assert.Empty(client.Ports());
        }

        Tmds.Linux.LibC.kill(program.Id, Terminate);
        program.WaitForExit();
    }

    [Theory]
    [InlineData("-s {0}/no/s", "containet: listen on {0}/no/s: No such file or directory\n", 1)]
    [InlineData("-s {0}", "containet: {0}: is there and not a socket\n", 1)]
    [InlineData("-s /dev/null", "containet: /dev/null: is there and not a socket\n", 1)]
    public void Says_in_one_line_why_it_cannot_start(string arguments, string error, int status)
    {
        using Process program = Start(string.Format(null, arguments, _directory.FullName));
        Assert.Equal(string.Format(null, error, _directory.FullName), program.StandardError.ReadToEnd());
        program.WaitForExit();
        Assert.Equal(status, program.ExitCode);
    }

    [Fact]
    public void A_mistake_in_the_arguments_is_status_2()
    {
        using Process program = Start("--bogus");
        Assert.StartsWith("containet: ", program.StandardError.ReadToEnd(), StringComparison.Ordinal);
        program.WaitForExit();
        Assert.Equal(2, program.ExitCode);
    }

    [Fact]
    public void Without_free_descriptors_it_neither_spins_nor_stops()
    {
        using Process program = Start($"-s {Socket}", files: 100);
        AwaitReady(program);
        List<Fd> flood = [];
        for (int i = 0; i < 200; i++)
        {
            flood.Add(UnixSocket.Connect(Socket, TimeSpan.FromSeconds(5)));
        }

        TimeSpan before = program.TotalProcessorTime;
        Thread.Sleep(300);
        program.Refresh();
        Assert.InRange((program.TotalProcessorTime - before).TotalMilliseconds, 0, 200);
        flood.ForEach(connection => connection.Dispose());
        Assert.True(SpinWait.SpinUntil(Answers, TimeSpan.FromSeconds(5)));
        Tmds.Linux.LibC.kill(program.Id, Terminate);
        program.WaitForExit();
        Assert.Equal(0, program.ExitCode);
    }

    private bool Answers()
    {
        using ControlClient client = ControlClient.Connect(Socket);
        try
        {
            return client.Ports().Count == 0;
        }
        catch (ControlException)
        {
            return false;
        }
    }

    private static Process Start(string arguments, int files = 1000)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "containet.dll");
        return Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"ulimit -n {files}; exec dotnet {program} {arguments}"]) { RedirectStandardError = true })!;
    }

    private static void AwaitReady(Process program)
    {
        string? line = program.StandardError.ReadLine();
        Assert.Contains("Z ready on ", line, StringComparison.Ordinal);
    }
}
