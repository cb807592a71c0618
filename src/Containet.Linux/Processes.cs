using System.Runtime.InteropServices;
using Containet.Linux.Bindings;

namespace Containet.Linux;

/// <summary>What a process is called with, and how it becomes another program.</summary>
public static unsafe class Processes
{
    private const string Own = "/proc/self/cmdline";

    /// <summary>This process's arguments as they were given, its own name first, whatever bytes they are.</summary>
    public static byte[][] Arguments()
    {
        byte[] all = File.ReadAllBytes(Own);
        var arguments = new List<byte[]>();
        for (int begin = 0; begin < all.Length;)
        {
            int length = all.AsSpan(begin).IndexOf((byte)0);
            length = length < 0 ? all.Length - begin : length;
            arguments.Add(all[begin..(begin + length)]);
            begin += length + 1;
        }

        return [.. arguments];
    }

    /// <summary>Becomes another program, with the environment and the descriptors that are passed on; does not return.</summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its arguments, its own name first; without zero bytes.</param>
    /// <exception cref="LinuxException">It could not.</exception>
    public static void Execute(string path, IReadOnlyList<byte[]> arguments)
    {
        byte** copies = (byte**)NativeMemory.AllocZeroed((nuint)(arguments.Count + 1), (nuint)sizeof(byte*));
        for (int i = 0; i < arguments.Count; i++)
        {
            // Safe: one byte more than the argument, zeroed, ends it.
            copies[i] = (byte*)NativeMemory.AllocZeroed((nuint)arguments[i].Length + 1);
            arguments[i].CopyTo(new Span<byte>(copies[i], arguments[i].Length));
        }

        byte[] name = System.Text.Encoding.UTF8.GetBytes(path + '\0');
        fixed (byte* program = name)
        {
            Native.execv(program, copies);
        }

        throw LinuxException.FromLastError("run", path);
    }
}
