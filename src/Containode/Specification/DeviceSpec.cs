namespace Containode.Specification;

/// <summary>A device node of a container.</summary>
/// <param name="Path">Its absolute path in the container.</param>
/// <param name="Major">The device's number, as Documentation/admin-guide/devices.txt has it.</param>
/// <param name="Minor">The other part of the number.</param>
internal sealed record DeviceSpec(string Path, int Major, int Minor)
{
    private const int ForAll = 0x1b6; // 0666

    /// <summary>A block device, rather than a character device.</summary>
    public bool Block { get; init; }

    /// <summary>Permissions.</summary>
    public int Mode { get; init; } = ForAll;

    public uint Owner { get; init; }

    public uint Group { get; init; }

    /// <summary>The same device on the host: what is bound where nodes may not be made (in a user namespace).</summary>
    public string? HostPath { get; init; }
}
