using Containet.Linux;

namespace Containet.Control;

/// <summary>The descriptors of one message, and where in the stream they came: with one of the bytes from start to end.</summary>
/// <param name="start">Offset of the first byte that was received together with them.</param>
/// <param name="end">Offset after the last.</param>
/// <param name="descriptors">The descriptors, owned until taken.</param>
internal sealed class DescriptorBatch(long start, long end, Fd?[] descriptors) : IDisposable
{
    public long Start { get; } = start;

    public long End { get; } = end;

    public int Count => descriptors.Length;

    /// <summary>Hands a descriptor over to the caller; null if there is none with this index.</summary>
    public Fd? Take(int index)
    {
        if (index >= descriptors.Length)
        {
            return null;
        }

        Fd? taken = descriptors[index];
        descriptors[index] = null;
        return taken;
    }

    /// <summary>Closes what nobody took.</summary>
    public void Dispose()
    {
        foreach (Fd? descriptor in descriptors)
        {
            if (descriptor is not null)
            {
                Disposal.Close(descriptor);
            }
        }
    }
}
