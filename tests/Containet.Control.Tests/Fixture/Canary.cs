using System.IO.Pipes;

namespace Containet.Control.Tests;

/// <summary>
/// A descriptor that tells when every copy of it is closed: the write end of a pipe, of which the read end then ends.
/// </summary>
internal sealed class Canary : IDisposable
{
    private readonly AnonymousPipeServerStream _reader = new(PipeDirection.In);

    /// <summary>What to send.</summary>
    public int Descriptor => (int)_reader.ClientSafePipeHandle.DangerousGetHandle();

    /// <summary>Closes the test's own copy and waits for the end of all others.</summary>
    public bool IsClosedEverywhere()
    {
        _reader.DisposeLocalCopyOfClientHandle();
        Task<int> read = Task.Run(() => _reader.Read(new byte[1]));
        return read.Wait(TimeSpan.FromSeconds(10)) && read.Result == 0;
    }

    public void Dispose() => _reader.Dispose();
}
