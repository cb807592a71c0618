using System.Buffers.Binary;

namespace Containet.Fuzz.Frames;

/// <summary>
/// The way of frames through a switch: what a tap's read returns, prefix, virtio-net header and frame, at any port in any
/// order. An input is a byte that says which engine (bit 0) and how many workers (bit 1), then messages: a byte of which
/// bits 0 and 1 say which port and bit 2 that the switch has its turn first, two bytes of length (little-endian; as much
/// as there is, if less), and the message.
/// <para>
/// Held afterwards: no exception, every frame out explained by one in (<see cref="FrameLedger"/>), every one counted at its port,
/// and every buffer free again.
/// </para>
/// </summary>
internal sealed class FramePathTarget : IFuzzTarget
{
    private const int HeadBytes = 3;
    private const int MaxMessages = 200;
    private readonly byte[] _buffer = new byte[70_000];

    public string Name => "frames";

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        using var run = new SwitchRun((input[0] & 1) != 0, 1 + ((input[0] >> 1) & 1));
        var ledger = new FrameLedger(run.Taps.Length);
        input = input[1..];
        for (int i = 0; i < MaxMessages && input.Length > HeadBytes; i++)
        {
            (int port, bool turn) = (input[0] & 3, (input[0] & 4) != 0);
            int length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(input[1..]), input.Length - HeadBytes);
            ReadOnlySpan<byte> message = input.Slice(HeadBytes, length);
            input = input[(HeadBytes + length)..];
            if (turn)
            {
                Collect(run, ledger);
            }

            if (length > 0 && run.Taps[port].TrySend(message))
            {
                ledger.Give(port, run.Taps[port], message);
            }
        }

        Collect(run, ledger);
        Check(run, ledger);
    }

    public IEnumerable<(string Name, byte[] Input)> Seeds() => FrameSeeds.All();

    private void Collect(SwitchRun run, FrameLedger ledger)
    {
        run.Drain();
        for (int port = 0; port < run.Taps.Length; port++)
        {
            for (int length; (length = run.Taps[port].Receive(_buffer)) > 0;)
            {
                ledger.Take(port, run.Taps[port], _buffer.AsSpan(0, length));
            }
        }
    }

    private static void Check(SwitchRun run, FrameLedger ledger)
    {
        BrokenInvariantException.Unless(run.FramesHeld == 0, $"{run.FramesHeld} frames never came back");
        for (int port = 0; port < run.Taps.Length; port++)
        {
            (long received, long sent) = (run.Taps[port].Port.Counters.ReceivedFrames, run.Taps[port].Port.Counters.SentFrames);
            BrokenInvariantException.Unless(received == ledger.Given[port], $"port {port} gave {ledger.Given[port]} frames, {received} are counted");
            BrokenInvariantException.Unless(sent == ledger.Taken[port], $"port {port} was given {ledger.Taken[port]} frames, {sent} are counted");
        }
    }
}
