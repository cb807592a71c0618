using Containet.Linux;

namespace Containet.Control.Tests;

/// <summary>A real server on a real socket in a directory of its own, on a thread of its own.</summary>
internal sealed class TestServer : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("containet-test-");
    private readonly List<string> _lines = [];
    private readonly ControlServer _server;
    private readonly SocketFile _file;
    private readonly Thread _thread;

    public TestServer(Limits? limits = null, int queues = 1)
    {
        Handler = new FakeHandler { Queues = queues };
        SocketPath = PathOf("switch.sock");
        _server = new ControlServer(Handler, Log, limits);
        _file = SocketFile.Create(SocketPath, 0x180, 1024); // 0600
        _server.Listen(_file.Socket);
        _thread = new Thread(_server.Run) { Name = "control" };
        _thread.Start();
    }

    public FakeHandler Handler { get; }

    public string SocketPath { get; }

    public string[] Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>What the threads of servers have used of a processor, in hundredths of a second (proc_pid_stat(5)).</summary>
    public static long ProcessorTicks() => Directory.GetDirectories("/proc/self/task")
        .Select(task => File.ReadAllText($"{task}/stat"))
        .Where(stat => stat.Contains("(control)", StringComparison.Ordinal))
        .Select(stat => stat[(stat.IndexOf(')') + 2)..].Split(' '))
        .Sum(fields => long.Parse(fields[11], null) + long.Parse(fields[12], null));

    public string PathOf(string name) => Path.Combine(_directory.FullName, name);

    public RawClient Connect(string? path = null) => new(UnixSocket.Connect(path ?? SocketPath, TimeSpan.FromSeconds(5)));

    public ControlClient ConnectClient(string? path = null) => ControlClient.Connect(path ?? SocketPath, TimeSpan.FromSeconds(5));

    /// <summary>One request on a connection of its own, and its reply.</summary>
    public string Ask(string request, params int[] descriptors)
    {
        using RawClient client = Connect();
        client.Send(request, descriptors);
        return client.ReadLine();
    }

    /// <summary>Makes the server accept connections at a path in the scope of a node.</summary>
    public string AddControlSocket(string node, string? token = null, string? through = null)
    {
        string path = PathOf($"{node}-{Guid.NewGuid():n}"[..12]);
        using Fd socket = UnixSocket.Bind(path);
        using ControlClient client = ConnectClient(through);
        client.AddControlSocket(node, token, socket);
        return path;
    }

    public void Dispose()
    {
        _server.Stop();
        _thread.Join();
        _server.Dispose();
        Handler.Bell.Dispose();
        _file.Dispose();
        _directory.Delete(recursive: true);
    }

    private void Log(string line)
    {
        lock (_lines)
        {
            _lines.Add(line);
        }
    }
}
