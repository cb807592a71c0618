using Containet.DataPlane.Frames;
using Containet.DataPlane.Offload;
using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Policies.Links;

/// <summary>
/// The frames that are on their way over links, of one worker: copies, so that the frames that they came in are free for others,
/// in memory of their own that is bounded. Bytes lie in chains of small blocks. Made when the first link is; memory that no frame
/// has reached costs addresses only. One thread's, once it is made.
/// </summary>
internal sealed unsafe class HeldFrames
{
    /// <summary>Frames at once: what is sent in half a second at 200,000 a second, and room.</summary>
    public const int MostFrames = 1 << 17;

    /// <summary>Bytes of a block: a small frame has one, one of 1514 bytes six, with little left over.</summary>
    public const int BlockSize = 256;

    /// <summary>Blocks: 100,000 frames of 1514 bytes have room. 160 MB.</summary>
    public const int Blocks = 640 * 1024;

    private readonly PinnedBlock _memory = new((long)Blocks * BlockSize);
    private readonly int[] _nextBlock = new int[Blocks];
    private readonly HeldFrame[] _frames = new HeldFrame[MostFrames];
    private readonly int[] _freeFrames = new int[MostFrames];
    private readonly DueHeap _due = new(MostFrames);
    private int _freeFrameCount;
    private int _freshFrames; // those before it have been used
    private int _freeBlock = -1; // chained by _nextBlock
    private int _freeBlockCount;
    private int _freshBlocks;

    /// <summary>How many frames there are.</summary>
    public int Count => _due.Count;

    /// <summary>When the next one is due; only if there is one.</summary>
    public long Next => _due.Next;

    /// <summary>Holds a copy of a frame.</summary>
    /// <param name="due">When it is to go on.</param>
    /// <param name="head">Its first bytes.</param>
    /// <param name="rest">Its other bytes.</param>
    /// <param name="vnet">What is left to do with it.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="destination">Where it goes to.</param>
    /// <returns>False if there is no room.</returns>
    public bool TryAdd(long due, ReadOnlySpan<byte> head, ReadOnlySpan<byte> rest, VnetHeader vnet, Port source, Port destination)
    {
        int length = head.Length + rest.Length;
        int blocks = (length + BlockSize - 1) / BlockSize;
        if (_due.Count == MostFrames || _freeBlockCount + Blocks - _freshBlocks < blocks)
        {
            return false;
        }

        int number = _freeFrameCount > 0 ? _freeFrames[--_freeFrameCount] : _freshFrames++;
        _frames[number] = new HeldFrame
        {
            Source = source,
            Destination = destination,
            Vnet = vnet,
            Length = length,
            Block = Write(head, rest, blocks),
        };
        _due.Add(due, number);
        return true;
    }

    /// <summary>Takes the frame that is due first.</summary>
    /// <param name="bytes">Where its bytes go: as many as any frame has.</param>
    public HeldFrame Take(Span<byte> bytes)
    {
        int number = _due.Take();
        HeldFrame frame = _frames[number];
        _frames[number] = default; // ports that have left are not kept
        _freeFrames[_freeFrameCount++] = number;
        int block = frame.Block;
        for (int at = 0; at < frame.Length; at += BlockSize)
        {
            // Safe: blocks lie within the memory, and a chain has as many as the length says.
            int length = Math.Min(BlockSize, frame.Length - at);
            new ReadOnlySpan<byte>(_memory.Address + ((nint)block * BlockSize), length).CopyTo(bytes[at..]);
            int next = _nextBlock[block];
            _nextBlock[block] = _freeBlock;
            _freeBlock = block;
            _freeBlockCount++;
            block = next;
        }

        return frame;
    }

    private int Write(ReadOnlySpan<byte> head, ReadOnlySpan<byte> rest, int blocks)
    {
        int first = -1;
        int before = -1;
        for (int i = 0; i < blocks; i++)
        {
            int block = TakeBlock();
            if (before < 0)
            {
                first = block;
            }
            else
            {
                _nextBlock[before] = block;
            }

            before = block;

            // Safe: as in Take.
            var room = new Span<byte>(_memory.Address + ((nint)block * BlockSize), BlockSize);
            int ofHead = Math.Min(head.Length, BlockSize);
            head[..ofHead].CopyTo(room);
            head = head[ofHead..];
            int ofRest = Math.Min(rest.Length, BlockSize - ofHead);
            rest[..ofRest].CopyTo(room[ofHead..]);
            rest = rest[ofRest..];
        }

        return first;
    }

    private int TakeBlock()
    {
        if (_freeBlock < 0)
        {
            return _freshBlocks++;
        }

        int block = _freeBlock;
        _freeBlock = _nextBlock[block];
        _freeBlockCount--;
        return block;
    }
}
