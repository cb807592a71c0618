namespace Containode;

/// <summary>One thing a launch does: what, and to what. Errors and the printed plan are made of it.</summary>
internal readonly record struct Step(string Verb, string Subject)
{
    /// <inheritdoc/>
    public override string ToString() => Subject.Length == 0 ? Verb : $"{Verb} {Subject}";
}
