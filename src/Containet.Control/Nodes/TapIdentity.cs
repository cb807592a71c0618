namespace Containet.Control;

/// <summary>Which interface a tap is, however many descriptors of it there are.</summary>
/// <param name="NetworkNamespace">The inode of its network namespace, which the attached tap itself keeps from being reused.</param>
/// <param name="Name">Its name there.</param>
internal readonly record struct TapIdentity(ulong NetworkNamespace, string Name);
