namespace Containet.Linux.Seccomp;

/// <summary>How an argument is compared with a value; both are unsigned.</summary>
public enum ArgumentComparison
{
    /// <summary>argument = value.</summary>
    Equal,

    /// <summary>argument ≠ value.</summary>
    NotEqual,

    /// <summary>argument &lt; value.</summary>
    Less,

    /// <summary>argument ≤ value.</summary>
    LessOrEqual,

    /// <summary>argument &gt; value.</summary>
    Greater,

    /// <summary>argument ≥ value.</summary>
    GreaterOrEqual,
}
