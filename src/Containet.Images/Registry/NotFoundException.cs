namespace Containet.Images.Registry;

/// <summary>A registry does not have what was asked for.</summary>
internal sealed class NotFoundException(string message) : Exception(message);
