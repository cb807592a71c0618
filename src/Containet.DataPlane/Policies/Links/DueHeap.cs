namespace Containet.DataPlane.Policies.Links;

/// <summary>Numbers in the order in which they are due, and of those due at once in the order in which they came: a heap of four branches. One thread's.</summary>
internal sealed class DueHeap
{
    private const int Branches = 4; // half as deep as with two, and four fit in a line pair

    private readonly Item[] _items;
    private uint _order;

    /// <summary>Makes an empty one.</summary>
    /// <param name="capacity">How many it may hold.</param>
    public DueHeap(int capacity) => _items = new Item[capacity];

    /// <summary>How many it holds.</summary>
    public int Count { get; private set; }

    /// <summary>When the first is due; only if there is one.</summary>
    public long Next => _items[0].Due;

    /// <summary>Adds a number; there is room.</summary>
    public void Add(long due, int number)
    {
        var item = new Item { Due = due, Order = _order++, Number = number };
        int at = Count++;
        while (at > 0)
        {
            int parent = (at - 1) / Branches;
            if (!item.IsBefore(_items[parent]))
            {
                break;
            }

            _items[at] = _items[parent];
            at = parent;
        }

        _items[at] = item;
    }

    /// <summary>Takes the first.</summary>
    public int Take()
    {
        int number = _items[0].Number;
        Item last = _items[--Count];
        int at = 0;
        while (true)
        {
            int first = (at * Branches) + 1;
            if (first >= Count)
            {
                break;
            }

            int least = first;
            for (int child = first + 1; child < Math.Min(first + Branches, Count); child++)
            {
                least = _items[child].IsBefore(_items[least]) ? child : least;
            }

            if (!_items[least].IsBefore(last))
            {
                break;
            }

            _items[at] = _items[least];
            at = least;
        }

        _items[at] = last;
        return number;
    }

    private struct Item
    {
        public long Due;
        public uint Order;
        public int Number;

        // Orders go round; no two that are held at once are half of them apart.
        public readonly bool IsBefore(in Item other) => Due != other.Due ? Due < other.Due : (int)(Order - other.Order) < 0;
    }
}
