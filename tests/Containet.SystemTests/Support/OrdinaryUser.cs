using Xunit;

namespace Containet.SystemTests.Support;

/// <summary>
/// A user without any privileges, with a copy of containode that he may run. Gone, with his files, when this is.
/// </summary>
internal sealed class OrdinaryUser : IDisposable
{
    private readonly string _directory;

    public OrdinaryUser(bool subordinates = true)
    {
        string program = Programs.Containode();
        Skip.If(File.Exists("/proc/sys/user/max_user_namespaces") && File.ReadAllText("/proc/sys/user/max_user_namespaces").Trim() == "0", "the machine allows no user namespaces");
        Name = $"cn{Guid.NewGuid():N}"[..14];
        Command.Check("useradd", "--no-create-home", "--shell", "/bin/sh", Name);
        if (!subordinates)
        {
            Forget("/etc/subuid");
            Forget("/etc/subgid");
        }

        _directory = Directory.CreateTempSubdirectory("user").FullName;
        File.Copy(program, $"{_directory}/containode");
        Command.Check("chmod", "-R", "755", _directory);
    }

    public string Name { get; }

    /// <summary>Runs containode as the user, to its end.</summary>
    public CommandResult Run(params string[] arguments) =>
        Command.Run("setpriv", ["--reuid", Name, "--regid", Name, "--clear-groups", $"{_directory}/containode", .. arguments]);

    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        Command.Check("userdel", Name);
        Forget("/etc/subuid");
        Forget("/etc/subgid");
    }

    private void Forget(string path)
    {
        if (File.Exists(path))
        {
            Command.Check("sed", "-i", $"/^{Name}:/d", path);
        }
    }
}
