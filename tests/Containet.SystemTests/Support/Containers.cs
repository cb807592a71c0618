namespace Containet.SystemTests.Support;

/// <summary>Several containers on one switch, node1 with address 10.0.0.1 and so on, started all at once.</summary>
internal sealed class Containers : IDisposable
{
    private readonly List<Container> _all = [];

    public Containers(RunningSwitch net, int count)
    {
        try
        {
            foreach (int number in Enumerable.Range(1, count))
            {
                _all.Add(Container.Begin("-s", net.SocketPath, "-i", $"node{number}", "-4", $"10.0.0.{number}/24"));
            }

            _all.ForEach(container => container.AwaitStart());
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyList<Container> All => _all;

    public IReadOnlyList<string> Addresses => [.. Enumerable.Range(1, _all.Count).Select(number => $"10.0.0.{number}")];

    public void Dispose() => _all.ForEach(container => container.Dispose());
}
