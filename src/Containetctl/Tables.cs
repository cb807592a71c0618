using System.Globalization;
using Containet.Control;
using Spectre.Console;

namespace Containetctl;

/// <summary>The switch's answers as tables. A port is called <c>node:eth0</c>, as people call it; numbers are for <c>--json</c>.</summary>
internal static class Tables
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>One row a port, by name.</summary>
    public static Table Ports(IReadOnlyList<PortDescription> ports)
    {
        Table table = Make("PORT", "NETWORK", "ADDRESS", "WORKER>", "QUEUES>", "FROM IT>", ">", "TO IT>", ">", "DROPPED");
        foreach (PortDescription port in ports.OrderBy(port => port.Node).ThenBy(port => port.InterfaceName))
        {
            table.AddRow(
                Plain($"{port.Node}:{port.InterfaceName}"),
                Plain(port.Network),
                Plain(port.Ip4 ?? "-"),
                Plain(port.Worker == PortDescription.EveryWorker ? "all" : Number(port.Worker)),
                Plain(Number(port.Queues)),
                Plain(Number(port.Received.Frames)),
                Plain(Bytes(port.Received.Bytes)),
                Plain(Number(port.Sent.Frames)),
                Plain(Bytes(port.Sent.Bytes)),
                Plain(Drops(port.Drops)));
        }

        return table;
    }

    /// <summary>One row an address, by network and address.</summary>
    public static Table Macs(IReadOnlyList<MacDescription> macs)
    {
        Table table = Make("ADDRESS", "NETWORK", "PORT", "HEARD");
        foreach (MacDescription mac in macs.OrderBy(mac => mac.Network).ThenBy(mac => mac.Mac))
        {
            string heard = mac.Pinned ? "pinned" : mac.Age == 0 ? "now" : $"{Number(mac.Age)} s ago";
            table.AddRow(Plain(mac.Mac), Plain(mac.Network), Plain($"{mac.Node}:{mac.InterfaceName}"), Plain(heard));
        }

        return table;
    }

    /// <summary>One row a worker.</summary>
    public static Table Workers(IReadOnlyList<WorkerDescription> workers)
    {
        Table table = Make("WORKER>", "CORE>", "ENGINE", "PORTS>", "TURNS>", "FRAMES>", "DROPPED>", "SHORTAGES>");
        foreach (WorkerDescription worker in workers.OrderBy(worker => worker.Id))
        {
            table.AddRow(
                Plain(Number(worker.Id)),
                Plain(worker.Core < 0 ? "any" : Number(worker.Core)),
                Plain(worker.Engine),
                Plain(Number(worker.Ports)),
                Plain(Number(worker.Turns)),
                Plain(Number(worker.Frames)),
                Plain(Number(worker.Drops)),
                Plain(Number(worker.Shortages)));
        }

        return table;
    }

    /// <summary>One row a network, by name.</summary>
    public static Table Networks(IReadOnlyList<NetworkDescription> networks)
    {
        Table table = Make("NETWORK", "PORTS>", "MTU>", "FLOODS", "ISOLATED");
        foreach (NetworkDescription network in networks.OrderBy(network => network.Network))
        {
            table.AddRow(
                Plain(network.Network),
                Plain(Number(network.Ports)),
                Plain(network.Mtu is { } mtu ? Number(mtu) : "any"),
                Plain(network.Flood.Count == 0 ? "none" : string.Join(",", network.Flood)),
                Plain(network.Isolated ? "yes" : "no"));
        }

        return table;
    }

    /// <summary>One row a rule, in order.</summary>
    public static Table Rules(IReadOnlyList<RuleDescription> rules)
    {
        Table table = Make("RULE", "FRAMES>", ">", "ACTION", "MATCH");
        foreach (RuleDescription rule in rules)
        {
            string?[] action = [rule.Action, rule.Port, rule.Rate, rule.Vlan is { } vlan ? Number(vlan) : null];
            table.AddRow(
                Plain(rule.Name ?? "-"),
                Plain(Number(rule.Frames ?? 0)),
                Plain(Bytes(rule.Bytes ?? 0)),
                Plain(string.Join(' ', action.OfType<string>())),
                Plain(Match(rule.Match)));
        }

        return table;
    }

    /// <summary>One row a direction of a link; a partition above.</summary>
    public static Table Links(Reply reply)
    {
        Table table = Make("FROM", "TO", "DOES");
        if (reply.Partition is { } groups)
        {
            table.Title = new TableTitle($"partition {string.Join(" | ", groups.Select(group => string.Join(',', group)))}".EscapeMarkup());
        }

        foreach (SetLink link in reply.Links!)
        {
            (string Name, string? Value)[] parts =
            [
                ("delay", link.Delay), ("jitter", link.Jitter), ("loss", link.Loss), ("duplicate", link.Duplicate), ("reorder", link.Reorder),
                ("corrupt", link.Corrupt), ("rate", link.Rate), ("burst", link.Burst), ("queue", link.Queue), ("down", link.Down), ("every", link.Every),
                ("seed", link.Seed is { } seed ? Number(seed) : null),
            ];
            string does = string.Join(' ', parts.Where(part => part.Value is not null).Select(part => $"{part.Name} {part.Value}"));
            table.AddRow(Plain(link.From ?? "any"), Plain(link.To ?? "any"), Plain(does.Length == 0 ? "-" : does));
        }

        return table;
    }

    /// <summary>Bytes to three figures, in powers of 1000.</summary>
    internal static string Bytes(long bytes)
    {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < Units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        string format = unit == 0 || value >= 99.95 ? "0" : value >= 9.995 ? "0.0" : "0.00";
        return $"{value.ToString(format, CultureInfo.InvariantCulture)} {Units[unit]}";
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    // The largest first: it is the one to look at.
    private static string Drops(IReadOnlyDictionary<string, long> drops) => drops.Count == 0
        ? "-"
        : string.Join(", ", drops.OrderByDescending(drop => drop.Value).Select(drop => $"{drop.Key} {Number(drop.Value)}"));

    private static string Match(RuleMatchDescription? match)
    {
        (string Name, string? Value)[] parts = match is null ? [] :
        [
            ("in", match.In is null ? null : string.Join(',', match.In)), ("out", match.Out is null ? null : string.Join(',', match.Out)),
            ("src-mac", match.SourceMac), ("dst-mac", match.DestinationMac), ("type", match.Type), ("vlan", match.Vlan is { } vlan ? Number(vlan) : null),
            ("src", match.Source), ("dst", match.Destination), ("proto", match.Protocol),
            ("sport", match.SourcePort), ("dport", match.DestinationPort), ("flags", match.Flags),
        ];
        return match is null ? "any" : string.Join(' ', parts.Where(part => part.Value is not null).Select(part => $"{part.Name} {part.Value}"));
    }

    // Names are others': they are text, never markup.
    private static Text Plain(string text) => new(text);

    // A heading that ends in '>' is a column of numbers, aligned at the right.
    private static Table Make(params string[] headings)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        for (int i = 0; i < headings.Length; i++)
        {
            bool right = headings[i].EndsWith('>');
            var column = new TableColumn(new Text(headings[i].TrimEnd('>'), new Style(decoration: Decoration.Bold)))
            {
                Alignment = right ? Justify.Right : Justify.Left,
                NoWrap = true,
                Padding = new Padding(0, 0, i == headings.Length - 1 ? 0 : 2, 0),
            };
            table.AddColumn(column);
        }

        return table;
    }
}
