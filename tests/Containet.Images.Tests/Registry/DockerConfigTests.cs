using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Containet.Images.Credentials;
using Xunit;

namespace Containet.Images.Tests.Registry;

[SupportedOSPlatform("linux")]
public sealed class DockerConfigTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("containet-config-");

    private string File => Path.Combine(_folder.FullName, "config.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("docker.io")]
    [InlineData("host:5000")]
    public void FindsWhatItStoredAndForgetsWhatItErased(string registry)
    {
        var credential = new Credential("user", "se:cret");
        System.IO.File.WriteAllText(File, """{"psFormat":"kept","auths":{"other":{"auth":"YTpi"}}}""");
        new DockerConfig(File).Store(registry, credential);
        Assert.Equal(credential, new DockerConfig(File).Find(registry));
        Assert.Equal(new Credential("a", "b"), new DockerConfig(File).Find("other"));
        Assert.Equal("kept", (string?)JsonNode.Parse(System.IO.File.ReadAllText(File))!["psFormat"]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.True(new DockerConfig(File).Erase(registry));
        Assert.Null(new DockerConfig(File).Find(registry));
    }

    [Fact]
    public void MakesTheFile()
    {
        new DockerConfig(Path.Combine(_folder.FullName, "new", "config.json")).Store("h", new Credential("user", "secret"));
        Assert.Equal(new Credential("user", "secret"), new DockerConfig(Path.Combine(_folder.FullName, "new", "config.json")).Find("h"));
    }

    [Theory]
    [InlineData("""{"auths":{"https://index.docker.io/v1/":{"auth":"dXNlcjpzZWNyZXQ="}}}""")]
    [InlineData("""{"auths":{"docker.io":{"username":"user","password":"secret"}}}""")]
    public void UnderstandsWhatDockerWrites(string content)
    {
        System.IO.File.WriteAllText(File, content);
        Assert.Equal(new Credential("user", "secret"), new DockerConfig(File).Find("docker.io"));
        Assert.Null(new DockerConfig(File).Find("docker.io.evil.net"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"auths":{"h":{"auth":"***"}}}""")]
    [InlineData("""{"credsStore":"../../bin/sh"}""")]
    [InlineData("""{"credsStore":"containet-is-not-there"}""")]
    public void SaysWhatIsWrong(string content)
    {
        System.IO.File.WriteAllText(File, content);
        Assert.DoesNotContain('\n', Assert.Throws<ImageException>(() => new DockerConfig(File).Find("h")).Message);
    }

    [Fact]
    public void AsksAHelper()
    {
        string helper = Path.Combine(_folder.FullName, "docker-credential-test");
        System.IO.File.WriteAllText(helper, """
            #!/bin/sh
            read registry
            [ "$1" = get ] && [ "$registry" = h ] || { echo "credentials not found in native keychain"; exit 1; }
            echo '{"ServerURL":"h","Username":"<token>","Secret":"s"}'
            """);
        System.IO.File.SetUnixFileMode(helper, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        System.IO.File.WriteAllText(File, """{"credHelpers":{"h":"test","i":"test"}}""");
        string path = Environment.GetEnvironmentVariable("PATH")!;
        Environment.SetEnvironmentVariable("PATH", $"{_folder.FullName}:{path}");
        try
        {
            Assert.Equal(new Credential("", "s", IsIdentityToken: true), new DockerConfig(File).Find("h"));
            Assert.Null(new DockerConfig(File).Find("i"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }
}
