namespace Containet.Linux.Launching;

/// <summary>
/// A place in native memory where the child stores a call's result (most often a descriptor) and from which later calls
/// take it: the register of the prepared program.
/// </summary>
/// <param name="Address">Where it is: pointer-sized, so that it also serves as an <c>int*</c> on little-endian machines.</param>
public readonly record struct Slot(nint Address)
{
    /// <summary>What the slot holds now, as this process sees it.</summary>
    public unsafe nint Value => *(nint*)Address;
}
