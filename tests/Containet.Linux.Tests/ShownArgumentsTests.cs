using System.Text;
using Xunit;

namespace Containet.Linux.Tests;

public class ShownArgumentsTests
{
    [Theory]
    [InlineData("prog|-a|key|sh|", "prog|-a|***|sh|")]
    [InlineData("prog|--token=key|-akey|", "prog|--token=***|-a***|")]
    [InlineData("prog|keys|a.key|key|", "prog|keys|a.key|***|")]
    [InlineData("key|no|", "key|no|")]
    public void A_secret_is_hidden_where_it_is_a_value(string before, string after)
    {
        byte[] arguments = Encoding.ASCII.GetBytes(before.Replace('|', '\0'));
        ShownArguments.Hide(arguments, "key\0"u8);
        Assert.Equal(after, Encoding.ASCII.GetString(arguments).Replace('\0', '|'));
    }

    [Fact]
    public void What_is_no_argument_changes_nothing()
    {
        byte[] before = File.ReadAllBytes("/proc/self/cmdline");
        ShownArguments.Hide("no such argument of this process");
        Assert.Equal(before, File.ReadAllBytes("/proc/self/cmdline"));
    }
}
