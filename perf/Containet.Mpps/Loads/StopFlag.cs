namespace Containet.Mpps.Loads;

/// <summary>Set once by one thread, looked at by another between batches.</summary>
internal sealed class StopFlag
{
    private volatile bool _set;

    public bool IsSet => _set;

    public void Set() => _set = true;
}
