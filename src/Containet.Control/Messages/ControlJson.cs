using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>
/// Reading and writing the messages without reflection. In a request a member that nobody defined, or given twice, is an
/// error: a misspelt setting that is silently ignored costs its user more than a clear refusal. In a reply unknown members
/// are skipped, so that a newer switch can tell more.
/// </summary>
[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = Limits.JsonDepth)]
[JsonSerializable(typeof(AddEtherFd))]
[JsonSerializable(typeof(RemoveEtherFd))]
[JsonSerializable(typeof(AddCtrlSock))]
[JsonSerializable(typeof(ListPorts))]
[JsonSerializable(typeof(ListMacs))]
[JsonSerializable(typeof(ListWorkers))]
[JsonSerializable(typeof(ListSettings))]
[JsonSerializable(typeof(ListNetworks))]
[JsonSerializable(typeof(AddNetwork))]
[JsonSerializable(typeof(SetNetwork))]
[JsonSerializable(typeof(RemoveNetwork))]
[JsonSerializable(typeof(MovePort))]
[JsonSerializable(typeof(SetPort))]
[JsonSerializable(typeof(SetLink))]
[JsonSerializable(typeof(ClearLink))]
[JsonSerializable(typeof(ListLinks))]
[JsonSerializable(typeof(Partition))]
[JsonSerializable(typeof(SetRules))]
[JsonSerializable(typeof(ListRules))]
[JsonSerializable(typeof(IReadOnlyList<RuleDescription>))]
[JsonSerializable(typeof(Pin))]
[JsonSerializable(typeof(Unpin))]
[JsonSerializable(typeof(Reply))]
public sealed partial class ControlJson : JsonSerializerContext
{
    /// <summary>How messages are written: on one line, escaping only what JSON itself must escape.</summary>
    public static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
