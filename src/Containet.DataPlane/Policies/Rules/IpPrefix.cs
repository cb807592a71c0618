using System.Net;

namespace Containet.DataPlane.Policies.Rules;

/// <summary>The addresses that begin alike.</summary>
/// <param name="Address">One of them.</param>
/// <param name="Length">How many bits are alike.</param>
public sealed record IpPrefix(IPAddress Address, int Length)
{
    /// <summary>The prefix as a mask and a value; the family is part of it.</summary>
    internal (IpKey Mask, IpKey Value) Compile()
    {
        IpKey key = IpKey.Of(Address);
        int bits = key.IsIp4 ? Length + 96 : Length;
        var mask = new IpKey(High(bits), bits <= 64 ? 0 : High(bits - 64));
        return (mask, new IpKey(key.High & mask.High, key.Low & mask.Low));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Address}/{Length}";

    // The upper bits of a word.
    private static ulong High(int bits) => bits <= 0 ? 0 : bits >= 64 ? ulong.MaxValue : ~(ulong.MaxValue >> bits);
}
