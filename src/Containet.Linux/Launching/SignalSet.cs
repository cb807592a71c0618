namespace Containet.Linux.Launching;

/// <summary>The kernel's set of signals, one bit each (not the C library's larger one).</summary>
internal static class SignalSet
{
    /// <summary>The highest signal.</summary>
    public const int Last = 64;

    /// <summary>Bytes of a set, as the rt_sig calls want to be told.</summary>
    public const int Size = 8;

    /// <summary>Every signal.</summary>
    public const ulong All = ulong.MaxValue;
}
