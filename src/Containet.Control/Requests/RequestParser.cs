using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Containet.Control;

/// <summary>
/// Turns the bytes of one request, known to be one JSON object, into a <see cref="Request"/>. The object has at most one
/// <c>id</c>, at most one <c>authtoken</c>, and exactly one other member, whose name is the verb and whose value an object.
/// What is wrong is remembered while the rest is read, so that the refusal can carry the id wherever it stands.
/// </summary>
internal static class RequestParser
{
    /// <summary>Reads a request.</summary>
    /// <param name="bytes">One whole JSON object.</param>
    /// <param name="request">The request, if it is one.</param>
    /// <param name="refusal">Otherwise why not, with the id if there is one.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Request? request, out Reply? refusal)
    {
        request = null;
        JsonElement? id = null;
        string? token = null;
        bool hasToken = false;
        Command? command = null;
        string? verb = null;
        ControlException? error = null;

        // The JSON reader lets any bytes through inside strings.
        if (!Utf8.IsValid(bytes))
        {
            refusal = Reply.Refusal(ErrorCode.BadRequest, "the request is not UTF-8");
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = Limits.JsonDepth });
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = ReadString(ref reader, "a member's name");
                reader.Read();
                try
                {
                    switch (name)
                    {
                        case "id":
                            id = id is null ? ReadId(ref reader) : throw Twice(name);
                            break;
                        case "authtoken":
                            token = hasToken ? throw Twice(name) : ReadToken(ref reader);
                            hasToken = true;
                            break;
                        default:
                            verb = verb is null ? name : throw (verb == name ? Twice(name) : Verbs(verb, name));
                            command = ReadCommand(ref reader, verb);
                            break;
                    }
                }
                catch (ControlException e)
                {
                    error ??= e;
                    SkipValue(ref reader);
                }
            }
        }
        catch (ControlException e)
        {
            error ??= e;
        }

        error ??= verb is null ? new ControlException(ErrorCode.BadRequest, "the request has no verb") : null;
        if (error is not null)
        {
            refusal = Reply.Refusal(error.Code, error.Message) with { Id = id };
            return false;
        }

        request = new Request(id, token, command!);
        refusal = null;
        return true;
    }

    private static JsonElement ReadId(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            throw new ControlException(ErrorCode.BadRequest, "id is neither a string nor a number");
        }

        if (reader.ValueSpan.Length > Limits.IdBytes)
        {
            throw new ControlException(ErrorCode.BadRequest, $"id is longer than {Limits.IdBytes} bytes");
        }

        if (reader.TokenType == JsonTokenType.String)
        {
            // Refuses half a surrogate pair, which could not be echoed.
            ReadString(ref reader, "id");
        }

        return JsonElement.ParseValue(ref reader);
    }

    private static string? ReadToken(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        string token = reader.TokenType == JsonTokenType.String
            ? ReadString(ref reader, "authtoken")
            : throw new ControlException(ErrorCode.BadRequest, "authtoken is not a string");
        return Encoding.UTF8.GetByteCount(token) <= Limits.TokenBytes
            ? token
            : throw new ControlException(ErrorCode.BadRequest, $"authtoken is longer than {Limits.TokenBytes} bytes");
    }

    private static Command ReadCommand(ref Utf8JsonReader reader, string verb) => verb switch
    {
        AddEtherFd.Name => ReadBody(ref reader, verb, ControlJson.Default.AddEtherFd),
        RemoveEtherFd.Name => ReadBody(ref reader, verb, ControlJson.Default.RemoveEtherFd),
        AddCtrlSock.Name => ReadBody(ref reader, verb, ControlJson.Default.AddCtrlSock),
        ListPorts.Name => ReadBody(ref reader, verb, ControlJson.Default.ListPorts),
        ListMacs.Name => ReadBody(ref reader, verb, ControlJson.Default.ListMacs),
        ListSettings.Name => ReadBody(ref reader, verb, ControlJson.Default.ListSettings),
        ListWorkers.Name => ReadBody(ref reader, verb, ControlJson.Default.ListWorkers),
        ListNetworks.Name => ReadBody(ref reader, verb, ControlJson.Default.ListNetworks),
        AddNetwork.Name => ReadBody(ref reader, verb, ControlJson.Default.AddNetwork),
        SetNetwork.Name => ReadBody(ref reader, verb, ControlJson.Default.SetNetwork),
        RemoveNetwork.Name => ReadBody(ref reader, verb, ControlJson.Default.RemoveNetwork),
        MovePort.Name => ReadBody(ref reader, verb, ControlJson.Default.MovePort),
        Pin.Name => ReadBody(ref reader, verb, ControlJson.Default.Pin),
        Unpin.Name => ReadBody(ref reader, verb, ControlJson.Default.Unpin),
        SetRules.Name => ReadBody(ref reader, verb, ControlJson.Default.SetRules),
        ListRules.Name => ReadBody(ref reader, verb, ControlJson.Default.ListRules),
        SetLink.Name => ReadBody(ref reader, verb, ControlJson.Default.SetLink),
        ClearLink.Name => ReadBody(ref reader, verb, ControlJson.Default.ClearLink),
        ListLinks.Name => ReadBody(ref reader, verb, ControlJson.Default.ListLinks),
        Partition.Name => ReadBody(ref reader, verb, ControlJson.Default.Partition),
        SetPort.Name => ReadBody(ref reader, verb, ControlJson.Default.SetPort),
        _ => throw new ControlException(ErrorCode.UnknownVerb, $"unknown verb \"{Names.Shorten(verb)}\""),
    };

    private static Command ReadBody<T>(ref Utf8JsonReader reader, string verb, JsonTypeInfo<T> type)
        where T : Command
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new ControlException(ErrorCode.BadRequest, $"{verb}: its value is not an object");
        }

        // On a copy, so that a value that is refused half-way is skipped from its beginning.
        Utf8JsonReader body = reader;
        try
        {
            Command command = JsonSerializer.Deserialize(ref body, type)!;
            reader = body;
            return command;
        }
        catch (JsonException e)
        {
            throw new ControlException(ErrorCode.BadRequest, $"{verb}: {Explain(e)}");
        }
    }

    // The serializer's messages name .NET types; a person needs the member and what is wrong with it.
    private static string Explain(JsonException e)
    {
        string member = Names.Shorten(e.Path?.TrimStart('$').TrimStart('.') ?? "");
        string wrong = e.Message.Contains("uplicate", StringComparison.Ordinal) ? "is there twice"
            : e.Message.Contains("could not be mapped", StringComparison.Ordinal) ? "is not a member of it"
            : "has the wrong type or is out of range";
        return member.Length == 0 ? $"a member {wrong}" : $"{member} {wrong}";
    }

    private static string ReadString(ref Utf8JsonReader reader, string what)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new ControlException(ErrorCode.BadRequest, $"{what} has half a surrogate pair");
        }
    }

    private static void SkipValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            reader.Skip();
        }
    }

    private static ControlException Twice(string name) =>
        new(ErrorCode.BadRequest, $"{Names.Shorten(name)} is there twice");

    private static ControlException Verbs(string one, string other) =>
        new(ErrorCode.BadRequest, $"two verbs, \"{Names.Shorten(one)}\" and \"{Names.Shorten(other)}\"");
}
