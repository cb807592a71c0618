using Containet.DataPlane.Offload;

namespace Containet.SystemTests.Coalescing;

/// <summary>A frame as a sender hands it over.</summary>
/// <param name="Frame">Its bytes.</param>
/// <param name="Vnet">What is left to do with it.</param>
internal sealed record Offered(byte[] Frame, VnetHeader Vnet)
{
    /// <summary>What tells it from all others, headers or not: the payload, which begins with a number; without one all of it.</summary>
    public ReadOnlyMemory<byte> Mark => PacketLayout.TryParse(Frame, out PacketLayout layout) && layout.Payload < Frame.Length
        ? Frame.AsMemory(layout.Payload)
        : Frame;
}
