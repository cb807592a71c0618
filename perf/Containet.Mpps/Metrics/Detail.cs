namespace Containet.Mpps.Metrics;

/// <summary>The names of what is measured beside a metric's value.</summary>
internal static class Detail
{
    /// <summary>Frames that were sent.</summary>
    public const string Sent = "sent";

    /// <summary>Frames that arrived, each counted once.</summary>
    public const string Received = "received";

    /// <summary>Per cent of the frames sent that did not arrive.</summary>
    public const string Loss = "lossPercent";

    /// <summary>Datagrams of the lost that reached the receiver's socket and found it full.</summary>
    public const string LostAtSocket = "lostAtSocket";

    /// <summary>Frames that arrived after one that was sent later.</summary>
    public const string Reordered = "reordered";

    /// <summary>Frames that arrived again.</summary>
    public const string Duplicated = "duplicated";

    /// <summary>Per cent of the frames to known addresses that were sent to a port that they were not for.</summary>
    public const string Flooded = "floodedPercent";

    /// <summary>What a frame carried that arrived, in the mean: more than 1 where the switch coalesced.</summary>
    public const string Carried = "packetsPerFrame";

    /// <summary>Processor seconds of the whole machine for a million frames that arrived.</summary>
    public const string CpuPerMillion = "cpuSecondsPerMillionFrames";

    /// <summary>Processor seconds of the whole machine for a gigabyte (10^9 bytes) that arrived.</summary>
    public const string CpuPerGigabyte = "cpuSecondsPerGigabyte";

    /// <summary>Resident memory of the switch's programs after the load, in MB (10^6 bytes).</summary>
    public const string Resident = "residentMB";

    /// <summary>Processor time of the sender as a share of the run; 1 is a core.</summary>
    public const string SenderBusy = "senderBusy";

    /// <summary>Processor time of the receiver as a share of the run; 1 is a core.</summary>
    public const string ReceiverBusy = "receiverBusy";

    /// <summary>Segments that TCP sent again.</summary>
    public const string Retransmits = "retransmits";

    /// <summary>The slowest, in the metric's unit.</summary>
    public const string Slowest = "slowest";

    /// <summary>The 99th percentile, in the metric's unit.</summary>
    public const string P99 = "p99";

    /// <summary>The 99.9th percentile, in the metric's unit.</summary>
    public const string P999 = "p99.9";

    /// <summary>Whether it counts what should not happen, so that rounds are to be added up rather than the middle taken.</summary>
    public static bool IsError(string name) => name is Reordered or Duplicated;
}
