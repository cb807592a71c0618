using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>One reply: nothing on plain success, an error and its code, or what was asked for.</summary>
public sealed record Reply
{
    /// <summary>Plain success.</summary>
    public static readonly Reply Done = new();

    /// <summary>The request's id, if it had one that could be read.</summary>
    [JsonPropertyName("id")]
    public JsonElement? Id { get; init; }

    /// <summary>What is wrong; null on success.</summary>
    [JsonPropertyName("error")]
    public string? Error { get; init; }

    /// <summary>One of <see cref="ErrorCode"/>; null on success.</summary>
    [JsonPropertyName("code")]
    public string? Code { get; init; }

    /// <summary>Answers <c>ports</c>.</summary>
    [JsonPropertyName("ports")]
    public IReadOnlyList<PortDescription>? Ports { get; init; }

    /// <summary>Answers <c>macs</c>.</summary>
    [JsonPropertyName("macs")]
    public IReadOnlyList<MacDescription>? Macs { get; init; }

    /// <summary>Answers <c>workers</c>.</summary>
    [JsonPropertyName("workers")]
    public IReadOnlyList<WorkerDescription>? Workers { get; init; }

    /// <summary>Answers <c>settings</c>.</summary>
    [JsonPropertyName("settings")]
    public SettingsDescription? Settings { get; init; }

    /// <summary>Answers <c>networks</c>.</summary>
    [JsonPropertyName("networks")]
    public IReadOnlyList<NetworkDescription>? Networks { get; init; }

    /// <summary>Answers <c>rules</c>.</summary>
    [JsonPropertyName("rules")]
    public IReadOnlyList<RuleDescription>? Rules { get; init; }

    /// <summary>Answers <c>links</c>.</summary>
    [JsonPropertyName("links")]
    public IReadOnlyList<SetLink>? Links { get; init; }

    /// <summary>Answers <c>links</c> too: between which groups a partition is; left out if there is none.</summary>
    [JsonPropertyName("partition")]
    public IReadOnlyList<IReadOnlyList<string>>? Partition { get; init; }

    /// <summary>Whether this has what was asked for.</summary>
    public bool Answers(Command request) => request switch
    {
        ListPorts => Ports is not null,
        ListMacs => Macs is not null,
        ListWorkers => Workers is not null,
        ListSettings => Settings is not null,
        ListNetworks => Networks is not null,
        ListRules => Rules is not null,
        ListLinks => Links is not null,
        _ => true,
    };

    /// <summary>The reply as it is sent, without the newline.</summary>
    public string ToJson()
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, ControlJson.Writing))
        {
            JsonSerializer.Serialize(writer, this, ControlJson.Default.Reply);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>A refusal.</summary>
    public static Reply Refusal(string code, string error) => new() { Code = code, Error = error };
}
