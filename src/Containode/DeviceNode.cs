namespace Containode;

/// <summary>A character device of a container's /dev.</summary>
internal readonly record struct DeviceNode(string Name, int Mode, int Major, int Minor);
