using FsCheck.Fluent;

namespace Containet.Images.Tests.Layers.Support;

/// <summary>Values that a property would be tried with, for where a try costs too much for a property.</summary>
internal static class Samples
{
    public static IEnumerable<T> Of<T>(int count) =>
        ArbMap.Default.GeneratorFor<T>().Sample(count, 40);
}
