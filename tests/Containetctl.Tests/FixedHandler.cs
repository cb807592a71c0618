using Containet.Control;
using Containet.Linux;

namespace Containetctl.Tests;

/// <summary>A data plane that always says the same.</summary>
internal sealed class FixedHandler : IControlHandler
{
    public List<PortDescription> PortList { get; } = [];

    public List<MacDescription> MacList { get; } = [];

    public List<WorkerDescription> WorkerList { get; } = [];

    public int Queues => 1;

    public int AddPort(PortRequest port, IReadOnlyList<Fd> queues) => throw new ControlException(ErrorCode.Limit, "no ports here");

    public void RemovePort(int number, bool closeLater)
    {
    }

    public int FailureBell => -1;

    public IReadOnlyList<PortFailure> TakeFailures() => [];

    public IReadOnlyList<PortDescription> Ports() => PortList;

    public IReadOnlyList<MacDescription> Macs() => MacList;

    public List<AdminCommand> Administered { get; } = [];

    public Reply Answer { get; set; } = Reply.Done;

    public Reply Administer(AdminCommand command)
    {
        Administered.Add(command);
        return Answer;
    }

    public IReadOnlyList<WorkerDescription> Workers() => WorkerList;
}
