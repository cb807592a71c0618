namespace Containet.DataPlane.Engines;

/// <summary>Ports with frames to read, first come first served, each at most once. One thread.</summary>
internal struct ReadyQueue
{
    private readonly ushort[] _queue;
    private readonly bool[] _queued;
    private int _head;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="ports">One more than the greatest port number.</param>
    public ReadyQueue(int ports)
    {
        _queue = new ushort[ports];
        _queued = new bool[ports];
        _head = 0;
        Count = 0;
    }

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>Whether none does.</summary>
    public readonly bool IsEmpty => Count == 0;

    /// <summary>Puts a port at the end, unless it waits already.</summary>
    public void Add(ushort port)
    {
        if (_queued[port])
        {
            return;
        }

        _queued[port] = true;
        int at = _head + Count++;
        _queue[at >= _queue.Length ? at - _queue.Length : at] = port;
    }

    /// <summary>Takes the first; there must be one.</summary>
    public ushort Take()
    {
        ushort port = _queue[_head];
        _head = _head + 1 == _queue.Length ? 0 : _head + 1;
        Count--;
        _queued[port] = false;
        return port;
    }
}
