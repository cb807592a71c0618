using Containet.Linux;
using Containode.Running;
using Containode.Specification;
using Tmds.Linux;

namespace Containode.Oci;

/// <summary>
/// Looks for the program of a container that has been made but not started, since whoever starts it later cannot be told
/// any more. The words are those by which callers of runtimes know that a program is not there.
/// </summary>
internal static class ProgramSearch
{
    /// <summary>Requires that the program is there.</summary>
    /// <param name="pid">A process whose root is the container's.</param>
    /// <param name="process">The program.</param>
    /// <exception cref="LaunchException">It is not.</exception>
    public static void Require(int pid, ProcessSpec process)
    {
        using Fd root = Files.Open($"/proc/{pid}/root", LibC.O_PATH | LibC.O_DIRECTORY);
        string directory = process.WorkingDirectory;
        bool found = ProgramSurroundings.Candidates(process).Any(path => Files.IsInside(root, Path.Combine(directory, path)));
        if (!found)
        {
            string program = process.Arguments[0];
            throw new LaunchException($"exec: \"{program}\": executable file not found in $PATH: no such file or directory", ExitStatus.NotFound);
        }
    }
}
