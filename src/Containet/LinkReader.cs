using System.Globalization;
using Containet.Control;
using Containet.DataPlane.Policies.Links;

namespace Containet;

/// <summary>Links as control's requests have them, read into the data plane's and told again; each mistake is named.</summary>
internal static class LinkReader
{
    private const long FewestQueued = 64 * 1024; // a super-frame's segments come at once
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(1); // what is on its way is held in memory
    private static readonly TimeSpan MostBetween = TimeSpan.FromDays(1);

    /// <summary>Reads what a link does.</summary>
    /// <exception cref="ControlException"><c>bad-request</c>: something in it is not what it should be.</exception>
    public static LinkSettings Read(SetLink link)
    {
        long rate = link.Rate is null ? 0 : Quantity.TryRate(link.Rate, out long bits) && bits >= 1000 ? bits : throw Wrong("rate", link.Rate, "a rate of at least 1kbit, as 10mbit");
        var settings = new LinkSettings
        {
            Delay = Time("delay", link.Delay, Most),
            Jitter = Time("jitter", link.Jitter, Most),
            Loss = Part("loss", link.Loss),
            Duplicate = Part("duplicate", link.Duplicate),
            Reorder = Part("reorder", link.Reorder),
            Corrupt = Part("corrupt", link.Corrupt),
            BitsPerSecond = rate,
            Burst = Size("burst", link.Burst, 0),
            Queue = Size("queue", link.Queue, Math.Max(FewestQueued, rate / 8 / 10)), // or what it carries in 100 ms
            Down = Time("down", link.Down, MostBetween),
            Every = Time("every", link.Every, MostBetween),
            Seed = (ulong?)link.Seed,
        };
        Check(link, settings);
        return settings;
    }

    /// <summary>What a link does, as the request that sets it.</summary>
    public static SetLink Describe((string? From, string? To) link, LinkSettings settings) => new()
    {
        From = link.From,
        To = link.To,
        Delay = Time(settings.Delay),
        Jitter = Time(settings.Jitter),
        Loss = Part(settings.Loss),
        Duplicate = Part(settings.Duplicate),
        Reorder = Part(settings.Reorder),
        Corrupt = Part(settings.Corrupt),
        Rate = settings.BitsPerSecond == 0 ? null : $"{settings.BitsPerSecond}bit",
        Burst = settings.BitsPerSecond == 0 ? null : settings.Burst.ToString(CultureInfo.InvariantCulture),
        Queue = settings.BitsPerSecond == 0 ? null : settings.Queue.ToString(CultureInfo.InvariantCulture),
        Down = Time(settings.Down),
        Every = Time(settings.Every),
        Seed = (long?)settings.Seed,
    };

    private static void Check(SetLink link, LinkSettings settings)
    {
        if (settings.Jitter > settings.Delay)
        {
            throw Wrong("jitter", link.Jitter!, "at most the delay");
        }

        if (settings.Reorder > 0 && settings.Delay == TimeSpan.Zero)
        {
            throw Wrong("reorder", link.Reorder!, "possible without a delay");
        }

        if (settings.BitsPerSecond == 0 && (link.Burst ?? link.Queue) is { } size)
        {
            throw Wrong(link.Burst is null ? "queue" : "burst", size, "possible without a rate");
        }

        if (settings.Down > settings.Every || (settings.Every > TimeSpan.Zero && settings.Down == TimeSpan.Zero))
        {
            throw Wrong("down", link.Down ?? "0s", "a time less than every");
        }
    }

    private static TimeSpan Time(string member, string? text, TimeSpan most)
    {
        long nanoseconds = 0;
        bool valid = text is null || (Quantity.TryTime(text, out nanoseconds) && nanoseconds <= most.TotalNanoseconds);
        return valid ? TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick) : throw Wrong(member, text!, $"a time of at most {most.TotalSeconds:0} s, as 20ms");
    }

    private static double Part(string member, string? text)
    {
        double part = 0;
        return text is null || Quantity.TryPart(text, out part) ? part : throw Wrong(member, text, "a part, as 1% or 0.01");
    }

    private static long Size(string member, string? text, long usual)
    {
        long size = usual;
        return text is null || (Quantity.TrySize(text, out size) && size <= int.MaxValue) ? size : throw Wrong(member, text, "a size, as 64k");
    }

    private static string? Time(TimeSpan time) => time == TimeSpan.Zero ? null : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.####}ms");

    private static string? Part(double part) => part == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{part * 100:0.######}%");

    private static ControlException Wrong(string member, string value, string right) => new(
        ErrorCode.BadRequest, $"{SetLink.Name}: {member} \"{(value.Length > 63 ? value[..63] + "…" : value)}\" is not {right}");
}
