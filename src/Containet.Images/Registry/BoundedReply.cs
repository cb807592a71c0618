using System.Buffers;

namespace Containet.Images.Registry;

/// <summary>An answer that is kept in memory: it has to come in time, and may only be so long.</summary>
internal sealed class BoundedReply(RegistryOptions options) : IDisposable
{
    private const int Portion = 64 << 10;
    private StallGuard? _guard;

    /// <summary>Sends a request and waits for the head of the answer.</summary>
    /// <exception cref="TimeoutException">It does not come in time.</exception>
    public async Task<HttpResponseMessage> Send(HttpMessageInvoker http, HttpRequestMessage request, CancellationToken cancellation)
    {
        _guard?.Dispose();
        _guard = new StallGuard(options, cancellation);
        HttpResponseMessage? response = null;
        await _guard.Wait(async token =>
        {
            response = await http.SendAsync(request, token).ConfigureAwait(false);
            return options.StallBytes;
        }).ConfigureAwait(false);
        return response!;
    }

    /// <summary>Reads the answer's body.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="limit">The bytes that it may have.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ImageException">It is longer.</exception>
    public async Task<byte[]> Read(HttpResponseMessage response, int limit, CancellationToken cancellation)
    {
        _guard ??= new StallGuard(options, cancellation);
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var content = new ArrayBufferWriter<byte>();
        for (; ; )
        {
            int count = await _guard.Wait(token => stream.ReadAsync(content.GetMemory(Portion), token)).ConfigureAwait(false);
            if (count == 0)
            {
                return content.WrittenSpan.ToArray();
            }

            content.Advance(count);
            if (content.WrittenCount > limit)
            {
                throw new ImageException($"{response.RequestMessage?.RequestUri?.Authority} sends more than the {limit} bytes that such an answer may have");
            }
        }
    }

    public void Dispose() => _guard?.Dispose();
}
