namespace Containet.DataPlane.Policies.Rules;

/// <summary>Ports of a transport protocol.</summary>
/// <param name="First">The lowest.</param>
/// <param name="Last">The highest.</param>
public readonly record struct PortRange(ushort First, ushort Last)
{
    /// <summary>The range as masks and values, 30 at most: what a table of exact fields can hold.</summary>
    internal IEnumerable<(ushort Mask, ushort Value)> Compile()
    {
        for (int at = First; at <= Last;)
        {
            // The largest block that begins here and does not go beyond the end.
            int size = at == 0 ? 1 << 16 : at & -at;
            while (at + size - 1 > Last)
            {
                size >>= 1;
            }

            yield return ((ushort)~(size - 1), (ushort)at);
            at += size;
        }
    }
}
