using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.SystemTests.Support;

/// <summary>
/// A network namespace of the test's own: a thread that has unshared it. What runs on the thread, and every program started
/// there, is inside. It ends with the thread, the programs, and the taps made in it.
/// </summary>
internal sealed class NetworkNamespace : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    public NetworkNamespace()
    {
        _thread = new Thread(() =>
        {
            foreach (Action action in _work.GetConsumingEnumerable())
            {
                action();
            }
        })
        {
            IsBackground = true,
        };
        _thread.Start();
        Do(() =>
        {
            if (LibC.unshare(LibC.CLONE_NEWNET) != 0)
            {
                throw LinuxException.FromErrno("unshare", "network namespace");
            }
        });
        Check("ip", "link", "set", "lo", "up");
    }

    /// <summary>Runs an action inside and waits for it.</summary>
    public void Do(Action action) => Get(() =>
    {
        action();
        return 0;
    });

    /// <summary>Runs a function inside and waits for its result.</summary>
    public T Get<T>(Func<T> function)
    {
        var done = new TaskCompletionSource<T>();
        _work.Add(() =>
        {
            try
            {
                done.SetResult(function());
            }
            catch (Exception thrown)
            {
                done.SetException(thrown);
            }
        });
        try
        {
            return done.Task.Result;
        }
        catch (AggregateException wrapped)
        {
            ExceptionDispatchInfo.Throw(wrapped.InnerException!);
            throw;
        }
    }

    /// <summary>Runs a program inside, which must succeed.</summary>
    public string Check(string program, params string[] arguments) => Get(() => Command.Check(program, arguments));

    /// <summary>Runs a program inside.</summary>
    public CommandResult Run(string program, params string[] arguments) => Get(() => Command.Run(program, arguments));

    /// <summary>Makes eth0, a tap with the given flags, address and MTU, and brings it up.</summary>
    /// <param name="flags">Flags of linux/if_tun.h beside IFF_TAP.</param>
    /// <param name="address">As in <c>10.0.0.1/24</c>.</param>
    /// <param name="mtu">In bytes.</param>
    public Fd AddTap(int flags, string address, int mtu = 1500) => AddTap(flags, address, queues: 1, mtu).Queues[0];

    /// <summary>Makes eth0 as the other does, with several queues.</summary>
    public TapQueues AddTap(int flags, string address, int queues, int mtu)
    {
        TapQueues tap = Get(() => TapQueues.Create("eth0", flags, queues));
        Check("ip", "link", "set", "eth0", "mtu", $"{mtu}", "txqueuelen", "10000");
        Check("ip", "addr", "add", address, "dev", "eth0");
        Check("ip", "link", "set", "eth0", "up");
        return tap;
    }

    /// <summary>The address of eth0, 6 bytes.</summary>
    public byte[] HardwareAddress() =>
        Convert.FromHexString(Check("ip", "-o", "link", "show", "eth0").Split("link/ether ")[1][..17].Replace(":", ""));

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
    }
}
