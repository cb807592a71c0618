using System.CommandLine;
using Containet.Images.Store;

namespace Mocker.Commands;

/// <summary><c>mocker verify</c>: whether the store is what it should be.</summary>
internal static class VerifyCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var repair = new Option<bool>("--repair") { Description = "remove what is damaged, so that the next pull fetches it again" };
        var command = new Command("verify", "Compare everything in the store with its digest.") { repair };
        command.SetAction(result =>
        {
            IReadOnlyList<string> wrong = new StoreVerifier(StoreOption.Open(result)).Verify(result.GetValue(repair));
            foreach (string problem in wrong)
            {
                terminal.Complain(problem);
            }

            return wrong.Count == 0 ? 0 : 1;
        });
        return command;
    }
}
