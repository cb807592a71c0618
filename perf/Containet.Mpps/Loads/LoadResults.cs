using System.Text.Json.Serialization;

namespace Containet.Mpps.Loads;

/// <summary>What a sender did. Times are of the monotonic clock, in nanoseconds, which all processes share.</summary>
/// <param name="Sent">Frames handed to the kernel; it may have dropped some at the interface's queue.</param>
/// <param name="Refused">Frames that the kernel refused (ENOBUFS: the queue was full); not in <paramref name="Sent"/>.</param>
/// <param name="Begun">Before the first.</param>
/// <param name="Ended">After the last.</param>
/// <param name="CpuSeconds">Processor time of the program, the kernel's on its behalf included.</param>
internal sealed record SendResult(long Sent, long Refused, long Begun, long Ended, double CpuSeconds);

/// <summary>What arrived of one flow.</summary>
internal sealed record FlowResult(int Flow, long Unique, long Duplicated, long Reordered, long TooLate);

/// <summary>What a receiver counted, and when: <paramref name="Buckets"/> of <paramref name="BucketMs"/> from <paramref name="First"/> on.</summary>
/// <param name="First">When the first arrived.</param>
/// <param name="BucketMs">Milliseconds of a bucket.</param>
/// <param name="Buckets">Arrivals in each, duplicates left out.</param>
/// <param name="Flows">Each flow.</param>
/// <param name="Alien">Datagrams that this run did not send, or that were damaged.</param>
/// <param name="CpuSeconds">Processor time of the program, the kernel's on its behalf included.</param>
internal sealed record ReceiveResult(
    long First, int BucketMs, IReadOnlyList<long> Buckets, IReadOnlyList<FlowResult> Flows, long Alien, double CpuSeconds);

/// <summary>What a sink dropped.</summary>
/// <param name="First">When the first bucket began.</param>
/// <param name="BucketMs">Milliseconds of a bucket.</param>
/// <param name="Buckets">Packets in each: a coalesced frame counts as what it carries.</param>
/// <param name="Frames">Frames as they came, coalesced ones as one.</param>
/// <param name="Packets">What they carried.</param>
/// <param name="Late">Frames whose sequence number is not above the one before: overtaken, or sent twice.</param>
/// <param name="How">How it counts: <c>xdp native</c>, <c>xdp generic</c>, <c>packet socket</c>.</param>
internal sealed record SinkResult(
    long First, int BucketMs, IReadOnlyList<long> Buckets, long Frames, long Packets, long Late, string How);

/// <summary>Round trips, in microseconds.</summary>
internal sealed record RoundTripResult(long Count, double Median, double P99, double P999, double CpuSeconds);

/// <summary>How long each of several starts took, in milliseconds.</summary>
internal sealed record SpawnResult(IReadOnlyList<double> Milliseconds);

/// <summary>How the programs' results are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SendResult))]
[JsonSerializable(typeof(ReceiveResult))]
[JsonSerializable(typeof(SinkResult))]
[JsonSerializable(typeof(RoundTripResult))]
[JsonSerializable(typeof(SpawnResult))]
internal sealed partial class LoadJson : JsonSerializerContext;
