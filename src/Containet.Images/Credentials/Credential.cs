namespace Containet.Images.Credentials;

/// <summary>What proves to a registry who one is.</summary>
/// <param name="User">The user's name; empty with an identity token.</param>
/// <param name="Secret">The password, or the identity token.</param>
/// <param name="IsIdentityToken">Whether the secret is a token that a token server exchanges for others (OAuth 2).</param>
public sealed record Credential(string User, string Secret, bool IsIdentityToken = false)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => IsIdentityToken ? "an identity token" : $"the user {User}";
}
