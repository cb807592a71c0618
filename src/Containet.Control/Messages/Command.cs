using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>What a request asks for: the value of its verb.</summary>
public abstract record Command
{
    /// <summary>The member of the request that holds this.</summary>
    [JsonIgnore]
    public abstract string Verb { get; }

    /// <summary>How many of the descriptors that came with the request's first byte are this verb's.</summary>
    [JsonIgnore]
    public virtual int Descriptors => 0;
}
