using System.Net;
using Containet.Images.Registry;
using Xunit;

namespace Containet.Images.Tests.Registry;

/// <summary>What goes through the environment's proxies, and what never does.</summary>
public class ProxyTests
{
    private static readonly Uri Proxy = new("http://proxy.example:3128");

    [Theory]
    [InlineData("http://127.0.0.1:5000/v2/")]
    [InlineData("https://127.9.9.9/v2/")]
    [InlineData("http://localhost:5000/v2/")]
    [InlineData("http://[::1]:5000/v2/")]
    public void ThisMachineIsSpokenToDirectly(string address)
    {
        var proxies = new DirectLoopback(new WebProxy(Proxy));
        Assert.True(proxies.IsBypassed(new Uri(address)));
        Assert.Null(proxies.GetProxy(new Uri(address)));
    }

    [Theory]
    [InlineData("https://registry.example/v2/")]
    [InlineData("http://10.0.0.1:5000/v2/")]
    [InlineData("http://127.0.0.1.example/v2/")]
    public void OthersAreSpokenToThroughTheProxy(string address) =>
        Assert.Equal(Proxy, new DirectLoopback(new WebProxy(Proxy)).GetProxy(new Uri(address)));
}
