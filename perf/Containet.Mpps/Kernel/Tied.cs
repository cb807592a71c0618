namespace Containet.Mpps.Kernel;

/// <summary>Starting a program that ends with the harness, however that ends (PR_SET_PDEATHSIG by way of setpriv(1)).</summary>
internal static class Tied
{
    /// <summary>The program that ties.</summary>
    public static string Program => "setpriv";

    /// <summary>What it is told.</summary>
    public static IEnumerable<string> Arguments(string program, IEnumerable<string> arguments) =>
        ["--pdeathsig", "KILL", "--", Programs.Find(program) ?? program, .. arguments];
}
