using Containet.DataPlane.Tests.Offload;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests.Coalescing;

/// <summary>
/// The kernel is the reference: the same batches pass its GRO and the switch's, and the runs must be the same, frame for
/// frame. <see cref="StricterThanTheKernelTests"/> has what is meant to differ.
/// </summary>
[Trait("Category", "System")]
public class KernelCoalescingTests
{
    private const int Batches = 60;

    [SkippableTheory]
    [InlineData(false, false, 0)]
    [InlineData(false, true, 0)]
    [InlineData(true, false, 0)]
    [InlineData(true, true, 0)]
    [InlineData(false, true, 1)]
    [InlineData(true, false, 2)]
    public void Runs_are_the_kernels(bool ipV6, bool tcp, int tags)
    {
        Root.Required();
        using var kernel = new KernelCoalescing();
        Skip.If(tags > 0 && !kernel.KnowsVlans, "this kernel is built without VLANs (CONFIG_VLAN_8021Q): it puts nothing together behind a tag");
        int merged = 0;
        for (int seed = 0; seed < Batches; seed++)
        {
            var random = new Random(seed);
            var shape = new PacketBuilder { IpV6 = ipV6, Tcp = tcp, VlanTags = tags, TcpOptions = 4 * random.Next(11) };
            List<Offered> batch = Traffic.Make(shape, random);
            string ours = Text(OurCoalescing.Runs(batch));
            string kernels = Text(kernel.Runs(batch, runs => Text(runs) == ours));
            Assert.True(ours == kernels, $"seed {seed}, {shape}:\nours {ours}\nthe kernel's {kernels}");
            merged += batch.Count - OurCoalescing.Runs(batch).Count;
        }

        Assert.True(merged > Batches * 10, $"only {merged} frames were put behind others: the test tests nothing");
    }

    /// <summary>Runs in the order of their first frames: when each is delivered is the taker's matter.</summary>
    internal static string Text(List<int[]> runs) => string.Join(' ', runs.OrderBy(r => r[0]).Select(r => $"[{string.Join(',', r)}]"));
}
