namespace Containet.Images.Layers.Tar;

/// <summary>Reads the maps of sparse files that lie between an entry's header and its content, and checks any map.</summary>
internal static class SparseMap
{
    private const int PairSize = 24;
    private const int PairsOfBlock = 21;
    private const int ContinuesOffset = 504;

    /// <summary>GNU tar's own form: pairs in the header, and in as many blocks after it as it takes.</summary>
    public static List<SparseExtent> ReadGnu(TarHeader header, TarInput input, LayerLimits limits)
    {
        var extents = new List<SparseExtent>();
        AddPairs(header.Map, extents);
        for (bool more = header.MapContinues; more;)
        {
            ReadOnlySpan<byte> block = input.Take(TarHeader.BlockSize);
            if (block.IsEmpty || extents.Count * PairSize > limits.ExtensionBytes)
            {
                throw Malformed();
            }

            AddPairs(block[..(PairsOfBlock * PairSize)], extents);
            more = block[ContinuesOffset] != 0;
        }

        return extents;
    }

    /// <summary>The form 1.0: decimal numbers, a line each, before the content, filled up to whole blocks.</summary>
    /// <param name="input">Stands where the entry's content begins.</param>
    /// <param name="stored">Bytes of content, the map among them.</param>
    /// <param name="limits">How large the map may be.</param>
    /// <param name="taken">How many bytes the map has.</param>
    public static List<SparseExtent> ReadDecimal(TarInput input, long stored, LayerLimits limits, out long taken)
    {
        var lines = new DecimalLines();
        taken = 0;
        do
        {
            if (taken + TarHeader.BlockSize > Math.Min(Padded(stored), limits.ExtensionBytes))
            {
                throw Malformed();
            }

            ReadOnlySpan<byte> block = input.Take(TarHeader.BlockSize);
            taken += TarHeader.BlockSize;
            if (block.IsEmpty || !lines.Add(block))
            {
                throw Malformed();
            }
        }
        while (!lines.IsComplete);

        return lines.Extents;
    }

    /// <summary>Refuses a map whose parts overlap, are not in order, lie beyond the file, or are not what is stored.</summary>
    public static void Check(ReadOnlySpan<byte> name, IReadOnlyList<SparseExtent> extents, long stored, long size)
    {
        long end = 0;
        long sum = 0;
        foreach (SparseExtent extent in extents)
        {
            if (extent.Offset < end || extent.Length < 0 || extent.Length > size - extent.Offset)
            {
                throw new LayerException(name, "the map of the sparse file is not in order");
            }

            end = extent.Offset + extent.Length;
            sum += extent.Length;
        }

        if (sum != stored)
        {
            throw new LayerException(name, "the map of the sparse file does not fit its content");
        }
    }

    private static long Padded(long size) => (size + TarHeader.BlockSize - 1) & -TarHeader.BlockSize;

    private static void AddPairs(ReadOnlySpan<byte> pairs, List<SparseExtent> extents)
    {
        for (; !pairs.IsEmpty && pairs[0] != 0; pairs = pairs[PairSize..])
        {
            if (!TarHeader.TryNumber(pairs[..12], out long offset) || !TarHeader.TryNumber(pairs.Slice(12, 12), out long length))
            {
                throw Malformed();
            }

            extents.Add(new SparseExtent(offset, length));
        }
    }

    private static LayerException Malformed() => new("the layer has a malformed map of a sparse file");

    /// <summary>Puts the numbers together, which may be cut by the end of a block.</summary>
    private struct DecimalLines
    {
        private long _pairs = -1;
        private long _offset = -1;
        private long _number;
        private int _digits;

        public DecimalLines()
        {
        }

        public List<SparseExtent> Extents { get; } = [];

        public readonly bool IsComplete => _pairs >= 0 && Extents.Count == _pairs;

        public bool Add(ReadOnlySpan<byte> block)
        {
            foreach (byte value in block)
            {
                if (IsComplete)
                {
                    return true;
                }

                if (value is >= (byte)'0' and <= (byte)'9' && _digits < 18)
                {
                    _number = (_number * 10) + (value - '0');
                    _digits++;
                }
                else if (value != '\n' || _digits == 0)
                {
                    return false;
                }
                else
                {
                    Line();
                }
            }

            return true;
        }

        private void Line()
        {
            if (_pairs < 0)
            {
                _pairs = _number;
            }
            else if (_offset < 0)
            {
                _offset = _number;
            }
            else
            {
                Extents.Add(new SparseExtent(_offset, _number));
                _offset = -1;
            }

            _number = 0;
            _digits = 0;
        }
    }
}
