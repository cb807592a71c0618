namespace Containet.Linux;

/// <summary>A moment as files keep it.</summary>
/// <param name="Seconds">Seconds since 1970, negative before.</param>
/// <param name="Nanoseconds">What is beyond them, 0 to 999,999,999.</param>
public readonly record struct FileTime(long Seconds, int Nanoseconds);
