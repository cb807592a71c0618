using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Containet.Images.Credentials;
using Containet.Images.Registry;
using Containet.Images.Tests.Support;
using Xunit;

namespace Containet.Images.Tests.Registry;

/// <summary>Who gets to see a credential, and who never does. 127.0.0.2 is another host than 127.0.0.1.</summary>
public class CredentialTests
{
    private const string Elsewhere = "127.0.0.2";
    private static readonly string Password = "Basic " + Convert.ToBase64String("user:secret"u8.ToArray());

    private readonly TestImage _image = new("hello"u8.ToArray());

    [Fact]
    public async Task ShowsAPasswordToTheRegistryThatAsksForIt()
    {
        using var registry = new TestRegistry((request, response) => request.Authorization == Password
            ? _image.Answer(request, response)
            : response.Empty(401, "WWW-Authenticate: Basic realm=\"x\""));
        using TestStore store = WithCredential(registry);
        await store.Pull($"{registry.Host}/a");
        Assert.Equal(_image.Content, store.Unpacked(_image));
    }

    [Fact]
    public async Task ShowsNothingUnasked()
    {
        using var registry = new TestRegistry(_image.Answer);
        using TestStore store = WithCredential(registry);
        await store.Pull($"{registry.Host}/a");
        Assert.All(registry.Requests, request => Assert.Null(request.Authorization));
    }

    [Fact]
    public async Task SaysHowToLogInWhereACredentialIsMissing()
    {
        using var registry = new TestRegistry((_, response) => response.Empty(401, "WWW-Authenticate: Basic realm=\"x\""));
        using var store = new TestStore();
        Assert.Contains($"mocker login {registry.Host}", await store.Refuse($"{registry.Host}/a"));
    }

    [Fact]
    public async Task GetsATokenFromTheRegistrysOwnHostForAPassword()
    {
        using var tokens = new TestRegistry((_, response) => response.Send(200, "application/json", "{\"token\":\"abc\"}"u8.ToArray()));
        using TestRegistry registry = AskingForTokens(tokens);
        using TestStore store = WithCredential(registry);
        await store.Pull($"{registry.Host}/a");
        TestRequest asked = Assert.Single(tokens.Requests);
        Assert.Equal(Password, asked.Authorization);
        Assert.Contains("scope=repository%3Aa%3Apull", asked.Target);
        Assert.Contains("service=s%20%22x", asked.Target);
    }

    [Fact]
    public async Task GetsAnAnonymousTokenFromAnotherHost()
    {
        using var tokens = new TestRegistry((_, response) => response.Send(200, "application/json", "{\"access_token\":\"abc\"}"u8.ToArray()), Elsewhere);
        using TestRegistry registry = AskingForTokens(tokens);
        using TestStore store = WithCredential(registry);
        await store.Pull($"{registry.Host}/a");
        Assert.All(tokens.Requests, request => Assert.Null(request.Authorization));
    }

    [Fact]
    public async Task SaysWhyACredentialWasWithheld()
    {
        using var tokens = new TestRegistry((_, response) => response.Empty(401), Elsewhere);
        using TestRegistry registry = AskingForTokens(tokens);
        using TestStore store = WithCredential(registry);
        Assert.Contains($"--token-server {tokens.Host}", await store.Refuse($"{registry.Host}/a"));
        Assert.All(tokens.Requests, request => Assert.Null(request.Authorization));
    }

    [Fact]
    public async Task ShowsAPasswordToATokenServerThatTheUserNamed()
    {
        using var tokens = new TestRegistry((_, response) => response.Send(200, "application/json", "{\"token\":\"abc\"}"u8.ToArray()), Elsewhere);
        using TestRegistry registry = AskingForTokens(tokens);
        using TestStore store = WithCredential(registry);
        store.Options = store.Options with { TokenServers = new HashSet<string> { tokens.Host } };
        await store.Pull($"{registry.Host}/a");
        Assert.Equal(Password, Assert.Single(tokens.Requests).Authorization);
    }

    [Fact]
    public async Task ExchangesAnIdentityToken()
    {
        using var tokens = new TestRegistry((request, response) => request.Method == "POST"
            ? response.Send(200, "application/json", "{\"access_token\":\"abc\"}"u8.ToArray(), "Connection: close")
            : response.Empty(400));
        using TestRegistry registry = AskingForTokens(tokens);
        using var store = new TestStore();
        store.Credentials[registry.Host] = new Credential("", "refresh", IsIdentityToken: true);
        await store.Pull($"{registry.Host}/a");
    }

    [Theory]
    [InlineData("no token", "{}")]
    [InlineData("no JSON", "hello")]
    [InlineData("a line break", "{\"token\":\"a\\r\\nX: y\"}")]
    public async Task RefusesATokenServerThatAnswersNonsense(string what, string answer)
    {
        using var tokens = new TestRegistry((_, response) => response.Send(200, "application/json", Encoding.UTF8.GetBytes(answer)));
        using TestRegistry registry = AskingForTokens(tokens);
        using var store = new TestStore();
        Assert.True((await store.Refuse($"{registry.Host}/a")).Contains("without a token"), what);
    }

    [Fact]
    public async Task FollowsARedirectToAnotherHostWithoutTheCredential()
    {
        using var elsewhere = new TestRegistry(_image.AnswerLayer, Elsewhere);
        using var registry = new TestRegistry((request, response) =>
            request.Authorization != Password ? response.Empty(401, "WWW-Authenticate: Basic realm=\"x\"")
            : IsLayer(request) ? response.Empty(307, $"Location: {elsewhere.Url}/x")
            : _image.Answer(request, response));
        using TestStore store = WithCredential(registry);
        await store.Pull($"{registry.Host}/a");
        Assert.Null(Assert.Single(elsewhere.Requests).Authorization);
    }

    [Fact]
    public async Task ShowsNothingToAnotherHostThatAsksForIt()
    {
        using var elsewhere = new TestRegistry((_, response) => response.Empty(401, "WWW-Authenticate: Basic realm=\"x\""), Elsewhere);
        using var registry = new TestRegistry((request, response) =>
            request.Authorization != Password ? response.Empty(401, "WWW-Authenticate: Basic realm=\"x\"")
            : IsLayer(request) ? response.Empty(307, $"Location: {elsewhere.Url}/x")
            : _image.Answer(request, response));
        using TestStore store = WithCredential(registry);
        await store.Refuse($"{registry.Host}/a");
        Assert.All(elsewhere.Requests, request => Assert.Null(request.Authorization));
    }

    [Fact]
    public async Task AsksForAForeignLayerWithoutTheCredential()
    {
        using var elsewhere = new TestRegistry(_image.AnswerLayer, Elsewhere);
        _image.Manifest = Encoding.UTF8.GetBytes(_image.ManifestText().Replace("\"size\":" + _image.Layer.Length, $"\"size\":{_image.Layer.Length},\"urls\":[\"{elsewhere.Url}/x\"]"));
        using var registry = new TestRegistry((request, response) =>
            request.Authorization != Password ? response.Empty(401, "WWW-Authenticate: Basic realm=\"x\"")
            : IsLayer(request) ? response.Empty(404)
            : _image.Answer(request, response));
        using TestStore store = WithCredential(registry);
        await store.Pull($"{registry.Host}/a");
        Assert.Null(Assert.Single(elsewhere.Requests).Authorization);
    }

    [Fact]
    public async Task TrustsAPrivateAuthorityThatIsGivenAndNoOther()
    {
        using X509Certificate2 certificate = Certificate();
        using var registry = new TestRegistry(_image.Answer, certificate: certificate);
        using var store = new TestStore();
        Assert.Contains("--ca FILE", await store.Refuse($"{registry.Host}/a"));
        store.Options = store.Options with { Authorities = [certificate] };
        await store.Pull($"{registry.Host}/a");
    }

    [Fact]
    public async Task RefusesARedirectFromTlsToPlainHttp()
    {
        using X509Certificate2 certificate = Certificate();
        using var plain = new TestRegistry(_image.AnswerLayer);
        using var registry = new TestRegistry(
            (request, response) => IsLayer(request) ? response.Empty(307, $"Location: {plain.Url}/x") : _image.Answer(request, response),
            certificate: certificate);
        using var store = new TestStore();
        store.Options = store.Options with { Authorities = [certificate] };
        Assert.Contains("without TLS, which is refused", await store.Refuse($"{registry.Host}/a"));
        Assert.Empty(plain.Requests);
    }

    [Fact]
    public async Task RefusesATokenServerWithoutTlsForARegistryWithIt()
    {
        using X509Certificate2 certificate = Certificate();
        using var tokens = new TestRegistry((_, response) => response.Empty(500));
        using var registry = new TestRegistry(
            (_, response) => response.Empty(401, $"WWW-Authenticate: Bearer realm=\"{tokens.Url}/token\""),
            certificate: certificate);
        using TestStore store = WithCredential(registry);
        store.Options = store.Options with { Authorities = [certificate] };
        Assert.Contains("spoken to without TLS", await store.Refuse($"{registry.Host}/a"));
        Assert.Empty(tokens.Requests);
    }

    [Theory]
    [InlineData("registry.example.org", "https://registry.example.org/token", true)]
    [InlineData("registry.example.org", "https://auth.example.org/token", true)]
    [InlineData("registry.example.org", "https://example.org/token", true)]
    [InlineData("registry.example.org", "https://example.org.evil.net/token", false)]
    [InlineData("registry.example.org", "https://evilexample.org/token", false)]
    [InlineData("registry.co.uk", "https://evil.co.uk/token", false)]
    [InlineData("example.org", "https://evil.org/token", false)]
    [InlineData("10.0.0.1", "https://11.0.0.1/token", false)]
    [InlineData("docker.io", "https://auth.docker.io/token", true)]
    [InlineData("docker.io", "https://auth.docker.io.evil.net/token", false)]
    public void ATokenServerIsTheRegistrysOwnOrNot(string registry, string realm, bool isTrusted)
    {
        using var carrier = new HttpMessageInvoker(new SocketsHttpHandler());
        var authorizer = new Authorizer(RegistryEndpoint.For(registry, insecure: false), new DockerConfig("/nowhere"), carrier, new RegistryOptions());
        Assert.Equal(isTrusted, authorizer.Trusts(new Uri(realm)));
    }

    private bool IsLayer(TestRequest request) => request.Target.EndsWith(_image.LayerDigest.ToString(), StringComparison.Ordinal);

    private TestRegistry AskingForTokens(TestRegistry tokens) => new((request, response) => request.Authorization == "Bearer abc"
        ? _image.Answer(request, response)
        : response.Empty(401, $"WWW-Authenticate: Bearer realm=\"{tokens.Url}/token\",service=\"s \\\"x\",scope=\"repository:other:push\""));

    private static TestStore WithCredential(TestRegistry registry)
    {
        var store = new TestStore();
        store.Credentials[registry.Host] = new Credential("user", "secret");
        return store;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=registry", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
