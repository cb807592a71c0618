using System.Net;
using Containet.Mpps.Loads;
using static Containet.Linux.Bindings.Native;

namespace Containet.Mpps.Kernel;

/// <summary>
/// The program of <see cref="XdpSink"/>, put together by hand (Documentation/bpf/standardization/instruction-set.rst):
/// a frame of IPv4 and UDP to the port is counted and dropped; a coalesced one counts as the payloads that it carries.
/// <c>r2</c> is the frame, <c>r3</c> its end, <c>r6</c> the counters, <c>r7</c> the sequence number, <c>r8</c> the payloads.
/// </summary>
internal static class XdpSinkProgram
{
    private const byte LoadByte = 0x71;
    private const byte LoadHalf = 0x69;
    private const byte LoadWord = 0x61;
    private const byte LoadDouble = 0x79;
    private const byte StoreDouble = 0x7b;
    private const byte AtomicDouble = 0xdb;
    private const byte Move = 0xbf;
    private const byte MoveImmediate = 0xb7;
    private const byte Add = 0x0f;
    private const byte AddImmediate = 0x07;
    private const byte Subtract = 0x1f;
    private const byte DivideImmediate = 0x37;
    private const byte JumpIfGreater = 0x2d;
    private const byte JumpIfGreaterOrEqual = 0x3d;
    private const byte JumpIfNot = 0x55;
    private const byte Jump = 0x05;
    private const byte Exit = 0x95;
    private const byte LoadImmediateDouble = 0x18;

    /// <summary>Puts it together.</summary>
    /// <param name="map">An array map whose one value is <see cref="SinkCounters"/>.</param>
    /// <param name="port">The UDP destination port, in host order.</param>
    public static bpf_insn[] Assemble(int map, ushort port)
    {
        const int Drop = 28;
        const int Pass = 30;
        var program = new List<bpf_insn>();
        void Emit(byte code, int destination = 0, int source = 0, int offset = 0, int immediate = 0) =>
            program.Add(new bpf_insn
            {
                code = code,
                registers = (byte)(destination | (source << 4)),
                off = (short)offset,
                imm = immediate,
            });
        int To(int target) => target - program.Count - 1;

        Emit(LoadWord, 2, 1, 0);
        Emit(LoadWord, 3, 1, 4);
        Emit(Move, 4, 2);
        Emit(AddImmediate, 4, immediate: RawFrame.Size);
        Emit(JumpIfGreater, 4, 3, To(Pass));
        Emit(LoadHalf, 5, 2, 12);
        Emit(JumpIfNot, 5, 0, To(Pass), (ushort)IPAddress.HostToNetworkOrder((short)0x0800));
        Emit(LoadByte, 5, 2, 23);
        Emit(JumpIfNot, 5, 0, To(Pass), 17);
        Emit(LoadHalf, 5, 2, RawFrame.PortOffset);
        Emit(JumpIfNot, 5, 0, To(Pass), (ushort)IPAddress.HostToNetworkOrder((short)port));
        Emit(LoadDouble, 7, 2, RawFrame.PayloadOffset + Payload.SequenceOffset);
        Emit(Move, 8, 3);
        Emit(Subtract, 8, 2);
        Emit(AddImmediate, 8, immediate: -RawFrame.PayloadOffset);
        Emit(DivideImmediate, 8, immediate: Payload.Size);
        Emit(LoadImmediateDouble, 6, BPF_PSEUDO_MAP_VALUE, immediate: map);
        Emit(0);

        // Several processors may be here at once, when there are several senders.
        Emit(MoveImmediate, 9, immediate: 1);
        Emit(AtomicDouble, 6, 9, 0);
        Emit(AtomicDouble, 6, 8, 8);
        Emit(LoadDouble, 9, 6, 24);
        Emit(JumpIfGreaterOrEqual, 7, 9, 3);
        Emit(MoveImmediate, 9, immediate: 1);
        Emit(AtomicDouble, 6, 9, 16);
        Emit(Jump, offset: To(Drop));
        Emit(Add, 7, 8);
        Emit(StoreDouble, 6, 7, 24);

        Emit(MoveImmediate, 0, immediate: (int)XDP_DROP);
        Emit(Exit);
        Emit(MoveImmediate, 0, immediate: (int)XDP_PASS);
        Emit(Exit);
        return [.. program];
    }
}
