using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>The puller with a real registry, and with images that others' tools have made and read.</summary>
[Trait("Category", "System")]
public class MockerRegistryTests
{
    [SkippableFact]
    public void Pulls_from_a_plain_registry_and_sees_that_nothing_changed()
    {
        using var mocker = new MockerRun();
        using DebianRegistry registry = DebianRegistry.Start();
        mocker.ImportBusybox();
        registry.Push(mocker, "busybox", "a/busybox:1");
        Assert.Contains("is there", mocker.Do("pull", $"{registry.Host}/a/busybox:1").Error);
        Assert.Contains("is up to date", mocker.Do("pull", $"{registry.Host}/a/busybox:1").Error);
        mocker.Check("verify");
    }

    [SkippableFact]
    public void Pulls_over_tls_with_a_private_authority_and_a_password()
    {
        using var mocker = new MockerRun();
        using DebianRegistry registry = DebianRegistry.Start(withTls: true, withPassword: true);
        mocker.ImportBusybox();
        registry.Push(mocker, "busybox", "busybox", "--dest-creds", "user:secret");
        string name = $"{registry.Host}/busybox";
        Assert.Contains("--ca FILE", OneLine(mocker.Do("pull", name)));
        Assert.Contains("mocker login", OneLine(mocker.Do("pull", "--ca", registry.Authority, name)));
        File.WriteAllText($"{mocker.Place}/password", "wrong\n");
        Assert.Contains("is not accepted", OneLine(LogIn(mocker, registry)));
        File.WriteAllText($"{mocker.Place}/password", "secret\n");
        Assert.Equal(0, LogIn(mocker, registry).Status);
        mocker.Check("pull", "--ca", registry.Authority, name);
        mocker.Check("logout", registry.Host);
        Assert.Contains("mocker login", OneLine(mocker.Do("pull", "--ca", registry.Authority, name)));
    }

    [SkippableTheory]
    [InlineData("gzip", "oci")]
    [InlineData("zstd", "oci")]
    [InlineData("gzip", "v2s2")]
    public void Pulls_what_skopeo_compresses(string compression, string format)
    {
        using var mocker = new MockerRun();
        using DebianRegistry registry = DebianRegistry.Start();
        mocker.ImportBusybox();
        registry.Push(mocker, "busybox", "busybox:x", "--dest-compress-format", compression, "--format", format);
        mocker.Check("pull", "-q", $"{registry.Host}/busybox:x");
        mocker.Check("unpack", "busybox", $"{mocker.Place}/imported");
        mocker.Check("unpack", $"{registry.Host}/busybox:x", $"{mocker.Place}/pulled");
        Command.Check("diff", "-r", "--no-dereference", $"{mocker.Place}/imported", $"{mocker.Place}/pulled");
        Assert.Contains(format == "oci" ? compression : "docker", mocker.Check("inspect", $"{registry.Host}/busybox:x"));
    }

    [SkippableTheory]
    [InlineData("oci")]
    [InlineData("oci-archive")]
    [InlineData("docker-archive")]
    public void Loads_what_it_saved_and_so_does_skopeo(string format)
    {
        DebianRegistry.Required();
        using var mocker = new MockerRun();
        mocker.ImportBusybox();
        string path = $"{mocker.Place}/saved";
        mocker.Check("save", "busybox", "--format", format, "-o", path);
        Command.Check("skopeo", "copy", "-q", $"{format}:{path}", $"dir:{mocker.Place}/dir");
        mocker.Check("unpack", "busybox", $"{mocker.Place}/before");
        mocker.Check("rm", "busybox");
        Assert.Empty(Directory.EnumerateFiles($"{mocker.Store}/blobs/sha256"));
        Assert.Empty(Directory.EnumerateDirectories($"{mocker.Store}/layers/sha256"));
        Assert.Equal("docker.io/library/busybox:latest\n", mocker.Check("load", path).ReplaceLineEndings("\n"));
        mocker.Check("unpack", "busybox", $"{mocker.Place}/after");
        Command.Check("diff", "-r", "--no-dereference", $"{mocker.Place}/before", $"{mocker.Place}/after");
    }

    private static CommandResult LogIn(MockerRun mocker, DebianRegistry registry) => Command.Run(
        "env",
        $"DOCKER_CONFIG={mocker.Place}/docker", "sh", "-c", $"exec \"$@\" <{mocker.Place}/password", "sh",
        Programs.Mocker(), "login", registry.Host, "-u", "user", "--password-stdin", "--ca", registry.Authority);

    private static string OneLine(CommandResult result)
    {
        Assert.Equal(1, result.Status);
        return Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }
}
