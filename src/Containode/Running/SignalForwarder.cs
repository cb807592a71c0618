using System.Runtime.InteropServices;
using Containet.Linux.Launching;
using Tmds.Linux;

namespace Containode.Running;

/// <summary>
/// Passes the launcher's signals on to the container, whose init passes them to the program. A signal that comes before
/// there is a container waits for it. Not passed on: what stops and resumes the launcher itself as a shell's job
/// (SIGTSTP, SIGTTIN, SIGTTOU), and what says nothing to the program (SIGCHLD, SIGPIPE).
/// Handlers run on threads of the pool; the lock orders them with <see cref="Attach"/> and <see cref="Detach"/>.
/// </summary>
internal sealed class SignalForwarder : IDisposable
{
    private static readonly int[] Forwarded =
    [
        LibC.SIGHUP, LibC.SIGINT, LibC.SIGQUIT, LibC.SIGTERM, LibC.SIGUSR1, LibC.SIGUSR2, LibC.SIGALRM, LibC.SIGWINCH, LibC.SIGCONT,
    ];

    private readonly Lock _lock = new();
    private readonly List<int> _waiting = [];
    private readonly PosixSignalRegistration[] _registrations;
    private ChildProcess? _child;

    /// <summary>Starts to catch.</summary>
    /// <param name="interactive">
    /// The program has the terminal: SIGCONT then is the loan's affair, which must give the terminal before it resumes.
    /// </param>
    public SignalForwarder(bool interactive)
    {
        IEnumerable<int> forwarded = interactive ? Forwarded.Where(signal => signal != LibC.SIGCONT) : Forwarded;
        _registrations = [.. forwarded.Select(signal => PosixSignalRegistration.Create((PosixSignal)signal, context =>
        {
            context.Cancel = true;
            Deliver(signal);
        }))];
    }

    /// <summary>Sends the signals that wait, and from now on every one, to a container.</summary>
    public void Attach(ChildProcess child)
    {
        lock (_lock)
        {
            _child = child;
            _waiting.ForEach(child.Signal);
            _waiting.Clear();
        }
    }

    /// <summary>The container is about to be gone: what still comes is dropped.</summary>
    public void Detach()
    {
        lock (_lock)
        {
            _child = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Deliver(int signal)
    {
        lock (_lock)
        {
            if (_child is { } child)
            {
                child.Signal(signal);
            }
            else
            {
                _waiting.Add(signal);
            }
        }
    }
}
