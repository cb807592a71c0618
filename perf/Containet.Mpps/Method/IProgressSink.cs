namespace Containet.Mpps.Method;

/// <summary>Is told what happens while it happens.</summary>
internal interface IProgressSink
{
    /// <summary>A step begins.</summary>
    /// <param name="done">Steps that are done.</param>
    /// <param name="steps">Steps in all.</param>
    /// <param name="what">The step.</param>
    void Begin(int done, int steps, string what);

    /// <summary>A step has ended.</summary>
    /// <param name="sample">What came of it.</param>
    /// <param name="unit">The unit of its value.</param>
    void End(Sample sample, string unit);
}
