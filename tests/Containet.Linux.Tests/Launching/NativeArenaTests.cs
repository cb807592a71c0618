using System.Runtime.InteropServices;
using System.Text;
using Containet.Linux.Launching;
using FsCheck.Xunit;
using Xunit;

namespace Containet.Linux.Tests.Launching;

public unsafe class NativeArenaTests
{
    [Property]
    public bool TextsReadBackAndDoNotOverlap(string?[] given)
    {
        string[] texts = [.. given.Select(text => (text ?? "").Replace("\0", ""))];
        using var arena = new NativeArena();
        nint[] addresses = [.. texts.Select(arena.Text)];
        return texts.Zip(addresses).All(pair =>
            MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)pair.Second).SequenceEqual(Encoding.UTF8.GetBytes(pair.First)));
    }

    [Property]
    public bool AnArrayEndsWithNull(string?[] given)
    {
        string[] texts = [.. given.Select(text => (text ?? "").Replace("\0", ""))];
        using var arena = new NativeArena();
        nint* array = (nint*)arena.Texts(texts);
        return texts.Select((text, i) => Marshal.PtrToStringUTF8(array[i]) == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))).All(same => same)
            && array[texts.Length] == 0;
    }

    [Fact]
    public void WhatIsLargerThanABlockFits()
    {
        using var arena = new NativeArena();
        string large = new('x', 100_000);
        Assert.Equal(large, Marshal.PtrToStringUTF8(arena.Text(large)));
        Assert.Equal("small", Marshal.PtrToStringUTF8(arena.Text("small")));
    }

    [Fact]
    public void AZeroInsideATextIsRefused()
    {
        using var arena = new NativeArena();
        Assert.Throws<ArgumentException>(() => arena.Text("a\0b"));
    }

    [Fact]
    public void SlotsAreSeparateAndStartAtZero()
    {
        using var arena = new NativeArena();
        Slot[] slots = [.. Enumerable.Range(0, 1000).Select(_ => arena.NewSlot())];
        Assert.Equal(slots.Length, slots.Select(slot => slot.Address).Distinct().Count());
        Assert.All(slots, slot => Assert.Equal(0, slot.Value));
    }
}
