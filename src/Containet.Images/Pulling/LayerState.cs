namespace Containet.Images.Pulling;

/// <summary>How far a layer is.</summary>
public enum LayerState
{
    /// <summary>It waits for its turn, or for another process that has it.</summary>
    Waiting,

    /// <summary>It is being fetched, and unpacked behind that.</summary>
    Fetching,

    /// <summary>All of it is here; the rest of it is being unpacked.</summary>
    Unpacking,

    /// <summary>It was there already.</summary>
    Present,

    /// <summary>It has been verified and is in the store.</summary>
    Done,
}
