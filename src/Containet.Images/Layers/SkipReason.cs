namespace Containet.Images.Layers;

/// <summary>Why something of a layer was left out, though it could be unpacked.</summary>
public enum SkipReason
{
    /// <summary>Not root: the file belongs to the caller instead.</summary>
    OwnerNotKept,

    /// <summary>Not root, or no right to: a device node.</summary>
    Device,

    /// <summary>A device that an overlay mount would take for a whiteout.</summary>
    WhiteoutDevice,

    /// <summary>An attribute by which an overlay mount is steered: it is set by who unpacks, never by an archive.</summary>
    OverlayAttribute,

    /// <summary>An attribute that is this machine's own affair: labels of SELinux, lists of NFS.</summary>
    MachineAttribute,

    /// <summary>An attribute that only root may set, or that this kind of file cannot have.</summary>
    AttributeNotPermitted,

    /// <summary>An attribute that the file system does not keep.</summary>
    AttributeNotSupported,

    /// <summary>Records of AUFS, which old versions of Docker left in layers.</summary>
    AufsRecord,

    /// <summary>An extended header for the whole archive.</summary>
    GlobalHeader,
}
