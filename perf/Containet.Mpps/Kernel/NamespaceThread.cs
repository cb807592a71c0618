using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Containet.Mpps.Kernel;

/// <summary>
/// The one thread that goes into network namespaces: what is made or started there is inside, while every other thread stays
/// where the harness was started. Callers wait their turn.
/// </summary>
internal static class NamespaceThread
{
    private static readonly BlockingCollection<Action> Work = Start();

    /// <summary>Runs a function on the thread and waits for its result.</summary>
    public static T Run<T>(Func<T> function)
    {
        var done = new TaskCompletionSource<T>();
        Work.Add(() =>
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

    private static BlockingCollection<Action> Start()
    {
        var work = new BlockingCollection<Action>();
        var thread = new Thread(() =>
        {
            foreach (Action action in work.GetConsumingEnumerable())
            {
                action();
            }
        })
        {
            IsBackground = true,
            Name = "namespaces",
        };
        thread.Start();
        return work;
    }
}
