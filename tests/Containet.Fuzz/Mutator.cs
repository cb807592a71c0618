namespace Containet.Fuzz;

/// <summary>Makes new inputs of old ones, blindly: for where no coverage-guided fuzzer is at hand. The same seed, the same inputs.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, int seed)
{
    private const int MaxLength = 20_000;
    private static readonly byte[] Nasty = [0, 1, 7, 8, 0x0F, 0x45, 0x60, 0x7F, 0x80, 0x81, 0xFE, 0xFF];
    private readonly Random _random = new(seed);

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        List<byte> input = [.. Pick()];
        for (int steps = 1 << _random.Next(5); steps > 0; steps--)
        {
            Step(input);
        }

        return [.. input.Take(MaxLength)];
    }

    private byte[] Pick() => corpus[_random.Next(corpus.Count)];

    private void Step(List<byte> input)
    {
        int at = _random.Next(input.Count + 1);
        int length = Math.Min(_random.Next(1, 40), input.Count - at);
        switch (_random.Next(7))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < input.Count:
                input[at] = Nasty[_random.Next(Nasty.Length)];
                break;
            case 2 when at < input.Count:
                input[at] = (byte)_random.Next(256);
                break;
            case 3:
                input.RemoveRange(at, length);
                break;
            case 4:
                input.InsertRange(at, input.GetRange(at, length));
                break;
            case 5 when input.Count < MaxLength:
                input.AddRange(Pick().Skip(1)); // another one's records behind its own
                break;
            default:
                byte[] other = Pick();
                input.RemoveRange(at, input.Count - at);
                input.AddRange(other.Skip(_random.Next(other.Length)));
                break;
        }
    }
}
