using System.Buffers.Binary;
using Xunit;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Tests.Seccomp;

/// <summary>What the kernel does with a filter, in plain: its checks when it takes one (seccomp_check_filter), and its run.</summary>
internal static class FilterMachine
{
    private const int DataSize = 64;

    /// <summary>Checks that the kernel would take a filter.</summary>
    public static void Check(sock_filter[] filter)
    {
        Assert.InRange(filter.Length, 1, 4096);
        for (int i = 0; i < filter.Length; i++)
        {
            sock_filter instruction = filter[i];
            switch (instruction.code)
            {
                case BPF_LD | BPF_W | BPF_ABS:
                    Assert.True(instruction.k % sizeof(uint) == 0 && instruction.k < DataSize, $"{i}: load from {instruction.k}");
                    break;
                case BPF_ALU | BPF_AND | BPF_K or BPF_RET | BPF_K:
                    break;
                case BPF_JMP | BPF_JA:
                    Assert.True(i + 1 + instruction.k < filter.Length, $"{i}: jump by {instruction.k}");
                    break;
                case BPF_JMP | BPF_JEQ | BPF_K or BPF_JMP | BPF_JGT | BPF_K or BPF_JMP | BPF_JGE | BPF_K:
                    Assert.True(i + 1 + Math.Max(instruction.jt, instruction.jf) < filter.Length, $"{i}: jump by {instruction.jt}, {instruction.jf}");
                    break;
                default:
                    Assert.Fail($"{i}: no instruction has the code 0x{instruction.code:x}");
                    break;
            }
        }

        Assert.Equal(BPF_RET | BPF_K, filter[^1].code);
    }

    /// <summary>What a filter returns for a call.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="architecture">AUDIT_ARCH_….</param>
    /// <param name="number">The call's number.</param>
    /// <param name="arguments">The call's six arguments.</param>
    public static uint Run(sock_filter[] filter, uint architecture, uint number, ReadOnlySpan<ulong> arguments) =>
        Run(filter, architecture, number, arguments, out _);

    /// <summary>What a filter returns for a call.</summary>
    public static uint Run(sock_filter[] filter, uint architecture, uint number, ReadOnlySpan<ulong> arguments, out int steps)
    {
        // struct seccomp_data: nr, arch, instruction_pointer, args[6]
        Span<byte> data = stackalloc byte[DataSize];
        BinaryPrimitives.WriteUInt32LittleEndian(data, number);
        BinaryPrimitives.WriteUInt32LittleEndian(data[4..], architecture);
        for (int i = 0; i < arguments.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(data[(16 + (8 * i))..], arguments[i]);
        }

        uint a = 0;
        int at = 0;
        for (steps = 1; ; steps++)
        {
            sock_filter instruction = filter[at++];
            switch (instruction.code)
            {
                case BPF_LD | BPF_W | BPF_ABS:
                    a = BinaryPrimitives.ReadUInt32LittleEndian(data[(int)instruction.k..]);
                    break;
                case BPF_ALU | BPF_AND | BPF_K:
                    a &= instruction.k;
                    break;
                case BPF_RET | BPF_K:
                    return instruction.k;
                case BPF_JMP | BPF_JA:
                    at += (int)instruction.k;
                    break;
                case BPF_JMP | BPF_JEQ | BPF_K:
                    at += a == instruction.k ? instruction.jt : instruction.jf;
                    break;
                case BPF_JMP | BPF_JGT | BPF_K:
                    at += a > instruction.k ? instruction.jt : instruction.jf;
                    break;
                default:
                    at += a >= instruction.k ? instruction.jt : instruction.jf;
                    break;
            }
        }
    }
}
