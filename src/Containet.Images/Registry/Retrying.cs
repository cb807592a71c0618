using System.Net.Http.Headers;

namespace Containet.Images.Registry;

/// <summary>Makes an attempt again when it failed in a way that may pass, later each time, and not for ever.</summary>
internal static class Retrying
{
    /// <summary>Attempts where nobody answers at all: a registry may be starting again, a wrong name stays wrong.</summary>
    private const int AttemptsWhenAbsent = 3;

    /// <summary>Makes attempts until one succeeds.</summary>
    /// <param name="options">How often, and how long to wait in between.</param>
    /// <param name="what">What is being done, for the message: "fetch X from Y".</param>
    /// <param name="attempt">One attempt.</param>
    /// <param name="progress">A number that grows with progress, after which the attempts are counted anew; null for none.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ImageException">The last attempt failed as well.</exception>
    public static async Task<T> Run<T>(
        RegistryOptions options,
        string what,
        Func<Task<T>> attempt,
        Func<long>? progress,
        CancellationToken cancellation)
    {
        int failures = 0;
        for (; ; )
        {
            long before = progress?.Invoke() ?? 0;
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (Exception e) when (Classify(e) is { } transient && !cancellation.IsCancellationRequested)
            {
                failures = progress is not null && progress() > before ? 1 : failures + 1;
                if (failures >= (transient.IsAbsent ? Math.Min(AttemptsWhenAbsent, options.Attempts) : options.Attempts))
                {
                    throw new ImageException($"cannot {what}: {transient.Message} (tried {failures} times)", e);
                }

                await Task.Delay(Delay(options, failures, transient.RetryAfter), cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>How long an answer asks us to wait (RFC 9110, section 10.2.3).</summary>
    public static TimeSpan? RetryAfter(HttpResponseHeaders headers) => headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - DateTimeOffset.UtcNow,
        _ => null,
    };

    private static TimeSpan Delay(RegistryOptions options, int failures, TimeSpan? asked)
    {
        // Up to a quarter more: those who were refused together shall not come back together.
        TimeSpan own = options.FirstDelay * Math.Pow(2, failures - 1) * (1 + (Random.Shared.NextDouble() / 4));
        TimeSpan wait = asked > own ? asked.Value : own;
        return wait < options.LongestDelay ? wait : options.LongestDelay;
    }

    private static TransientException? Classify(Exception e) => e switch
    {
        TransientException transient => transient,
        TimeoutException => new TransientException(e.Message, inner: e),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => null,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError } =>
            new TransientException(Describe(e), inner: e) { IsAbsent = true },
        HttpRequestException or HttpIOException or System.Net.Sockets.SocketException => new TransientException(Describe(e), inner: e),
        IOException { InnerException: System.Net.Sockets.SocketException } => new TransientException(Describe(e), inner: e),
        _ => null,
    };

    // The innermost reason is the kernel's or the peer's: the ones around it only say that there was one.
    private static string Describe(Exception e) => ImageException.Quote(e.GetBaseException().Message.TrimEnd('.'));
}
