using System.Text;
using Containode.Living;
using FsCheck.Xunit;
using Xunit;

namespace Containode.Tests.Living;

/// <summary>What a log is given, it gives back; and it never grows beyond its bounds.</summary>
public sealed class LogTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("log").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Property]
    public bool EveryByteComesBackToItsStream((bool Error, byte[] Bytes)[] written)
    {
        using (var log = new LogFile(_directory))
        {
            foreach ((bool error, byte[] bytes) in written)
            {
                log.Append(error ? "stderr" : "stdout", [.. bytes.Select(Likely)]);
            }
        }

        (byte[] output, byte[] errors) = Split(File.ReadAllBytes($"{_directory}/{LogFile.Name}"));
        return output.SequenceEqual(written.Where(one => !one.Error).SelectMany(one => one.Bytes).Select(Likely))
            && errors.SequenceEqual(written.Where(one => one.Error).SelectMany(one => one.Bytes).Select(Likely));
    }

    [Fact]
    public void TheLogIsBounded()
    {
        byte[] chunk = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a line of sixteen\n", 3000)));
        using var log = new LogFile(_directory);
        for (int i = 0; i < 400; i++)
        {
            log.Append("stdout", chunk);
        }

        Assert.Equal([LogFile.Name, LogFile.OlderName], Directory.EnumerateFiles(_directory).Select(Path.GetFileName).Order());
        Assert.All(Directory.EnumerateFiles(_directory), file => Assert.InRange(new FileInfo(file).Length, 1, LogFile.MaxSize));
    }

    // Ends of lines and spaces, which the form is made of, are frequent.
    private static byte Likely(byte b) => (b % 8) switch { 0 => (byte)'\n', 1 => (byte)' ', _ => b };

    // The printing reader writes to descriptors; its parser is the same.
    private static (byte[] Output, byte[] Errors) Split(byte[] log)
    {
        var output = new List<byte>();
        var errors = new List<byte>();
        LogReader.ReadLines(log, (error, text) => (error ? errors : output).AddRange(text));
        return ([.. output], [.. errors]);
    }
}
