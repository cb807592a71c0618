using System.Net;
using Containet.Control;
using Containet.DataPlane;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Policies.Links;
using Containet.DataPlane.Ports;

namespace Containet;

/// <summary>What an operator asks for, done on the switch. The control thread's.</summary>
/// <param name="plane">The switch.</param>
/// <param name="ports">Its ports by number, as control knows them.</param>
internal sealed class AdminHandler(Switch plane, Dictionary<int, Port> ports)
{
    private static readonly (FloodClasses Class, string Name)[] Floods =
    [
        (FloodClasses.Broadcast, "broadcast"), (FloodClasses.Multicast, "multicast"), (FloodClasses.Unknown, "unknown"),
    ];

    /// <summary>Does it.</summary>
    /// <exception cref="ControlException">It cannot be had.</exception>
    public Reply Administer(AdminCommand command)
    {
        try
        {
            return Execute(command);
        }
        catch (SwitchException e)
        {
            throw new ControlException(e.Code, $"{command.Verb}: {e.Message}");
        }
    }

    private Reply Execute(AdminCommand command)
    {
        switch (command)
        {
            case ListNetworks:
                return new Reply { Networks = [.. plane.Networks.Select(Describe)] };
            case AddNetwork add:
                plane.AddNetwork(add.Network!, Change(add, NetworkSettings.Plain));
                return Reply.Done;
            case SetNetwork set:
                plane.SetNetwork(set.Network!, settings => Change(set, settings));
                return Reply.Done;
            case RemoveNetwork remove:
                plane.RemoveNetwork(remove.Network!);
                return Reply.Done;
            case MovePort move:
                Port moved = plane.MoveToNetwork(Find(move.Port!, move.Verb), move.Network!);
                ports[moved.Number] = moved;
                return Reply.Done;
            case SetPort set:
                plane.SetPort(Find(set.Port!, set.Verb), settings => Change(set, settings));
                return Reply.Done;
            case Pin pin:
                ChangePin(Find(pin.Port!, pin.Verb), pin, plane.Pin, plane.Pin);
                return Reply.Done;
            case Unpin unpin:
                ChangePin(Find(unpin.Port!, unpin.Verb), unpin, plane.Unpin, plane.Unpin);
                return Reply.Done;
            case SetLink link:
                plane.SetLinks(Network(link), Directions(link), LinkReader.Read(link));
                return Reply.Done;
            case ClearLink { From: null, To: null, Both: not true } clear:
                plane.ClearLinks(Network(clear));
                return Reply.Done;
            case ClearLink clear:
                plane.SetLinks(Network(clear), Directions(clear), null);
                return Reply.Done;
            case ListLinks list:
                return Links(list.Network ?? PortSpec.DefaultNetwork);
            case Partition partition:
                plane.Partition(partition.Network ?? PortSpec.DefaultNetwork, partition.Groups!);
                return Reply.Done;
            case SetRules rules:
                plane.SetRules(rules.Network!, [.. rules.Rules!.Select(RuleReader.Read)]);
                return Reply.Done;
            case ListRules list:
                return new Reply { Rules = [.. plane.RulesOf(list.Network ?? PortSpec.DefaultNetwork).Select(rule => RuleWriter.Describe(rule.Rule, rule.Frames, rule.Bytes))] };
            default:
                throw new ControlException(ErrorCode.UnknownVerb, $"{command.Verb}: this switch does not do that");
        }
    }

    private static NetworkSettings Change(NetworkCommand command, NetworkSettings settings) => settings with
    {
        Mtu = command.Mtu ?? settings.Mtu,
        Flood = command.Flood is { } flood
            ? Floods.Where(f => flood.Contains(f.Name)).Aggregate(FloodClasses.None, (all, f) => all | f.Class)
            : settings.Flood,
        Isolated = command.Isolated ?? settings.Isolated,
    };

    private static PortSettings Change(SetPort command, PortSettings settings) => settings with
    {
        Isolated = command.Isolated switch
        {
            "yes" => true,
            "no" => false,
            "network" => null,
            _ => settings.Isolated,
        },
        Guard = command.Guard is { } guard ? GuardNames.Parse(guard) : settings.Guard,
        MaxLearned = command.MaxMacs ?? settings.MaxLearned,
    };

    private static void ChangePin(Port port, PinCommand command, Action<Port, MacAddress> changeMac, Action<Port, IPAddress> changeIp)
    {
        if (command.Mac is not null && MacAddress.TryParse(command.Mac, out MacAddress mac))
        {
            changeMac(port, mac);
        }
        else
        {
            changeIp(port, IPAddress.Parse(command.Ip!));
        }
    }

    private NetworkDescription Describe(Network network) => new(
        network.Name,
        ports.Values.Count(port => port.Network == network),
        network.Settings.Mtu == 0 ? null : network.Settings.Mtu,
        [.. Floods.Where(f => network.Settings.Flood.HasFlag(f.Class)).Select(f => f.Name)],
        network.Settings.Isolated);

    private static string Network(LinkCommand command) => command.Network ?? PortSpec.DefaultNetwork;

    private static IReadOnlyList<(string? From, string? To)> Directions(LinkCommand command) =>
        command.Both == true && command.From != command.To ? [(command.From, command.To), (command.To, command.From)] : [(command.From, command.To)];

    private Reply Links(string network)
    {
        (IReadOnlyDictionary<(string? From, string? To), LinkSettings> links, IReadOnlyList<IReadOnlyList<string>> groups) = plane.LinksOf(network);
        return new Reply
        {
            Links = [.. links.OrderBy(link => link.Key.From).ThenBy(link => link.Key.To).Select(link => LinkReader.Describe(link.Key, link.Value))],
            Partition = groups.Count == 0 ? null : groups,
        };
    }

    private Port Find(string name, string verb) => ports.Values.FirstOrDefault(port => port.ToString() == name)
        ?? throw new ControlException(ErrorCode.NotFound, $"{verb}: there is no port {name}");
}
