using System.Net;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Ports;

namespace Containet.DataPlane;

/// <content>Addresses that are a port's for good: those that its launcher declared, and those that control pins.</content>
public sealed partial class Switch
{
    /// <summary>Pins an address to a port: it does not move, and no other port may use it. One that is there already stays.</summary>
    /// <exception cref="SwitchException">It is another port's, the port has as many as it may, or it has left.</exception>
    public void Pin(Port port, MacAddress address)
    {
        lock (_control)
        {
            CheckIn(port);
            if (port.Settings.Macs.Contains(address))
            {
                return;
            }

            CheckUnpinned(port.Network, address);
            CheckRoom(port, port.Settings.Macs.Count);
            if (!port.Network.Table.Pin(address, port.Number))
            {
                throw new SwitchException("limit", $"there is no room for {address} among the addresses that are pinned");
            }

            SetPort(port, settings => settings with { Macs = [.. settings.Macs, address] });
        }
    }

    /// <summary>Makes an IP address a port's own. One that is already stays; several ports may have one.</summary>
    /// <exception cref="SwitchException">The port has as many as it may, or has left.</exception>
    public void Pin(Port port, IPAddress address)
    {
        lock (_control)
        {
            CheckIn(port);
            if (!port.Settings.Addresses.Contains(address))
            {
                CheckRoom(port, port.Settings.Addresses.Count);
                SetPort(port, settings => settings with { Addresses = [.. settings.Addresses, address] });
            }
        }
    }

    /// <summary>Takes a pinned address from a port.</summary>
    /// <exception cref="SwitchException">It is not pinned there.</exception>
    public void Unpin(Port port, MacAddress address)
    {
        lock (_control)
        {
            if (!port.Settings.Macs.Contains(address))
            {
                throw new SwitchException("not-found", $"{address} is not pinned to {port}");
            }

            port.Network.Table.Forget(address);
            SetPort(port, settings => settings with { Macs = [.. settings.Macs.Where(mac => mac != address)] });
        }
    }

    /// <summary>Takes an IP address from a port.</summary>
    /// <exception cref="SwitchException">It is not the port's.</exception>
    public void Unpin(Port port, IPAddress address)
    {
        lock (_control)
        {
            if (!port.Settings.Addresses.Contains(address))
            {
                throw new SwitchException("not-found", $"{address} is not pinned to {port}");
            }

            SetPort(port, settings => settings with { Addresses = [.. settings.Addresses.Where(own => !own.Equals(address))] });
        }
    }

    // Before the port is read: what it sends is judged with its pins.
    private static void PinAll(Port port)
    {
        port.Network.Table.Limit(port.Number, port.Settings.MaxLearned);
        foreach (MacAddress mac in port.Settings.Macs)
        {
            port.Network.Table.Pin(mac, port.Number);
        }
    }

    private void CheckIn(Port port)
    {
        if (_ports[port.Number] != port)
        {
            throw new SwitchException("not-found", $"{port} has left");
        }
    }

    private void CheckUnpinned(Network network, MacAddress address)
    {
        int owner = network.Table.PinnedPort(address);
        if (owner != 0)
        {
            throw new SwitchException("exists", $"{address} is pinned to {_ports[owner]} already");
        }
    }

    private static void CheckRoom(Port port, int pinned)
    {
        if (pinned >= SwitchLimits.PinnedAddresses)
        {
            throw new SwitchException("limit", $"{port} has its {SwitchLimits.PinnedAddresses} addresses already");
        }
    }
}
