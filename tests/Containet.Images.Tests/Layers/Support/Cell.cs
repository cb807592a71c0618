using System.Text;
using Containet.Images.Layers;
using Xunit;

namespace Containet.Images.Tests.Layers.Support;

/// <summary>
/// A target beside things that no archive may touch: files, links, a directory, whose every attribute is compared afterwards,
/// together with the directory that the target lies in.
/// </summary>
internal sealed class Cell : IDisposable
{
    private readonly TemporaryDirectory _all = new();
    private readonly TreeSnapshot _before;

    public Cell()
    {
        Outside = _all.Make("outside");
        Target = _all.Make("target");
        File.WriteAllText(Path.Combine(Outside, "canary"), "alive");
        _ = Directory.CreateDirectory(Path.Combine(Outside, "nest"));
        File.WriteAllText(Path.Combine(Outside, "nest", "egg"), "whole");
        _ = File.CreateSymbolicLink(Path.Combine(Outside, "pointer"), "canary");
        _before = TreeSnapshot.Of(_all.Path);
    }

    /// <summary>The directory outside, by its absolute path.</summary>
    public string Outside { get; }

    /// <summary>The target's path.</summary>
    public string Target { get; }

    /// <summary>Unpacks an archive, which may be refused.</summary>
    /// <returns>Why it was refused, or null.</returns>
    public string? Unpack(TarBuilder archive, LayerTarget target)
    {
        string? refused = null;
        try
        {
            _ = Unpacking.Into(Target, archive, target);
        }
        catch (LayerException exception)
        {
            refused = exception.Message;
        }

        return refused;
    }

    /// <summary>Everything beside the target is what it was.</summary>
    public void MustBeUnharmed()
    {
        string differences = TreeSnapshot.Of(_all.Path).DifferencesFrom(
            _before, name => name == "target" || name.StartsWith("target/", StringComparison.Ordinal));
        Assert.True(differences.Length == 0, differences);
    }

    /// <summary>What is in the target.</summary>
    public TreeSnapshot Content() => TreeSnapshot.Of(Target);

    /// <summary>A path as archives of tests have it.</summary>
    public string OutsideName(string name) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(Path.Combine(Outside, name)));

    public void Dispose() => _all.Dispose();
}
