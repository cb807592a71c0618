using Containet.Linux;
using Containode.Running;
using Tmds.Linux;

namespace Containode.Living;

/// <summary>
/// Gives a container's log back: to standard output what was written there, to standard error what was written there, byte
/// for byte. Where it follows, it looks for more now and then until the container has ended. What was thrown away
/// because the log was full is missing at its beginning; who follows too slowly misses it too. One thread.
/// </summary>
internal sealed class LogReader
{
    private const int LookMilliseconds = 100;
    private const int ReadSize = 65536;

    private readonly ContainerRecord _record;
    private readonly byte[] _buffer = new byte[2 * ReadSize];
    private int _filled;
    private long _offset;

    public LogReader(ContainerRecord record)
    {
        _record = record;
    }

    /// <summary>Prints it.</summary>
    /// <param name="follows">Goes on until the container has ended.</param>
    /// <param name="directory">Where the container is looked up again.</param>
    /// <exception cref="LaunchException">There is none.</exception>
    public void Print(bool follows, StateDirectory directory)
    {
        if (!File.Exists(PathOf(LogFile.Name)))
        {
            throw new LaunchException($"the container {_record.Identity} has no log: only what --detach starts has one");
        }

        if (File.Exists(PathOf(LogFile.OlderName)))
        {
            using Fd older = Files.Open(PathOf(LogFile.OlderName), LibC.O_RDONLY);
            PrintRest(older);
            Begin();
        }

        Fd file = Files.Open(PathOf(LogFile.Name), LibC.O_RDONLY);
        while (true)
        {
            // Asked first: what an ended container wrote is all there.
            bool last = !follows || ContainerRecord.Read(directory, _record.Identity) is not { HasEnded: false };
            PrintRest(file);
            if (last)
            {
                break;
            }

            if (IsOlder(file))
            {
                PrintRest(file);
                file.Dispose();
                file = Files.Open(PathOf(LogFile.Name), LibC.O_RDONLY);
                Begin();
            }
            else
            {
                Thread.Sleep(LookMilliseconds);
            }
        }

        file.Dispose();
    }

    private string PathOf(string name) => $"{_record.Location}/{name}";

    private void Begin() => (_filled, _offset) = (0, 0);

    private bool IsOlder(Fd file) => Files.Status(PathOf(LogFile.Name)) is { } there && Files.Status(file).st_ino != there.st_ino;

    private void PrintRest(Fd file)
    {
        while (true)
        {
            int count = Files.ReadAt(file, _buffer.AsSpan(_filled), _offset);
            if (count == 0)
            {
                return;
            }

            _offset += count;
            _filled += count;
            int used = ReadLines(_buffer.AsSpan(0, _filled), Print);

            // A line is no longer than what a pump reads at once, and its beginning.
            _buffer.AsSpan(used, _filled - used).CopyTo(_buffer);
            _filled -= used;
        }
    }

    /// <summary>Reads whole lines; the rest comes later.</summary>
    /// <param name="text">Lines of a log.</param>
    /// <param name="print">Gets what was written, and whether that was to standard error.</param>
    /// <returns>How many bytes the whole lines are.</returns>
    internal static int ReadLines(ReadOnlySpan<byte> text, Action<bool, ReadOnlySpan<byte>> print)
    {
        int used = 0;
        while (text[used..].IndexOf((byte)'\n') is var length && length >= 0)
        {
            ReadLine(text.Slice(used, length + 1), print);
            used += length + 1;
        }

        return used;
    }

    // TIME STREAM F|P TEXT
    private static void ReadLine(ReadOnlySpan<byte> line, Action<bool, ReadOnlySpan<byte>> print)
    {
        int stream = line.IndexOf((byte)' ') + 1;
        int tag = stream + line[stream..].IndexOf((byte)' ') + 1;
        int start = tag + 2;
        if (stream > 0 && tag > stream && start < line.Length)
        {
            print(line[stream..].StartsWith("stderr"u8), line[tag] == 'F' ? line[start..] : line[start..^1]);
        }
    }

    private static void Print(bool error, ReadOnlySpan<byte> text) =>
        StandardOutput.Write(error ? LibC.STDERR_FILENO : LibC.STDOUT_FILENO, text);
}
