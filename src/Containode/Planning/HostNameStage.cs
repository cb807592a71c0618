using Containet.Linux.Launching;
using Containode.Specification;

namespace Containode.Planning;

/// <summary>The names and the kernel parameters of the container's own namespaces.</summary>
internal static class HostNameStage
{
    /// <summary>Adds the steps.</summary>
    public static void Add(PlanBuilder plan, ContainerSpec spec)
    {
        if (spec.HostName is { } name)
        {
            plan.InContainer("set host name", name).SetHostName(name);
        }

        foreach ((string parameter, string value) in spec.Parameters)
        {
            plan.InContainer("set parameter", parameter).SetParameter(parameter.Replace('.', '/'), value);
        }
    }
}
