namespace Containet.Images.Layers;

/// <summary>The process's mask for permissions (umask(2)), which cannot be asked for without being changed for all threads.</summary>
internal static class ProcessMask
{
    /// <summary>Reads it.</summary>
    /// <returns>It, or all bits where the kernel does not say, so that nothing is taken to be as creation gave it.</returns>
    public static int Read()
    {
        const string Field = "Umask:";
        try
        {
            foreach (string line in File.ReadLines("/proc/self/status"))
            {
                if (line.StartsWith(Field, StringComparison.Ordinal))
                {
                    int mask = 0;
                    foreach (char digit in line.AsSpan(Field.Length).Trim())
                    {
                        mask = (mask << 3) | (digit - '0');
                    }

                    return mask;
                }
            }
        }
        catch (IOException)
        {
            // No /proc: every mode is set.
        }

        return 0x1FF;
    }
}
