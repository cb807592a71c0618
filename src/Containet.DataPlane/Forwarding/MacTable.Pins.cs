namespace Containet.DataPlane.Forwarding;

/// <content>What control says of stations, beside what is learned: pins, limits, and what is to be forgotten.</content>
public sealed partial class MacTable
{
    /// <summary>Says how many addresses may be learned at a port; 0 for any number. Control only; also of the tables that follow this one.</summary>
    public void Limit(int port, int most) => _learned.Limit(port, most);

    /// <summary>The port that an address is pinned to; 0 if it is not. Any thread.</summary>
    public int PinnedPort(MacAddress address)
    {
        MacNeighbourhood near = Neighbourhood(address);
        (int match, _) = near.Search(address);
        ulong word = match < 0 ? 0 : Volatile.Read(ref near[match]);
        return MacWord.Has(word, address) && MacWord.IsPinned(word) ? MacWord.Port(word) : 0;
    }

    /// <summary>Forgets an address, pinned or not. Control only.</summary>
    public void Forget(MacAddress address)
    {
        MacNeighbourhood near = Neighbourhood(address);
        for (int match = near.Search(address).Match; match >= 0; match = near.Search(address).Match)
        {
            ref ulong slot = ref near[match];
            ulong seen = Volatile.Read(ref slot);
            if (MacWord.Has(seen, address) && Interlocked.CompareExchange(ref slot, 0, seen) == seen)
            {
                _learned.Changed(seen, 0);
            }
        }
    }

    /// <summary>Puts an address at a port for good: it does not age, move, or give way. Control only.</summary>
    /// <returns>False if its neighbourhood is full of pinned addresses.</returns>
    public bool Pin(MacAddress address, int port)
    {
        ulong word = MacWord.Of(address, port, MacWord.PinnedAge);
        MacNeighbourhood near = Neighbourhood(address);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            (int match, int free) = near.Search(address);
            int target = match >= 0 ? match : free >= 0 ? free : near.Oldest(Ages);
            if (target < 0)
            {
                return false;
            }

            ref ulong slot = ref near[target];
            ulong seen = Volatile.Read(ref slot);
            if ((match < 0 || MacWord.Has(seen, address)) && Interlocked.CompareExchange(ref slot, word, seen) == seen)
            {
                _learned.Changed(seen, word);
                near.RemoveDuplicates(address);
                return true;
            }
        }

        return false;
    }

    /// <summary>Forgets everything at a port, pinned or not. Any thread; nobody may still be learning for that port.</summary>
    /// <param name="port">The port's number.</param>
    /// <returns>How many addresses were there.</returns>
    public int Purge(int port)
    {
        int purged = 0;
        for (int i = 0; i < Capacity; i++)
        {
            ref ulong slot = ref _slots[_first + i];
            ulong word = Volatile.Read(ref slot);
            if (word != 0 && MacWord.Port(word) == port && Interlocked.CompareExchange(ref slot, 0, word) == word)
            {
                _learned.Changed(word, 0);
                purged++;
            }
        }

        return purged;
    }
}
