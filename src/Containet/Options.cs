using Containet.DataPlane;

namespace Containet;

/// <summary>What the command line asks for.</summary>
/// <param name="SocketPath">Where the switch listens.</param>
/// <param name="SocketMode">The permissions of that.</param>
/// <param name="Switch">How the switch is made.</param>
internal sealed record Options(string SocketPath, int SocketMode, SwitchOptions Switch);
