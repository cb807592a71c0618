using Containet.Images.Layers;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Images.Tests.Layers.Support;

/// <summary>Unpacks archives of tests.</summary>
internal static class Unpacking
{
    public static UnpackResult Into(string path, Stream archive, LayerTarget target, LayerLimits? limits = null, bool? privileged = null)
    {
        using Fd directory = Files.Open(path, LibC.O_RDONLY | LibC.O_DIRECTORY);
        var options = new UnpackOptions { Target = target, Limits = limits ?? LayerLimits.Default };
        return LayerUnpacker.Unpack(archive, directory, privileged is { } given ? options with { Privileged = given } : options);
    }

    public static UnpackResult Into(string path, TarBuilder archive, LayerTarget target = LayerTarget.PlainDirectory) =>
        Into(path, archive.Stream, target);
}
