using Containet.Images.References;
using Containet.Images.Store;
using Containet.Images.Tests.Support;
using Xunit;

namespace Containet.Images.Tests.Registry;

/// <summary>Garbage, and several who collect it.</summary>
public class CollectorTests
{
    [Fact]
    public async Task SeveralCollectorsShareWhatThereIs()
    {
        const int Rounds = 5, Collectors = 4, Blobs = 300;
        using var store = new TestStore();
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < Blobs; i++)
            {
                byte[] content = BitConverter.GetBytes(i);
                store.Store.PutBlob(Digest.Of(content), content).Dispose();
            }

            using var together = new Barrier(Collectors);
            int[] removed = await Task.WhenAll(Enumerable.Range(0, Collectors).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    return new GarbageCollector(store.Store).Collect(alsoUnfinished: false).Blobs;
                },
                TaskCreationOptions.LongRunning)));
            Assert.Equal(Blobs, removed.Sum());
        }
    }
}
