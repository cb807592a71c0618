using System.CommandLine;

namespace Containode.Options;

/// <summary>
/// Ends the options at the first argument that is not one, as getopt(3) does with a leading <c>+</c>, which the parser
/// behind it does not. It writes every option in one form (<c>--name</c> or <c>--name=value</c>) and puts <c>--</c> before
/// the program. Accepted are: <c>-sVALUE</c>, <c>-s VALUE</c>, <c>-s=VALUE</c>, <c>--socket VALUE</c>, <c>--socket=VALUE</c>, and letters
/// without a value run together (<c>-NI</c>, <c>-NIsVALUE</c>).
/// </summary>
internal static class ArgumentSplitter
{
    /// <summary>The arguments as the parser is to see them.</summary>
    /// <param name="arguments">The arguments as given.</param>
    /// <param name="options">The options there are.</param>
    /// <exception cref="UsageException">An option that is not there, lacks its value, or has one that it does not take.</exception>
    public static IReadOnlyList<string> Split(IReadOnlyList<string> arguments, IReadOnlyList<Option> options)
    {
        var result = new List<string>(arguments.Count + 1);
        int next = 0;
        while (next < arguments.Count)
        {
            string argument = arguments[next];
            if (argument == "--")
            {
                next++;
                break;
            }

            if (argument.Length < 2 || argument[0] != '-')
            {
                break;
            }

            next++;
            string? following = next < arguments.Count ? arguments[next] : null;
            bool tookFollowing = argument.StartsWith("--", StringComparison.Ordinal)
                ? AddLong(argument, following, options, result)
                : AddLetters(argument, following, options, result);
            next += tookFollowing ? 1 : 0;
        }

        result.Add("--");
        result.AddRange(arguments.Skip(next));
        return result;
    }

    private static bool AddLong(string argument, string? following, IReadOnlyList<Option> options, List<string> result)
    {
        int equals = argument.IndexOf('=');
        string name = equals < 0 ? argument : argument[..equals];
        Option option = Find(name, options);
        if (!TakesValue(option))
        {
            result.Add(equals < 0 ? option.Name : throw new UsageException($"{name} takes no value"));
            return false;
        }

        AddValue(option, name, equals >= 0 ? argument[(equals + 1)..] : following, result);
        return equals < 0;
    }

    private static bool AddLetters(string argument, string? following, IReadOnlyList<Option> options, List<string> result)
    {
        for (int i = 1; i < argument.Length; i++)
        {
            string name = $"-{argument[i]}";
            Option option = Find(name, options);
            if (TakesValue(option))
            {
                string attached = argument[(i + 1)..];
                bool isAttached = attached.Length > 0;
                AddValue(option, name, isAttached ? attached[(attached[0] == '=' ? 1 : 0)..] : following, result);
                return !isAttached;
            }

            result.Add(option.Name);
        }

        return false;
    }

    // The parser would complain of these too, but by the option's long name, and of an empty value as of a missing one.
    private static void AddValue(Option option, string name, string? value, List<string> result)
    {
        string prefix = $"{option.Name}=";
        string? wrong = value is null ? "needs a value"
            : value.Length == 0 ? "must not be empty"
            : option.ValueType == typeof(string) && result.Any(earlier => earlier.StartsWith(prefix, StringComparison.Ordinal)) ? "is given twice"
            : null;
        result.Add(wrong is null ? prefix + value : throw new UsageException($"{name} {wrong}"));
    }

    private static Option Find(string name, IReadOnlyList<Option> options) =>
        options.FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name))
        ?? throw new UsageException($"there is no option {name}");

    private static bool TakesValue(Option option) => option.ValueType == typeof(string) || option.ValueType == typeof(string[]);
}
