namespace Containode.Planning;

/// <summary>One thing a launch does: who, what, and to what. Errors and the printed plan are made of it.</summary>
/// <param name="Place">Who.</param>
/// <param name="Verb">What.</param>
/// <param name="Subject">To what; may be empty.</param>
/// <param name="Undo">How it is undone; empty for what goes with the container's namespaces.</param>
internal readonly record struct Step(Place Place, string Verb, string Subject, string Undo = "")
{
    /// <inheritdoc/>
    public override string ToString() => Subject.Length == 0 ? Verb : $"{Verb} {Subject}";
}
