namespace Containode.Living;

/// <summary>What <c>ps --json</c> prints of a container.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Status"><c>starting</c>, <c>running</c>, <c>exited</c> or <c>lost</c>.</param>
/// <param name="ExitStatus">The exit status; null before there is one.</param>
/// <param name="Pid">The first process, while there is one.</param>
/// <param name="Created">When it was started.</param>
/// <param name="Detached">Whether it was started with <c>--detach</c>.</param>
/// <param name="Root">The directory that is its root; null for the host's.</param>
/// <param name="Program">The program and its arguments.</param>
internal sealed record ContainerReport(
    string Id, string Status, int? ExitStatus, int? Pid, DateTimeOffset? Created, bool Detached, string? Root, IReadOnlyList<string> Program)
{
    /// <summary>What is to be said of an entry.</summary>
    public static ContainerReport Of(ContainerRecord record)
    {
        bool runs = record.Status == ContainerStatus.Running;
        return new ContainerReport(
            record.Identity,
            record.Status.ToString().ToLowerInvariant(),
            record.ExitStatus,
            runs ? record.State?.Process.Pid : null,
            record.State?.Created,
            record.State?.Detached ?? false,
            record.State?.Root,
            record.State?.Program.Arguments ?? []);
    }
}
