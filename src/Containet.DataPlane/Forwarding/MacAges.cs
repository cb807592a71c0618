namespace Containet.DataPlane.Forwarding;

/// <summary>
/// Tells how old entries are at an epoch. Epochs are numbered modulo 14: enough that 8 epochs of life and the sweep after
/// them never meet themselves again.
/// </summary>
/// <param name="Epoch">The number of the epoch now.</param>
internal readonly record struct MacAges(int Epoch)
{
    private const int Cycle = 14;

    /// <summary>The epoch after this one.</summary>
    public MacAges Next => new((Epoch + 1) % Cycle);

    /// <summary>Epochs since an entry was written; 0 for a pinned one.</summary>
    public int Of(ulong word) => MacWord.IsPinned(word) ? 0 : (Epoch - MacWord.Age(word) + Cycle) % Cycle;
}
