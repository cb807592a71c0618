namespace Containode;

/// <summary>The options as they were written; null where they were not given.</summary>
internal sealed record CommandLineValues
{
    public string? Switch { get; init; }

    public string? Address { get; init; }

    public string? Root { get; init; }

    public string? Top { get; init; }

    public string? Identity { get; init; }

    public bool HostNetwork { get; init; }

    public bool HostIpc { get; init; }

    public string? Token { get; init; }

    public string? ControlSocket { get; init; }

    public IReadOnlyList<string> Program { get; init; } = [];

    /// <summary>The options that have a text, by the name under which they are complained about.</summary>
    public IEnumerable<(string Name, string? Value)> Texts() =>
    [
        ("-s", Switch), ("-4", Address), ("-r", Root), ("-t", Top), ("-i", Identity), ("-a", Token), ("-p", ControlSocket),
    ];
}
