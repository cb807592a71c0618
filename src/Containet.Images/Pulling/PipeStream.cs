using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;

namespace Containet.Images.Pulling;

/// <summary>The reading end of a pipe as a stream for a thread of its own, hashing what goes through.</summary>
internal sealed class PipeStream(PipeReader reader, IncrementalHash hash) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer)
    {
        // The thread is the unpacker's own: there is nothing else for it to do meanwhile.
        ValueTask<ReadResult> pending = reader.ReadAsync();
        ReadResult result = pending.IsCompletedSuccessfully ? pending.Result : pending.AsTask().GetAwaiter().GetResult();
        ReadOnlySequence<byte> content = result.Buffer.Slice(0, Math.Min(buffer.Length, result.Buffer.Length));
        int count = (int)content.Length;
        content.CopyTo(buffer);
        hash.AppendData(buffer[..count]);
        reader.AdvanceTo(content.End);
        return count;
    }
}
