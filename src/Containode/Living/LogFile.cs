using System.Buffers;
using System.Globalization;
using System.Text;
using Containet.Linux;

namespace Containode.Living;

/// <summary>
/// What a detached container wrote, in the form that Kubernetes gave logs: a line is <c>TIME stdout|stderr F|P TEXT</c>, where
/// F says that the text ended with the end of a line and P that it did not, so that every byte can be given back. Bounded:
/// when a file is full it becomes <c>log.1</c>, in place of the one before. One writer.
/// </summary>
internal sealed class LogFile : IDisposable
{
    public const string Name = "log";
    public const string OlderName = "log.1";

    /// <summary>Bytes of one file; there are two. Enough to see what went wrong; little beside what a machine's /run has.</summary>
    public const long MaxSize = 4 << 20;

    private const int PrivateFile = 0x180; // 0600
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffffffZ";

    private readonly string _directory;
    private readonly ArrayBufferWriter<byte> _lines = new();
    private Fd _file;
    private long _size;

    /// <summary>Begins a log.</summary>
    /// <param name="directory">The container's directory.</param>
    public LogFile(string directory)
    {
        _directory = directory;
        _file = Files.Create($"{directory}/{Name}", PrivateFile);
    }

    /// <summary>Appends what came.</summary>
    /// <param name="stream"><c>stdout</c> or <c>stderr</c>.</param>
    /// <param name="bytes">What was written.</param>
    public void Append(string stream, ReadOnlySpan<byte> bytes)
    {
        byte[] prefix = Encoding.ASCII.GetBytes($"{DateTime.UtcNow.ToString(TimeFormat, CultureInfo.InvariantCulture)} {stream} ");
        _lines.ResetWrittenCount();
        while (bytes.Length > 0)
        {
            int end = bytes.IndexOf((byte)'\n');
            ReadOnlySpan<byte> text = end < 0 ? bytes : bytes[..end];
            _lines.Write(prefix);
            _lines.Write(end < 0 ? "P "u8 : "F "u8);
            _lines.Write(text);
            _lines.Write("\n"u8);
            bytes = end < 0 ? default : bytes[(end + 1)..];
        }

        if (_size + _lines.WrittenCount > MaxSize)
        {
            Rotate();
        }

        // A log that cannot be written (no space is left) must not end the container.
        _size += Files.TryWrite(_file, _lines.WrittenSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Rotate()
    {
        _file.Dispose();
        File.Move($"{_directory}/{Name}", $"{_directory}/{OlderName}", overwrite: true);
        _file = Files.Create($"{_directory}/{Name}", PrivateFile);
        _size = 0;
    }
}
