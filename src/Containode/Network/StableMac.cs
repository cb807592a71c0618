using System.Buffers.Binary;
using System.Text;

namespace Containode.Network;

/// <summary>
/// The hardware address of a container's eth0, the same at every start of the same identity, so that neighbours need
/// not learn anew: 02 (locally administered, unicast) and 40 bits of a hash of the identity.
/// </summary>
internal static class StableMac
{
    private const byte LocallyAdministeredUnicast = 0x02;

    /// <summary>The six bytes.</summary>
    public static byte[] Of(string identity)
    {
        // FNV-1a, then the finalizer of SplitMix64, for FNV's high bits differ little between short names.
        ulong hash = 0xcbf29ce484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(identity))
        {
            hash = (hash ^ b) * 0x100000001b3;
        }

        hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
        hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
        hash ^= hash >> 31;

        byte[] address = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(address, hash);
        address[0] = LocallyAdministeredUnicast;
        return address[..6];
    }

    /// <summary>The usual writing, as in <c>02:00:5e:10:00:01</c>.</summary>
    public static string Format(byte[] address) => string.Join(':', address.Select(b => b.ToString("x2")));
}
