using Containet.Images;
using Containet.Linux;
using Mocker.Commands;

namespace Mocker;

/// <summary>
/// Turns this process into containode: the arguments behind the verb, whatever bytes they are, are read by containode as its
/// own, and the first that is no option is the image.
/// </summary>
internal static class Handover
{
    private const string Launcher = "containode";

    /// <summary>Hands over if the arguments ask for it.</summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <returns>Whether they do not; where they do this does not return.</returns>
    /// <exception cref="ImageException">There is no launcher.</exception>
    public static bool IsNotWanted(string[] arguments)
    {
        int verb = arguments is ["--store", _, ..] ? 2 : 0;
        if (arguments.Length <= verb + 1 || arguments[verb] != RunCommand.Verb || arguments[verb + 1] is "--help" or "-h" or "-?")
        {
            return true;
        }

        string path = Path.Combine(AppContext.BaseDirectory, Launcher);
        if (!File.Exists(path))
        {
            throw new ImageException($"there is no {Launcher} beside mocker, in {AppContext.BaseDirectory}");
        }

        byte[][] own = Processes.Arguments();
        Processes.Execute(path, [.. new[] { Launcher, "--run" }.Select(Encode), .. own.Skip(1).Take(verb), .. own.Skip(verb + 2)]);
        return false;
    }

    private static byte[] Encode(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
