using System.Buffers.Binary;
using Containet.DataPlane.Offload;
using Containet.DataPlane.Tests.Offload;

namespace Containet.SystemTests.Coalescing;

/// <summary>
/// A flow of TCP or UDP, frame by frame: headers alike but for what has to count on, and for what a test changes in one of
/// them. Whatever is changed, lengths and checksums are right afterwards unless the test breaks them too.
/// </summary>
internal sealed class FlowScript
{
    private readonly PacketBuilder _shape;
    private readonly Random _random;
    private readonly byte[] _headers;
    private readonly bool _fixedId;
    private uint _sequence;
    private ushort _id;

    /// <summary>Begins a flow with random addresses, ports and whatever else a header has.</summary>
    /// <param name="shape">What its headers are.</param>
    /// <param name="random">Where everything random comes from.</param>
    /// <param name="dontFragment">IPv4: whether it may not be fragmented.</param>
    /// <param name="fixedId">IPv4: whether the identification stays, rather than rise by one a frame.</param>
    public FlowScript(PacketBuilder shape, Random random, bool dontFragment, bool fixedId)
    {
        _shape = shape;
        _random = random;
        _fixedId = fixedId;
        _headers = shape.Build([], random);
        _sequence = (uint)random.NextInt64();
        _id = (ushort)random.Next(65536);
        if (!shape.IpV6)
        {
            _headers[shape.NetworkOffset + 6] = (byte)(dontFragment ? 0x40 : 0);
        }
    }

    /// <summary>The next frame.</summary>
    /// <param name="number">What its payload begins with, if it has one.</param>
    /// <param name="payload">Bytes of it: 0, or 4 at least.</param>
    /// <param name="partial">Whether the checksum is left to whoever is next.</param>
    /// <param name="change">Done to the frame before its checksums are computed.</param>
    public Offered Next(int number, int payload, bool partial = false, Action<byte[]>? change = null)
    {
        byte[] frame = [.. _headers, .. new byte[payload]];
        _random.NextBytes(frame.AsSpan(_shape.PayloadOffset));
        if (payload > 0)
        {
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(_shape.PayloadOffset), number);
        }

        WriteLengths(frame);
        if (!_shape.IpV6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(_shape.NetworkOffset + 4), _id);
            _id += (ushort)(_fixedId ? 0 : 1);
        }

        if (_shape.Tcp)
        {
            BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(_shape.TransportOffset + 4), _sequence);
            _sequence += (uint)payload;
        }

        change?.Invoke(frame);
        return Finish(frame, partial);
    }

    private void WriteLengths(byte[] frame)
    {
        int network = frame.Length - _shape.NetworkOffset;
        BinaryPrimitives.WriteUInt16BigEndian(
            frame.AsSpan(_shape.NetworkOffset + (_shape.IpV6 ? 4 : 2)), (ushort)(_shape.IpV6 ? network - PacketLayout.IpV6HeaderSize : network));
        if (!_shape.Tcp)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(_shape.TransportOffset + 4), (ushort)(frame.Length - _shape.TransportOffset));
        }
    }

    private Offered Finish(byte[] frame, bool partial)
    {
        if (!_shape.IpV6)
        {
            Span<byte> network = frame.AsSpan(_shape.NetworkOffset, PacketLayout.IpV4HeaderSize + _shape.NetworkOptions);
            network[10..12].Clear();
            BinaryPrimitives.WriteUInt16BigEndian(network[10..], (ushort)~PacketBuilder.PlainSum(network));
        }

        _shape.PreparePartialChecksum(frame);
        int field = _shape.Tcp ? Segmenter.TcpChecksumOffset : Segmenter.UdpChecksumOffset;
        if (partial)
        {
            return new Offered(
                frame, new VnetHeader(VnetHeader.NeedsChecksumFlag, GsoType.None, 0, 0, (ushort)_shape.TransportOffset, (ushort)field));
        }

        ushort sum = PacketBuilder.PlainSum(frame.AsSpan(_shape.TransportOffset));
        ushort checksum = !_shape.Tcp && sum == 0xFFFF ? sum : (ushort)~sum;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(_shape.TransportOffset + field), checksum);
        return new Offered(frame, default);
    }
}
