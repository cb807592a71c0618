using Containet.Images.References;

namespace Containet.Images.Pulling;

/// <summary>Content that is not what its digest names.</summary>
internal sealed class WrongDigestException(Digest digest) : Exception($"it is not {digest}");
