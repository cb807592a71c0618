using System.Runtime.CompilerServices;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Policies.Links;
using Containet.DataPlane.Policies.Rules;
using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Policies;

/// <summary>
/// Everything that frames read from one port have to pass beside the bridge's own rules: compiled by control from the settings
/// of port and network (<see cref="PolicyCompiler"/>), swapped whole, read by the workers that read the port. A port that
/// nothing is set for has none, and costs its frames one branch. The decisions are pure: bytes in, a reason out.
/// <para>
/// Where a frame may go is decided here too, because who reads a frame knows where it came from and where it goes to; who
/// writes it looks at nothing. A worker reads the policy once a frame, so that each frame is judged by one picture; the
/// collector frees a picture when no frame is judged by it any more.
/// </para>
/// </summary>
internal sealed class PortPolicy
{
    /// <summary>The longest frame that may cross, in bytes.</summary>
    public required int MaxFrame { get; init; }

    /// <summary>What is flooded.</summary>
    public required FloodClasses Flood { get; init; }

    /// <summary>The ports that it may not reach; null if it may reach all.</summary>
    public PortSet? Hidden { get; init; }

    /// <summary>Which source addresses it may use; null if any.</summary>
    public AddressGuard? Guard { get; init; }

    /// <summary>The rules of its network; null if there are none.</summary>
    public RuleSet? Rules { get; init; }

    /// <summary>What is in the way to other ports; null if nothing.</summary>
    public LinkMap? Links { get; init; }

    /// <summary>Whether a flood has to be judged for each port that it goes to.</summary>
    public bool IsPerDestination => Hidden is not null || Links is not null || Rules is { NamesDestinations: true };

    /// <summary>Whether this asks for nothing that a plain bridge does not do.</summary>
    public bool IsPlain => MaxFrame == int.MaxValue && Flood == FloodClasses.All && Guard is null && Rules is null && !IsPerDestination;

    /// <summary>Whether a frame may enter the switch.</summary>
    /// <param name="frame">The frame, at least an Ethernet header.</param>
    /// <param name="longest">Bytes of the longest frame that it stands for.</param>
    /// <param name="table">The network's addresses.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DropReason Admit(ReadOnlySpan<byte> frame, int longest, MacTable table) =>
        frame.Length < Forwarder.HeaderSize ? DropReason.Runt
        : longest > MaxFrame ? DropReason.OverMtu
        : Guard is null ? DropReason.None
        : Guard.Check(frame, table);

    /// <summary>Whether a frame that nobody is known for may go to everybody.</summary>
    /// <param name="destination">To whom it is.</param>
    public bool Floods(MacAddress destination)
    {
        FloodClasses kind = !destination.IsGroup ? FloodClasses.Unknown
            : destination == MacAddress.Broadcast ? FloodClasses.Broadcast
            : FloodClasses.Multicast;
        return (Flood & kind) != 0;
    }

    /// <summary>Whether a frame may go to a port.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Reaches(int port) => Hidden is null || !Hidden.Has(port);
}
