using System.Runtime.InteropServices;
using Containet.Linux;
using Tmds.Linux;

namespace Containode.Terminals;

/// <summary>
/// The launcher's signals as messages, in the order in which they come: handlers, on threads of the pool, put them in and
/// ring; the one thread that minds the container takes them out. What comes before there is a container waits.
/// Taken are all signals but those that cannot be caught, that are the launcher's own faults (SIGSEGV …), that say
/// nothing to a program (SIGCHLD, SIGPIPE), that the runtime keeps for itself, and that stop the launcher for
/// reading or writing from the background (SIGTTIN, SIGTTOU).
/// </summary>
internal sealed class SignalInbox : IDisposable
{
    private static readonly int[] Usual =
    [
        LibC.SIGHUP, LibC.SIGINT, LibC.SIGQUIT, LibC.SIGTERM, LibC.SIGUSR1, LibC.SIGUSR2, LibC.SIGALRM, LibC.SIGWINCH, LibC.SIGCONT,
        LibC.SIGVTALRM, LibC.SIGPROF, LibC.SIGIO, LibC.SIGPWR, LibC.SIGURG, LibC.SIGSTKFLT,
    ];

    private readonly Lock _lock = new();
    private readonly Queue<int> _signals = new();
    private readonly EventFd _bell = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Starts to take signals.</summary>
    /// <param name="stops">SIGTSTP too, rather than letting it stop the launcher at once.</param>
    public SignalInbox(bool stops)
    {
        IEnumerable<int> taken = stops ? Usual.Append(LibC.SIGTSTP) : Usual;
        _registrations = [.. taken.Select(signal => PosixSignalRegistration.Create((PosixSignal)signal, context =>
        {
            context.Cancel = true;
            Put(signal);
        }))];
    }

    /// <summary>Readable while there may be something to take.</summary>
    public int Bell => _bell.Value;

    /// <summary>Takes the next signal.</summary>
    /// <returns>It, or 0 if there is none; then the bell is silent.</returns>
    public int Take()
    {
        lock (_lock)
        {
            if (_signals.TryDequeue(out int signal))
            {
                return signal;
            }

            _bell.Silence();
            return 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        // Not the bell: a handler may be about to ring it.
    }

    private void Put(int signal)
    {
        lock (_lock)
        {
            _signals.Enqueue(signal);
            _bell.Ring();
        }
    }
}
