using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace Containet.SystemTests.Support;

/// <summary>Debian's docker-registry on loopback, with a store of its own; both go with it.</summary>
internal sealed partial class DebianRegistry : IDisposable
{
    // user and secret, as `htpasswd -nbB` has them.
    private const string Passwords = "user:$2y$05$aIbXxAPwPyzhxfO1DFMzOuoSpBPwHXUtGXhY70UrBeMbd67b.QPzC\n";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private DebianRegistry(Process process, string place, string host)
    {
        _process = process;
        Place = place;
        Host = host;
    }

    /// <summary>Its directory.</summary>
    public string Place { get; }

    /// <summary>Host and port.</summary>
    public string Host { get; }

    /// <summary>Its authority's certificate, with TLS.</summary>
    public string Authority => $"{Place}/tls.crt";

    /// <summary>Skips the test where there is no registry, or nothing to push with.</summary>
    public static void Required()
    {
        Skip.IfNot(File.Exists("/usr/bin/docker-registry"), "needs docker-registry");
        Skip.IfNot(File.Exists("/usr/bin/skopeo"), "needs skopeo");
    }

    /// <summary>Starts one.</summary>
    /// <param name="withTls">Whether it speaks TLS, with a certificate of its own authority.</param>
    /// <param name="withPassword">Whether it wants to know that one is <c>user</c>, whose password is <c>secret</c>.</param>
    public static DebianRegistry Start(bool withTls = false, bool withPassword = false)
    {
        Required();
        string place = Directory.CreateTempSubdirectory("registry-").FullName;
        string tls = "", auth = "";
        if (withTls)
        {
            Command.Check(
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=registry",
                "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", $"{place}/tls.key", "-out", $"{place}/tls.crt");
            tls = $", tls: {{certificate: {place}/tls.crt, key: {place}/tls.key}}";
        }

        if (withPassword)
        {
            File.WriteAllText($"{place}/passwords", Passwords);
            auth = $"auth: {{htpasswd: {{realm: test, path: {place}/passwords}}}}\n";
        }

        File.WriteAllText($"{place}/config.yml", $"version: 0.1\nstorage: {{filesystem: {{rootdirectory: {place}/data}}}}\nhttp: {{addr: '127.0.0.1:0'{tls}}}\n{auth}");
        Process process = Command.Start("docker-registry", "serve", $"{place}/config.yml");
        return new DebianRegistry(process, place, AwaitAddress(process));
    }

    /// <summary>Pushes an image of mocker's store, through skopeo.</summary>
    public void Push(MockerRun mocker, string image, string name, params string[] options)
    {
        string layout = $"{mocker.Place}/push";
        mocker.Check("save", image, "--format", "oci", "-o", layout);
        Command.Check("skopeo", ["copy", "-q", "--dest-tls-verify=false", .. options, $"oci:{layout}", $"docker://{Host}/{name}"]);
        Directory.Delete(layout, recursive: true);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(Place, recursive: true);
    }

    // It says where it listens in its log; the rest of that is read too, lest it waits for a reader.
    private static string AwaitAddress(Process process)
    {
        var address = new TaskCompletionSource<string>();
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null && ListeningOn().Match(line.Data) is { Success: true } match)
            {
                address.TrySetResult(match.Groups[1].Value);
            }
        };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        Assert.True(address.Task.Wait(Patience), "docker-registry does not listen");
        return address.Task.Result;
    }

    [GeneratedRegex(@"listening on (127\.0\.0\.1:\d+)")]
    private static partial Regex ListeningOn();
}
