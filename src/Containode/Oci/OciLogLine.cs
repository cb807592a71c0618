namespace Containode.Oci;

/// <summary>A line of the log that a caller of a runtime asks for with <c>--log-format json</c>.</summary>
internal sealed record OciLogLine(string Level, string Msg, DateTimeOffset Time);
