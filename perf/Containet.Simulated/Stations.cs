using System.Runtime.CompilerServices;
using Containet.DataPlane.Forwarding;

namespace Containet.Simulated;

/// <summary>The stations of a scenario: which address each has, at which port it is, and who talks to whom next.</summary>
/// <param name="addresses">How many, a power of two.</param>
/// <param name="ports">At how many ports, a power of two.</param>
internal readonly struct Stations(int addresses, int ports)
{
    private readonly uint _stations = (uint)addresses - 1;
    private readonly uint _ports = (uint)ports - 1;

    /// <summary>A station's address: locally administered, its number in the last octets, as a launcher would count them up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MacAddress Address(uint station) =>
        new(0x02 | ((ulong)System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(station) << 16));

    /// <summary>Draws a pair: a station at a port, and a station at another port.</summary>
    /// <param name="random">The sender's own state.</param>
    /// <param name="port">The sender, from 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (uint Source, uint Destination) Draw(ref ulong random, uint port)
    {
        // Knuth's 64-bit linear congruence; its upper bits are good enough to jump about in a table.
        random = (random * 6364136223846793005) + 1442695040888963407;
        uint source = (((uint)(random >> 42) & _stations) & ~_ports) | port;
        uint destination = (uint)(random >> 21) & _stations;
        destination ^= ((destination ^ port) & _ports) == 0 ? 1u : 0;
        return (source, destination);
    }
}
