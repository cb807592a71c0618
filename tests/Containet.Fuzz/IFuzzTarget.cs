namespace Containet.Fuzz;

/// <summary>
/// Something that takes bytes from strangers. A target turns any bytes into one run of it and throws
/// <see cref="BrokenInvariantException"/>, or whatever the code under test throws, when the run did what must never happen.
/// Runs share nothing, so that a run that failed fails again. To add one: implement this and list it in <see cref="FuzzTargets"/>.
/// </summary>
internal interface IFuzzTarget
{
    /// <summary>The name on the command line, and of its folder under Corpus.</summary>
    string Name { get; }

    /// <summary>One run.</summary>
    /// <param name="input">Any bytes.</param>
    void Run(ReadOnlySpan<byte> input);

    /// <summary>Inputs from which the corpus is made: well formed, one of a kind each.</summary>
    IEnumerable<(string Name, byte[] Input)> Seeds();
}
