namespace Containet.Control;

/// <summary>
/// A request that changes what the switch does with others' frames. Only the switch's own socket takes it: who may open that
/// may do everything. It names ports as people do, <c>node:eth0</c>.
/// </summary>
public abstract record AdminCommand : Command
{
    /// <summary>What it is about, for the log.</summary>
    internal virtual string Subject => "";

    /// <summary>Looks at every member.</summary>
    /// <exception cref="ControlException"><c>bad-request</c>: one is missing, or not what it should be.</exception>
    internal abstract void Check();
}
