using Containet.Linux;

namespace Containet.Control;

/// <summary>
/// What the control server has done by the data plane. Called on the server's thread only, after tokens, scopes and
/// descriptors have been checked. A refusal is a <see cref="ControlException"/>.
/// </summary>
public interface IControlHandler
{
    /// <summary>How many queues a tap should have, 1 to <see cref="Limits.Queues"/>; always the same.</summary>
    int Queues { get; }

    /// <summary>Starts switching for a tap.</summary>
    /// <param name="port">What the port is.</param>
    /// <param name="queues">The tap's descriptor, or one for each of its queues, non-blocking. The handler owns them, also when it refuses.</param>
    /// <returns>The port's number, by which it is removed.</returns>
    int AddPort(PortRequest port, IReadOnlyList<Fd> queues);

    /// <summary>Stops switching for a port. Nothing happens if there is no such port.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="closeLater">Whether its descriptor may be closed after the return, as nobody waits for the interface to be gone.</param>
    void RemovePort(int number, bool closeLater);

    /// <summary>A descriptor that is readable while <see cref="TakeFailures"/> has something to tell; −1 if it never has.</summary>
    int FailureBell { get; }

    /// <summary>The ports that no longer work since it was last asked, and why. They are still to be removed.</summary>
    IReadOnlyList<PortFailure> TakeFailures();

    /// <summary>Every port.</summary>
    IReadOnlyList<PortDescription> Ports();

    /// <summary>Every learned or pinned address.</summary>
    IReadOnlyList<MacDescription> Macs();

    /// <summary>Does what an operator asks for, or tells what is set. A refusal changes nothing.</summary>
    /// <param name="command">What is asked for, all of its members as they may be.</param>
    Reply Administer(AdminCommand command);

    /// <summary>Every worker.</summary>
    IReadOnlyList<WorkerDescription> Workers();
}
