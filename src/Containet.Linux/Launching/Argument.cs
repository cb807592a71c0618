namespace Containet.Linux.Launching;

/// <summary>An argument of a prepared call: a value known now (a number, an address), or what a slot will hold by then.</summary>
public readonly struct Argument
{
    private Argument(nint value, bool isSlot)
    {
        Value = value;
        IsSlot = isSlot;
    }

    /// <summary>The value, or the slot's address.</summary>
    public nint Value { get; }

    /// <summary>The argument is the content of the slot at <see cref="Value"/>.</summary>
    public bool IsSlot { get; }

    /// <summary>A number.</summary>
    public static implicit operator Argument(int value) => new(value, isSlot: false);

    /// <summary>A number or an address.</summary>
    public static implicit operator Argument(nint value) => new(value, isSlot: false);

    /// <summary>The result of an earlier call.</summary>
    public static implicit operator Argument(Slot slot) => new(slot.Address, isSlot: true);
}
