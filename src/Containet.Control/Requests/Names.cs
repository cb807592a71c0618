using System.Globalization;
using System.Net;
using System.Text;

namespace Containet.Control;

/// <summary>What names and addresses in a request may look like. Each check throws <c>bad-request</c>.</summary>
internal static class Names
{
    private const int MinMtu = 68; // RFC 791
    private const int MaxMtu = 65535;

    /// <summary>A node's name: a host name in practice, but older programs chose freely.</summary>
    public static string Node(string? name, string verb, string member = "nodeid") => Name(name, verb, member);

    /// <summary>A network's name.</summary>
    public static string Network(string? name, string verb) => Name(name, verb, "network");

    /// <summary>A rule's name.</summary>
    public static string Rule(string? name, string verb) => Name(name, verb, "a rule's name");

    /// <summary>A port's name: node and interface, with a colon between, which an interface's name cannot have.</summary>
    public static (string Node, string InterfaceName) Port(string? name, string verb, string member)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw Wrong(verb, $"{member} is missing");
        }

        int colon = name.LastIndexOf(':');
        return colon < 1 || colon == name.Length - 1
            ? throw Wrong(verb, $"{member} \"{Shorten(name)}\" is not a port's name (node:eth0)")
            : (name[..colon], name[(colon + 1)..]);
    }

    /// <summary>Which source addresses a port may use.</summary>
    public static void Guard(string? guard, string verb) => OneOf(guard is null ? null : [guard], verb, "guard", "others", "strict", "off");

    /// <summary>Words of a list, each from a few; none twice.</summary>
    public static void OneOf(IReadOnlyList<string>? words, string verb, string member, params string[] allowed)
    {
        foreach (string word in words ?? [])
        {
            if (!allowed.Contains(word))
            {
                throw Wrong(verb, $"{member} \"{Shorten(word ?? "null")}\" is not one of {string.Join(", ", allowed)}");
            }
        }

        if (words is not null && words.Distinct().Count() != words.Count)
        {
            throw Wrong(verb, $"{member} names something twice");
        }
    }

    /// <summary>An interface's name, by the kernel's rule (dev_valid_name of net/core/dev.c).</summary>
    public static string Interface(string? name, string verb)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw Wrong(verb, "ifname is missing");
        }

        bool valid = Encoding.UTF8.GetByteCount(name) <= Limits.InterfaceNameBytes && name is not ("." or "..")
            && !name.Any(c => c is '/' or ':' || char.IsWhiteSpace(c) || char.IsControl(c));
        return valid ? name : throw Wrong(verb, $"ifname \"{Shorten(name)}\" is not an interface's name (1 to 15 bytes, no '/', ':' or space)");
    }

    /// <summary>A unicast hardware address as six pairs of hexadecimal digits; comes back in lower case.</summary>
    public static string? Mac(string? mac, string verb)
    {
        if (mac is null)
        {
            return null;
        }

        ulong value = 0;
        bool valid = mac.Length == 17;
        for (int i = 0; valid && i < mac.Length; i += 3)
        {
            valid = byte.TryParse(mac.AsSpan(i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte part)
                && (i == 15 || mac[i + 2] == ':');
            value = (value << 8) | part;
        }

        bool multicast = ((value >> 40) & 1) != 0;
        return valid && value != 0 && !multicast
            ? mac.ToLowerInvariant()
            : throw Wrong(verb, $"mac \"{Shorten(mac)}\" is not a station's address (02:00:00:00:00:01)");
    }

    /// <summary>An IPv4 address in four parts, with or without the length of its mask.</summary>
    public static string? Ip4(string? text, string verb)
    {
        if (text is null)
        {
            return null;
        }

        int slash = text.IndexOf('/');
        ReadOnlySpan<char> address = slash < 0 ? text : text.AsSpan(0, slash);

        // IPAddress also takes 10.1 and 0x0a000001; exactly its own way of writing it is meant here.
        bool valid = IPAddress.TryParse(address, out IPAddress? parsed) && parsed.ToString().AsSpan().SequenceEqual(address)
            && !text.Contains(':')
            && (slash < 0 || (byte.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out byte mask) && mask <= 32));
        return valid ? text : throw Wrong(verb, $"ip4 \"{Shorten(text)}\" is not an IPv4 address (10.0.0.2 or 10.0.0.2/24)");
    }

    /// <summary>An address of either family, without a mask or a zone.</summary>
    public static string? Ip(string? text, string verb)
    {
        bool valid = text is null || (IPAddress.TryParse(text, out IPAddress? parsed) && !text.Contains('%')
            && (parsed.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 || parsed.ToString() == text));
        return valid ? text : throw Wrong(verb, $"ip \"{Shorten(text!)}\" is not an IP address (10.0.0.2 or fd00::2)");
    }

    /// <summary>A number within a range.</summary>
    public static int? Number(int? number, int least, int most, string verb, string member) =>
        number is null || (number >= least && number <= most) ? number : throw Wrong(verb, $"{member} {number} is not within {least} to {most}");

    /// <summary>An MTU in bytes.</summary>
    public static int? Mtu(int? mtu, string verb) =>
        Number(mtu, MinMtu, MaxMtu, verb, "mtu");

    /// <summary>A number of queues; 1 if none is given.</summary>
    public static int Queues(int? queues, string verb) =>
        queues is null or (>= 1 and <= Limits.Queues) ? queues ?? 1 : throw Wrong(verb, $"queues {queues} is not within 1 to {Limits.Queues}");

    /// <summary>At most a line's worth of what somebody else wrote, without control characters, to put into a message.</summary>
    public static string Shorten(string text)
    {
        var shown = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes().Take(Limits.NameBytes))
        {
            shown.Append(Rune.IsControl(rune) ? Rune.ReplacementChar.ToString() : rune.ToString());
        }

        return shown.Length < text.Length ? $"{shown}…" : shown.ToString();
    }

    private static string Name(string? name, string verb, string member)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw Wrong(verb, $"{member} is missing");
        }

        if (Encoding.UTF8.GetByteCount(name) > Limits.NameBytes)
        {
            throw Wrong(verb, $"{member} is longer than {Limits.NameBytes} bytes");
        }

        // A control character in a name would let a container write to the operator's terminal and log.
        return name.Any(c => char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format)
            ? throw Wrong(verb, $"{member} has a character that cannot be shown")
            : name;
    }

    private static ControlException Wrong(string verb, string what) => new(ErrorCode.BadRequest, $"{verb}: {what}");
}
