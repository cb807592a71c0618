using System.Globalization;
using Containet.Mpps.Kernel;
using Containet.Mpps.Loads;
using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>
/// What the generators can do at most, with an interface that swallows everything (<c>dummy</c>): by this the harness knows when
/// it measured them rather than the switch.
/// </summary>
/// <param name="Datagrams">Datagrams a second of the socket generator; 0 if it could not be measured.</param>
/// <param name="Frames">Frames a second of the raw generator; 0 if it could not be measured.</param>
internal sealed record GeneratorLimits(double Datagrams, double Frames)
{
    private const double Seconds = 0.5;
    private const double Close = 0.8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Nothing is known.</summary>
    public static GeneratorLimits Unknown { get; } = new(0, 0);

    /// <summary>Measures both.</summary>
    public static GeneratorLimits Measure()
    {
        try
        {
            using var where = new NetNamespace();
            where.Ip($"link add {Station.Interface} type dummy");
            Station.Configure(where, 0, queue: null);
            where.Ip($"neigh add {Station.Address(1)} lladdr {Station.Mac(1)} dev {Station.Interface}");
            return new GeneratorLimits(
                Rate(where, "udp-send", "--flows", "1"),
                Rate(where, "raw-send", "--interface", Station.Interface, "--source", Station.Mac(0), "--destination", Station.Mac(1), "--from", $"{Station.Address(0)}"));
        }
        catch (ProgramException)
        {
            return Unknown;
        }
    }

    /// <summary>What has to be said of a datagram rate; null for nothing.</summary>
    public string? OfDatagrams(double rate) => Of(rate, Datagrams);

    /// <summary>What has to be said of a frame rate; null for nothing.</summary>
    public string? OfFrames(double rate) => Of(rate, Frames);

    private static string? Of(double rate, double limit) => limit > 0 && rate > Close * limit
        ? string.Create(CultureInfo.InvariantCulture, $"close to what the generator can do ({limit / 1e6:0.00} Mpps): it may be the limit")
        : null;

    private static double Rate(NetNamespace where, string load, params string[] options)
    {
        using var sender = new LoadProcess(
            where, load, ["--to", $"{Station.Address(1)}", "--port", "7003", "--run", $"{RunNumber.Next()}",
            "--seconds", Seconds.ToString(CultureInfo.InvariantCulture), .. options]);
        sender.Go();
        SendResult result = sender.Result(LoadJson.Default.SendResult, Patience);
        return result.Sent / ((result.Ended - result.Begun) / 1e9);
    }
}
