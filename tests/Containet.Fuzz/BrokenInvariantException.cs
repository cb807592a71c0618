namespace Containet.Fuzz;

/// <summary>A run did what must never happen.</summary>
internal sealed class BrokenInvariantException(string message) : Exception(message)
{
    /// <summary>Throws unless something holds.</summary>
    public static void Unless(bool holds, string what)
    {
        if (!holds)
        {
            throw new BrokenInvariantException(what);
        }
    }
}
