using System.Buffers.Binary;
using Containet.DataPlane.Forwarding;

namespace Containet.Benchmarks.Forwarding;

/// <summary>Addresses as launchers give them, and random draws from them, the same ones in every run.</summary>
internal static class Addresses
{
    /// <summary>The address with a number: locally administered, the number in the last four octets.</summary>
    public static MacAddress Of(uint number) => new(0x02 | ((ulong)BinaryPrimitives.ReverseEndianness(number) << 16));

    /// <summary>Its port.</summary>
    public static int PortOf(uint number) => 1 + (int)(number % MacTable.MaxPort);

    /// <summary>Draws, with repetition, from the addresses that begin with a number.</summary>
    public static MacAddress[] Draw(int count, uint first, int addresses)
    {
        var random = new Random(20261124);
        return [.. Enumerable.Range(0, count).Select(_ => Of(first + (uint)random.Next(addresses)))];
    }

    /// <summary>All of them, shuffled.</summary>
    public static MacAddress[] Shuffled(int addresses)
    {
        MacAddress[] all = [.. Enumerable.Range(0, addresses).Select(n => Of((uint)n))];
        new Random(20261124).Shuffle(all);
        return all;
    }
}
