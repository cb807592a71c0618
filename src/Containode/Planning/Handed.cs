using Containet.Linux;

namespace Containode.Planning;

/// <summary>A descriptor that the container will hand to the launcher when it next waits. One thread.</summary>
internal sealed class Handed : IDisposable
{
    private Fd? _descriptor;

    /// <summary>The descriptor; valid in the launcher's steps after the container has waited.</summary>
    public Fd Descriptor => _descriptor ?? throw new InvalidOperationException("the container has not handed it over");

    /// <summary>Takes it; the launcher's affair.</summary>
    public void Receive(Fd descriptor) => _descriptor = descriptor;

    /// <summary>Closes it.</summary>
    public void Dispose() => _descriptor?.Dispose();
}
