using System.Text.Json.Nodes;

namespace Containet.SystemTests.Support;

/// <summary>An OCI bundle with busybox in it, and a state directory for the containers that are made of it.</summary>
internal sealed class Bundle : IDisposable
{
    private readonly StateFolder _state = new();
    private readonly BusyboxRoot _root = new();

    public Bundle(params string[] program)
    {
        Directory.CreateDirectory(Shared);
        Write(Config(program));
    }

    /// <summary>The bundle.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("bundle").FullName;

    /// <summary>The state directory.</summary>
    public string State => _state.Path;

    /// <summary>What the container sees as <c>/state</c>.</summary>
    public string Shared => $"{Path}/shared";

    /// <summary>Where <see cref="Create"/> has the process's number written.</summary>
    public string PidFile => $"{Path}/pid";

    /// <summary>Runs a verb.</summary>
    public CommandResult Run(string verb, params string[] arguments) => _state.Run(verb, arguments);

    /// <summary>Runs a verb that must succeed.</summary>
    public string Check(string verb, params string[] arguments) => _state.Check(verb, arguments);

    /// <summary>Makes a container. Its output goes nowhere: who reads it would wait for its end.</summary>
    public void Create(string identity) => Command.Check(
        "/bin/sh", "-c", "exec \"$@\" >/dev/null 2>\"$0\"", $"{Path}/errors", Programs.Containode(), "--root", State, "create", "--bundle", Path, "--pid-file", PidFile, identity);

    /// <summary>What <c>state</c> prints.</summary>
    public JsonNode Read(string identity) => JsonNode.Parse(Check("state", identity))!;

    /// <summary>The status by it.</summary>
    public string Status(string identity) => Read(identity)["status"]!.GetValue<string>();

    /// <summary>Adds a hook that writes what it is given to <c>hooks</c> of the bundle.</summary>
    public void AddHook(string kind)
    {
        JsonNode config = JsonNode.Parse(File.ReadAllText($"{Path}/config.json"))!;
        config["hooks"] ??= new JsonObject();
        config["hooks"]![kind] = new JsonArray(new JsonObject
        {
            ["path"] = "/bin/sh",
            ["args"] = new JsonArray("sh", "-c", $"(printf '{kind} '; cat; echo) >> {Path}/hooks"),
        });
        Write(config);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _state.Dispose();
        _root.Dispose();
        Directory.Delete(Path, recursive: true);
    }

    private void Write(JsonNode config) => File.WriteAllText($"{Path}/config.json", config.ToJsonString());

    private JsonNode Config(string[] program) => JsonNode.Parse(
        $$"""
        {
          "ociVersion": "1.0.2",
          "hostname": "box",
          "annotations": { "program": "{{program[0]}}" },
          "root": { "path": "{{_root.Path}}" },
          "process": {
            "user": { "uid": 0, "gid": 0 },
            "args": [{{string.Join(',', program.Select(word => $"\"{word.Replace("\"", "\\\"", StringComparison.Ordinal)}\""))}}],
            "env": ["PATH=/bin"],
            "cwd": "/",
            "noNewPrivileges": true,
            "capabilities": { "bounding": ["CAP_NET_BIND_SERVICE"], "effective": ["CAP_NET_BIND_SERVICE"], "permitted": ["CAP_NET_BIND_SERVICE"] },
            "rlimits": [{ "type": "RLIMIT_NOFILE", "soft": 77, "hard": 77 }]
          },
          "mounts": [
            { "destination": "/proc", "type": "proc", "source": "proc" },
            { "destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755", "size=65536k"] },
            { "destination": "/dev/pts", "type": "devpts", "source": "devpts", "options": ["nosuid", "noexec", "newinstance", "ptmxmode=0666"] },
            { "destination": "/sys", "type": "sysfs", "source": "sysfs", "options": ["ro", "nosuid"] },
            { "destination": "/state", "type": "bind", "source": "shared", "options": ["rbind", "rw"] }
          ],
          "linux": {
            "namespaces": [{ "type": "pid" }, { "type": "mount" }, { "type": "uts" }, { "type": "ipc" }, { "type": "network" }],
            "sysctl": { "net.ipv4.ip_default_ttl": "33" },
            "maskedPaths": ["/proc/kcore"],
            "readonlyPaths": ["/proc/sys"]
          }
        }
        """)!;
}
