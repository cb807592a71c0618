namespace Containet.Images.Credentials;

/// <summary>Knows credentials by registry.</summary>
public interface ICredentialSource
{
    /// <summary>The credential for a registry, as references name it; null for none.</summary>
    /// <exception cref="ImageException">It is kept somewhere that does not give it out.</exception>
    Credential? Find(string registry);
}
