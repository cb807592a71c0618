using System.Text;

namespace Mocker;

/// <summary>Questions to the user.</summary>
internal static class Prompt
{
    /// <summary>Asks for a line.</summary>
    /// <param name="terminal">Where the question goes.</param>
    /// <param name="question">The question.</param>
    /// <param name="isSecret">Whether the answer is not shown.</param>
    /// <exception cref="UsageException">Nobody is there to answer.</exception>
    public static string Ask(Terminal terminal, string question, bool isSecret)
    {
        if (Console.IsInputRedirected)
        {
            throw new UsageException("the standard input is no terminal: give --username and --password-stdin");
        }

        terminal.Errors.Write(question);
        if (!isSecret)
        {
            return Console.ReadLine() ?? "";
        }

        var answer = new StringBuilder();
        for (ConsoleKeyInfo key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                answer.Length = Math.Max(0, answer.Length - 1);
            }
            else if (key.KeyChar != '\0')
            {
                answer.Append(key.KeyChar);
            }
        }

        terminal.Errors.WriteLine();
        return answer.ToString();
    }
}
