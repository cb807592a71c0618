using System.Diagnostics;
using System.Security.Cryptography;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>Pulls that are killed at any moment, several at once: the store is right each time, and in the end has the image.</summary>
[Trait("Category", "System")]
public class MockerCrashTests
{
    private const int Kills = 12;
    private const int LargeFile = 30 << 20;
    private const int SmallFiles = 2000;

    [SkippableFact]
    public void A_pull_that_is_killed_again_and_again_completes()
    {
        using var mocker = new MockerRun();
        using DebianRegistry registry = DebianRegistry.Start();
        string root = Fill(mocker);
        mocker.Import("large", root, "/x");
        registry.Push(mocker, "large", "large", "--dest-compress-format", "gzip");
        mocker.Check("rm", "large");
        string name = $"{registry.Host}/large";
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int i = 0; i < Kills; i++)
        {
            using Process one = mocker.Start("pull", "-q", name);
            using Process two = mocker.Start("pull", "-q", name);
            Thread.Sleep(random.Next(10, 400));
            Kill(one);
            Kill(two);
            CommandResult verified = mocker.Do("verify");
            Assert.True(verified.Status == 0, $"seed {seed}, kill {i}: {verified.Error}");
        }

        mocker.Check("pull", "-q", name);
        mocker.Check("verify");
        mocker.Check("unpack", name, $"{mocker.Place}/pulled");
        Command.Check("diff", "-r", root, $"{mocker.Place}/pulled");
        mocker.Check("prune", "--all");
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{mocker.Store}/ingest"));
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{mocker.Store}/layers/sha256"));
    }

    private static string Fill(MockerRun mocker)
    {
        string root = Directory.CreateDirectory($"{mocker.Place}/root").FullName;
        File.WriteAllBytes($"{root}/large", RandomNumberGenerator.GetBytes(LargeFile));
        for (int i = 0; i < SmallFiles; i++)
        {
            File.WriteAllText(Directory.CreateDirectory($"{root}/d{i % 20}").FullName + $"/f{i}", $"{i}");
        }

        return root;
    }

    private static void Kill(Process process)
    {
        process.Kill();
        process.WaitForExit();
    }
}
