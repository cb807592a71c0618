using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>One worker: a thread on a core.</summary>
/// <param name="Id">Its number, from 0.</param>
/// <param name="Core">The core it is pinned to; −1 if it is not.</param>
/// <param name="Ports">How many ports it owns.</param>
/// <param name="Engine">How it does input and output: <c>epoll</c>, <c>io_uring</c>.</param>
/// <param name="Turns">Turns of its loop so far.</param>
/// <param name="Frames">Frames it has read.</param>
/// <param name="Drops">Frames it has dropped, for whatever reason.</param>
/// <param name="Shortages">How often it wanted memory to read a frame into and all was taken: interfaces' queues may have overflowed then.</param>
public sealed record WorkerDescription(
    [property: JsonPropertyName("id")] int Id,
    [property: JsonPropertyName("core")] int Core,
    [property: JsonPropertyName("ports")] int Ports,
    [property: JsonPropertyName("engine")] string Engine,
    [property: JsonPropertyName("turns")] long Turns,
    [property: JsonPropertyName("frames")] long Frames,
    [property: JsonPropertyName("drops")] long Drops,
    [property: JsonPropertyName("shortages")] long Shortages = 0);
