using Containet.Images.References;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Containet.Images.Tests.References;

public class ImageReferenceTests
{
    private const string Sha256 = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private const string Hex64 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    // The expected forms are those of github.com/distribution/reference (normalize_test.go) and of Docker's documentation.
    [Theory]
    [InlineData("ubuntu", "docker.io/library/ubuntu:latest")]
    [InlineData("ubuntu:24.04", "docker.io/library/ubuntu:24.04")]
    [InlineData("library/ubuntu", "docker.io/library/ubuntu:latest")]
    [InlineData("docker.io/ubuntu", "docker.io/library/ubuntu:latest")]
    [InlineData("index.docker.io/ubuntu", "docker.io/library/ubuntu:latest")]
    [InlineData("user/image", "docker.io/user/image:latest")]
    [InlineData("a/b/c", "docker.io/a/b/c:latest")]
    [InlineData("quay.io/a/b:tag", "quay.io/a/b:tag")]
    [InlineData("localhost/a", "localhost/a:latest")]
    [InlineData("localhost:5000/a", "localhost:5000/a:latest")]
    [InlineData("host:5000/a/b", "host:5000/a/b:latest")]
    [InlineData("Host/a", "Host/a:latest")]
    [InlineData("127.0.0.1:5000/a", "127.0.0.1:5000/a:latest")]
    [InlineData("[::1]:5000/a", "[::1]:5000/a:latest")]
    [InlineData("[2001:db8::1]/a", "[2001:db8::1]/a:latest")]
    [InlineData("xn--7o8h.com/a", "xn--7o8h.com/a:latest")]
    [InlineData("a__b/c.d_e---f", "docker.io/a__b/c.d_e---f:latest")]
    [InlineData("a:_x.Y-9", "docker.io/library/a:_x.Y-9")]
    [InlineData("ubuntu@" + Sha256, "docker.io/library/ubuntu@" + Sha256)]
    [InlineData("host:5000/a/b:tag@" + Sha256, "host:5000/a/b:tag@" + Sha256)]
    [InlineData("a/" + Hex64, "docker.io/a/" + Hex64 + ":latest")]
    public void Completes(string written, string canonical) => Assert.Equal(canonical, Parse(written).ToString());

    [Theory]
    [InlineData("", "names no repository")]
    [InlineData(":tag", "names no repository")]
    [InlineData("@" + Sha256, "names no repository")]
    [InlineData("docker.io/", "names no repository")]
    [InlineData("quay.io/", "names no repository")]
    [InlineData("Ubuntu", "lower case")]
    [InlineData("a/B", "lower case")]
    [InlineData("-a", "not a component")]
    [InlineData("a-", "not a component")]
    [InlineData("a..b", "not a component")]
    [InlineData("a___b", "not a component")]
    [InlineData("a._b", "not a component")]
    [InlineData("a//b", "not a component")]
    [InlineData("/a", "not a component")]
    [InlineData("a/", "not a component")]
    [InlineData("../a", "host name")]
    [InlineData("a/../b", "not a component")]
    [InlineData(" a", "not a component")]
    [InlineData("a b", "not a component")]
    [InlineData("a\n", "not a component")]
    [InlineData("é", "not a component")]
    [InlineData("https://quay.io/a", "it is a URL")]
    [InlineData("a:", "not a tag")]
    [InlineData("a:.b", "not a tag")]
    [InlineData("a:-b", "not a tag")]
    [InlineData("a:b+c", "not a tag")]
    [InlineData("a:b:c", "not a component")]
    [InlineData("host:/a", "port")]
    [InlineData("host:0/a", "port")]
    [InlineData("host:65536/a", "port")]
    [InlineData("host:99999999999/a", "port")]
    [InlineData("host:5x/a", "port")]
    [InlineData("-host.io/a", "host name")]
    [InlineData("host-.io/a", "host name")]
    [InlineData("host..io/a", "host name")]
    [InlineData("ho_st.io/a", "host name")]
    [InlineData("[::g]:5000/a", "host name")]
    [InlineData("[127.0.0.1]/a", "host name")]
    [InlineData("[fe80::1%eth0]/a", "host name")]
    [InlineData("a@", "no algorithm")]
    [InlineData("a@" + Hex64, "no algorithm")]
    [InlineData("a@md5:d41d8cd98f00b204e9800998ecf8427e", "algorithm")]
    [InlineData("a@SHA256:" + Hex64, "algorithm")]
    [InlineData("a@sha256:" + Hex64 + "0", "64 hexadecimal digits")]
    [InlineData("a@sha512:" + Hex64, "128 hexadecimal digits")]
    [InlineData("a@sha256:9F86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "lower case")]
    [InlineData("a@" + Sha256 + "@" + Sha256, "not a component")]
    [InlineData(Hex64, "id, not a name")]
    public void Refuses(string written, string because)
    {
        Assert.False(ImageReference.TryParse(written, out ImageReference? reference, out string? error));
        Assert.Null(reference);
        Assert.Contains(because, error);
    }

    [Theory]
    [InlineData(ReferenceGrammar.MaxRepository, true)]
    [InlineData(ReferenceGrammar.MaxRepository + 1, false)]
    public void BoundsTheRepository(int length, bool good) => Assert.Equal(good, IsGood("quay.io/" + new string('a', length)));

    [Theory]
    [InlineData(ReferenceGrammar.MaxTag, true)]
    [InlineData(ReferenceGrammar.MaxTag + 1, false)]
    public void BoundsTheTag(int length, bool good) => Assert.Equal(good, IsGood("a:" + new string('a', length)));

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void BoundsAHostsLabel(int length, bool good) => Assert.Equal(good, IsGood(new string('a', length) + ".io/a"));

    [Theory]
    [InlineData(ReferenceGrammar.MaxHost, true)]
    [InlineData(ReferenceGrammar.MaxHost + 1, false)]
    public void BoundsTheHost(int length, bool good)
    {
        string labels = string.Concat(Enumerable.Repeat("a.", length / 2));
        string host = labels[..^1] + new string('b', length - labels.Length + 1);
        Assert.Equal(length, host.Length);
        Assert.Equal(good, IsGood(host + "/a"));
    }

    [Fact]
    public void TheOfficialFolderCountsTowardsTheBound()
    {
        string name = new('a', ReferenceGrammar.MaxRepository - "library/".Length);
        Assert.True(IsGood(name));
        Assert.False(IsGood(name + "a"));
    }

    [Property]
    public Property ACompleteReferenceRoundTrips() => Prop.ForAll(References.ToArbitrary(), parts =>
    {
        ImageReference reference = Parse(parts.ToString());
        Assert.Equal(parts.ToString(), reference.ToString());
        Assert.Equal((parts.Registry, parts.Repository), (reference.Registry, reference.Repository));
        Assert.Equal((parts.Tag, parts.Digest), (reference.Tag, reference.Digest?.ToString()));
        Assert.Equal(reference, Parse(reference.ToString()));
    });

    [Property(MaxTest = 1000)]
    public Property WhateverIsAcceptedIsStable() => Prop.ForAll(Scraps.ToArbitrary(), text =>
    {
        if (!ImageReference.TryParse(text, out ImageReference? reference, out _))
        {
            return;
        }

        Assert.Equal(reference, Parse(reference.ToString()));
        Assert.True(reference.Tag is not null || reference.Digest is not null);
        Assert.DoesNotContain("..", reference.Repository);
        Assert.DoesNotContain("//", reference.ToString());
    });

    private static Gen<Parts> References =>
        from registry in Gen.Elements("quay.io", "localhost", "h:1", "REG.example:65535", "[::1]:5000", "10.0.0.1")
        from depth in Gen.Choose(1, 4)
        from path in Component.ArrayOf(depth)
        from tag in Gen.OneOf(Gen.Constant<string?>(null), Gen.Elements<string?>("latest", "_", "V1.0-rc.1", "9"))
        from digest in tag is null ? Gen.Constant<string?>(Sha256) : Gen.Elements(null, Sha256, "sha512:" + Hex64 + Hex64)
        select new Parts(registry, string.Join('/', path), tag, digest);

    private static Gen<string> Component =>
        from words in Gen.Elements("a", "b7", "0", "ubuntu").NonEmptyListOf()
        from separator in Gen.Elements(".", "_", "__", "-", "---", "")
        select string.Join(separator, words.Take(5));

    // Text that is nearly a reference: pieces of references in any order.
    private static Gen<string> Scraps =>
        from pieces in Gen.Elements("a", "b9", "A", "/", ":", "@", ".", "_", "-", "localhost", "docker.io", "5000", "[::1]", Sha256)
            .NonEmptyListOf()
        select string.Concat(pieces.Take(9));

    private static bool IsGood(string text) => ImageReference.TryParse(text, out _, out _);

    private static ImageReference Parse(string text)
    {
        Assert.True(ImageReference.TryParse(text, out ImageReference? reference, out string? error), $"{text}: {error}");
        return reference;
    }

    private sealed record Parts(string Registry, string Repository, string? Tag, string? Digest)
    {
        public override string ToString() =>
            $"{Registry}/{Repository}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";
    }
}
