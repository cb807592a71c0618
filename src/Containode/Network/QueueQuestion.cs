using Containet.Control;
using Containode.Running;
using Containode.Specification;

namespace Containode.Network;

/// <summary>Asks the switch how many queues eth0 should have, which must be known before the launch is planned.</summary>
internal static class QueueQuestion
{
    /// <summary>Puts the answer into a specification.</summary>
    /// <exception cref="LaunchException">The switch is not there, or its answer is none.</exception>
    public static ContainerSpec Answer(ContainerSpec spec)
    {
        if (spec.Network is not { } network)
        {
            return spec;
        }

        int queues = 1;
        using var connection = new SwitchConnection(network.Switch);
        connection.Do(container: null);
        connection.Ask("a question", client => queues = Ask(client));
        return queues is >= 1 and <= Limits.Queues
            ? spec with { Network = network with { Queues = queues } }
            : throw new LaunchException($"the switch at {network.Switch} asks for {queues} queues; there can be 1 to {Limits.Queues}");
    }

    // A switch that is older than the question takes one.
    private static int Ask(ControlClient client)
    {
        try
        {
            return client.Settings().Queues;
        }
        catch (ControlException refusal) when (refusal.Code == ErrorCode.UnknownVerb)
        {
            return 1;
        }
    }
}
