using System.Diagnostics;
using Containet.Linux;
using Xunit;

namespace Containet.Control.Tests;

/// <summary>Taps of several queues, a descriptor each, and what is handed in as such and is none.</summary>
[Trait("Category", "System")]
public sealed class QueueTests : IDisposable
{
    private const int Queues = 3;
    private const string Three = """{"add-etherfd":{"ifname":"eth0","nodeid":"n","queues":3}}""";
    private const string One = """{"add-etherfd":{"ifname":"eth0","nodeid":"n"}}""";

    private readonly TestServer _server = new(queues: Queues);

    public void Dispose() => _server.Dispose();

    [SkippableFact]
    public void As_many_as_the_switch_asks_for_are_one_port_which_ends_with_its_process()
    {
        TestTap.SkipUnlessPossible();
        using TapQueues tap = TestTap.CreateQueues(Queues);
        using var process = Process.Start("sleep", "100");
        using ControlClient client = _server.ConnectClient();
        Assert.Equal(Queues, client.Settings().Queues);
        using (Fd pidfd = PidFd.Open(process.Id))
        {
            client.AddPort(new AddEtherFd { Node = "n", InterfaceName = "eth0" }, null, tap.Queues, pidfd);
        }

        Assert.Equal([Queues], _server.Handler.QueueCounts);
        Assert.All(tap.Queues, queue => Assert.True(queue.IsNonBlocking()));
        process.Kill();
        Assert.True(SpinWait.SpinUntil(() => _server.Handler.Requests.Count == 0, TimeSpan.FromSeconds(10)), "the port outlives its process");
    }

    [SkippableFact]
    public void One_queue_is_taken_as_ever_also_of_a_tap_that_may_have_several()
    {
        TestTap.SkipUnlessPossible();
        using Fd single = TestTap.CreateOne(TestTap.NoPi);
        using TapQueues several = TestTap.CreateQueues(2);
        Assert.Equal("{}", _server.Ask(One, single.Value));
        Assert.Equal("{}", _server.Ask(One.Replace("eth0", "eth1", StringComparison.Ordinal), several.Queues[0].Value));
        Assert.Equal([1, 1], _server.Handler.QueueCounts);
    }

    [SkippableFact]
    public void What_is_not_a_tap_s_own_different_queues_is_refused_and_closed()
    {
        TestTap.SkipUnlessPossible();
        using TapQueues tap = TestTap.CreateQueues(Queues);
        using TapQueues other = TestTap.CreateQueues(Queues);
        using var canary = new Canary();
        int[] queues = [.. tap.Queues.Select(queue => queue.Value)];
        Refuses("unsupported-tap", Three, queues[0], queues[1], queues[1]);
        Refuses("unsupported-tap", Three, queues[0], queues[1], queues[0]);
        Refuses("unsupported-tap", Three, queues[0], queues[1], other.Queues[2].Value);
        Refuses("not-a-tap", Three, queues[0], queues[1], canary.Descriptor);
        Refuses("no-descriptor", Three, queues[0], queues[1]);
        Refuses("no-descriptor", Three);
        Refuses("not-a-pidfd", Three, [.. queues, canary.Descriptor]);
        Refuses("not-a-pidfd", One, queues[0], queues[1]);
        Refuses("too-many-descriptors", One, queues);
        Refuses("too-many-descriptors", Three, [.. queues, canary.Descriptor, canary.Descriptor]);
        Assert.True(canary.IsClosedEverywhere());
    }

    [SkippableFact]
    public void Queues_of_a_port_are_not_attached_again_and_stay_as_they_are()
    {
        TestTap.SkipUnlessPossible();
        using TapQueues tap = TestTap.CreateQueues(Queues);
        int[] queues = [.. tap.Queues.Select(queue => queue.Value)];
        Assert.Equal("{}", _server.Ask(Three, queues));
        Refuses("exists", Three.Replace("\"n\"", "\"m\"", StringComparison.Ordinal), queues, ports: 1);
        Refuses("exists", One.Replace("\"n\"", "\"m\"", StringComparison.Ordinal), [queues[2]], ports: 1);
        Assert.All(tap.Queues, queue => Assert.True(queue.IsNonBlocking()));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("17")]
    [InlineData("99999999999")]
    [InlineData("1.5")]
    [InlineData("\"2\"")]
    public void A_number_out_of_range_is_refused(string number) => Assert.EndsWith(
        "\"code\":\"bad-request\"}", _server.Ask(Three.Replace("3", number, StringComparison.Ordinal)), StringComparison.Ordinal);

    [SkippableFact]
    public void A_switch_that_asks_for_one_takes_no_more()
    {
        TestTap.SkipUnlessPossible();
        using var single = new TestServer();
        using TapQueues tap = TestTap.CreateQueues(Queues);
        Assert.Equal("""{"settings":{"queues":1}}""", single.Ask("""{"settings":{}}"""));
        Assert.Contains("too-many-descriptors", single.Ask(Three, [.. tap.Queues.Select(queue => queue.Value)]), StringComparison.Ordinal);
        Assert.Empty(single.Handler.Requests);
    }

    private void Refuses(string code, string request, params int[] descriptors) => Refuses(code, request, descriptors, ports: 0);

    private void Refuses(string code, string request, int[] descriptors, int ports)
    {
        Assert.EndsWith($"\"code\":\"{code}\"}}", _server.Ask(request, descriptors), StringComparison.Ordinal);
        Assert.Equal(ports, _server.Handler.Requests.Count);
    }
}
