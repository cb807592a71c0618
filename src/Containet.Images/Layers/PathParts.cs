namespace Containet.Images.Layers;

/// <summary>Walks the parts of a path.</summary>
internal static class PathParts
{
    /// <summary>Takes the first part off a path; those without meaning, blank ones and <c>.</c>, are passed over.</summary>
    /// <returns>False if none is left.</returns>
    public static bool Next(ref ReadOnlySpan<byte> path, out ReadOnlySpan<byte> part)
    {
        do
        {
            if (path.IsEmpty)
            {
                part = [];
                return false;
            }

            int slash = path.IndexOf((byte)'/');
            part = slash < 0 ? path : path[..slash];
            path = slash < 0 ? [] : path[(slash + 1)..];
        }
        while (part.IsEmpty || part.SequenceEqual("."u8));

        return true;
    }
}
