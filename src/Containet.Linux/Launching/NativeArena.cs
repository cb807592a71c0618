using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Containet.Linux.Launching;

/// <summary>
/// Native memory for what a prepared launch points at: strings, structures, slots. It never moves, is zeroed, grows
/// block by block, and goes as a whole. One thread; the addresses it hands out are valid until it is disposed of.
/// </summary>
public sealed unsafe class NativeArena : IDisposable
{
    private const int BlockSize = 16 * 1024;
    private const int Alignment = 16;

    private readonly List<nint> _blocks = [];
    private readonly List<(nint Address, int Size)> _shared = [];
    private byte* _next;
    private nint _left;

    /// <summary>Copies a text as zero-terminated bytes (<see cref="ByteText"/>).</summary>
    /// <returns>Its address.</returns>
    /// <exception cref="ArgumentException">It contains a zero character, which would cut it short.</exception>
    public nint Text(string text)
    {
        if (text.Contains('\0'))
        {
            throw new ArgumentException($"a zero character in {text.Replace('\0', '?')}", nameof(text));
        }

        byte[] bytes = ByteText.Encode(text);
        byte* copy = Allocate(bytes.Length + 1);

        // Safe: so many bytes were allocated, and one more that stays zero.
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        return (nint)copy;
    }

    /// <summary>Copies texts as the zero-terminated array of pointers that execve(2) takes.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="more">The addresses of texts that are in native memory already, and stay there.</param>
    /// <returns>The array's address.</returns>
    public nint Texts(IReadOnlyList<string> texts, params ReadOnlySpan<nint> more)
    {
        nint* array = (nint*)Allocate((texts.Count + more.Length + 1) * sizeof(nint));

        // Safe: what follows the texts has room for that many.
        more.CopyTo(new Span<nint>(array + texts.Count, more.Length));
        for (int i = 0; i < texts.Count; i++)
        {
            array[i] = Text(texts[i]);
        }

        return (nint)array;
    }

    /// <summary>Copies a structure.</summary>
    /// <param name="value">The structure.</param>
    /// <param name="extra">Bytes of zeroed room behind it.</param>
    /// <returns>Its address.</returns>
    public nint Put<T>(in T value, int extra = 0)
        where T : unmanaged
    {
        T* copy = (T*)Allocate(sizeof(T) + extra);
        *copy = value;
        return (nint)copy;
    }

    /// <summary>Copies several structures, one after another.</summary>
    /// <returns>The address of the first.</returns>
    public nint Put<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        T* copy = (T*)Allocate(values.Length * sizeof(T));

        // Safe: exactly that many were allocated.
        values.CopyTo(new Span<T>(copy, values.Length));
        return (nint)copy;
    }

    /// <summary>A fresh slot, 0 until a call's result is stored in it.</summary>
    public Slot NewSlot() => new((nint)Allocate(sizeof(nint)));

    /// <summary>Zeroed room for a call to write into.</summary>
    /// <param name="size">Bytes.</param>
    public nint Room(int size) => (nint)Allocate(size);

    /// <summary>Zeroed room that a child shares with this process, rather than having a copy of it.</summary>
    /// <param name="size">Bytes.</param>
    /// <exception cref="LinuxException">There is none left.</exception>
    public nint Shared(int size)
    {
        void* memory = LibC.mmap(null, size, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_SHARED | LibC.MAP_ANONYMOUS, -1, 0);
        if (memory == LibC.MAP_FAILED)
        {
            throw LinuxException.FromErrno("mmap", $"{size} bytes");
        }

        _shared.Add(((nint)memory, size));
        return (nint)memory;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((nint address, int size) in _shared)
        {
            LibC.munmap((void*)address, size);
        }

        _shared.Clear();
        foreach (nint block in _blocks)
        {
            NativeMemory.Free((void*)block);
        }

        _blocks.Clear();
        _left = 0;
    }

    private byte* Allocate(int size)
    {
        nint rounded = (Math.Max(size, 1) + Alignment - 1) & ~(Alignment - 1);
        if (rounded > _left)
        {
            nint block = Math.Max(BlockSize, rounded);
            _next = (byte*)NativeMemory.AllocZeroed((nuint)block);
            _left = block;
            _blocks.Add((nint)_next);
        }

        byte* result = _next;
        _next += rounded;
        _left -= rounded;
        return result;
    }
}
