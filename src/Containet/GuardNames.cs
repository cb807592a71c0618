using Containet.DataPlane.Ports;

namespace Containet;

/// <summary>How control calls the kinds of guards.</summary>
internal static class GuardNames
{
    /// <summary>A kind's name.</summary>
    public static string Name(GuardKind kind) => kind switch
    {
        GuardKind.Strict => "strict",
        GuardKind.Off => "off",
        _ => "others",
    };

    /// <summary>The kind of a name that has been checked; what is usual if there is none.</summary>
    public static GuardKind Parse(string? name) => name switch
    {
        "strict" => GuardKind.Strict,
        "off" => GuardKind.Off,
        _ => GuardKind.Others,
    };
}
