using Containet.Linux;
using Containode.Terminals;
using FsCheck.Xunit;
using Tmds.Linux;
using Xunit;

namespace Containode.Tests.Terminals;

/// <summary>Bytes pass a pump unchanged and in order, whatever their sizes and however little the sink takes.</summary>
public sealed unsafe class PumpTests
{
    [Property(MaxTest = 50)]
    public bool EveryByteArrives(byte[][] writes, ushort seed)
    {
        (Fd sourceRead, Fd sourceWrite) = Files.Pipe();
        (Fd sinkRead, Fd sinkWrite) = Files.Pipe();
        using (sourceRead)
        using (sinkRead)
        using (sinkWrite)
        {
            sinkWrite.SetNonBlocking(true);
            sourceRead.SetNonBlocking(true);
            LibC.fcntl(sinkWrite.Value, LibC.F_SETPIPE_SZ, 4096);
            var random = new Random(seed);
            byte[][] large = [.. writes.Select(write => Enumerable.Repeat(write, 1 + random.Next(200)).SelectMany(b => b).ToArray())];
            var pump = new Pump(false, sourceRead.Value, sinkWrite.Value);
            var arrived = new List<byte>();
            var writer = Task.Run(() =>
            {
                foreach (byte[] write in large)
                {
                    Files.TryWrite(sourceWrite, write);
                }

                sourceWrite.Dispose();
            });
            byte* buffer = stackalloc byte[3000];
            while (!pump.Finished)
            {
                pump.Fill();
                pump.Drain();
                sinkRead.SetNonBlocking(true);
                int count = (int)LibC.read(sinkRead.Value, buffer, random.Next(1, 3000));
                arrived.AddRange(new ReadOnlySpan<byte>(buffer, Math.Max(count, 0)));
            }

            while ((int)LibC.read(sinkRead.Value, buffer, 3000) is > 0 and var rest)
            {
                arrived.AddRange(new ReadOnlySpan<byte>(buffer, rest));
            }

            writer.Wait();
            return arrived.SequenceEqual(large.SelectMany(write => write));
        }
    }

    [Fact]
    public void ABrokenSinkFinishesIt()
    {
        (Fd sourceRead, Fd sourceWrite) = Files.Pipe();
        (Fd sinkRead, Fd sinkWrite) = Files.Pipe();
        using (sourceRead)
        using (sourceWrite)
        using (sinkWrite)
        {
            sinkRead.Dispose();
            Files.TryWrite(sourceWrite, "word"u8);
            var pump = new Pump(false, sourceRead.Value, sinkWrite.Value);
            Assert.True(pump.Fill());
            pump.Drain();
            Assert.True(pump.SinkBroken && pump.Finished && pump.SourceEvents == 0 && pump.SinkEvents == 0);
        }
    }
}
