using Containet.Linux;

namespace Containode.Confinement;

/// <summary>
/// Gives the pipes that are a container's standard streams to the user that its program runs as: opened by a name, as
/// <c>/dev/stdout</c> in a server's settings is, a pipe asks who owns it. Files, which have names and owners of their own, stay
/// as they are.
/// </summary>
internal static class StandardPipes
{
    private const int Streams = 3;

    /// <summary>Gives them away, as far as that may be done; a program that never opens them by name does not miss it.</summary>
    /// <param name="process">The container's first process, which has them open.</param>
    /// <param name="user">The user.</param>
    public static void HandTo(int process, ResolvedUser user)
    {
        for (int stream = 0; stream < Streams; stream++)
        {
            string path = $"/proc/{process}/fd/{stream}";
            try
            {
                // Named pipes are shown by their names.
                if (new FileInfo(path).LinkTarget?.StartsWith("pipe:[", StringComparison.Ordinal) == true)
                {
                    Files.ChangeOwner(path, user.Uid, user.Gid);
                }
            }
            catch (Exception e) when (e is LinuxException or IOException or UnauthorizedAccessException)
            {
            }
        }
    }
}
