using Containode.Confinement;
using Containode.Options;
using Containode.Running;
using Xunit;

namespace Containode.Tests.Confinement;

public class CapabilityTests
{
    private static readonly CapabilitySet NetAdmin = CapabilitySet.Of(Capability.NetAdmin);

    [Fact]
    public void TheDefaultIsDockers() => Assert.Equal(
        "CHOWN,DAC_OVERRIDE,FOWNER,FSETID,KILL,SETGID,SETUID,SETPCAP,NET_BIND_SERVICE,NET_RAW,SYS_CHROOT,AUDIT_WRITE,SETFCAP",
        CapabilitySet.Default.ToString());

    [Theory]
    [InlineData("CAP_NET_ADMIN")]
    [InlineData("net_admin")]
    [InlineData("Cap_Net_Admin")]
    public void NamesAreReadHoweverWritten(string name)
    {
        Assert.True(CapabilitySet.TryParse(name, out CapabilitySet set));
        Assert.Equal(NetAdmin, set);
    }

    [Fact]
    public void EveryNameHasTheNumberOfItsKind()
    {
        foreach (Capability capability in Enum.GetValues<Capability>())
        {
            Assert.True(CapabilitySet.TryParse(CapabilitySet.Of(capability).ToString(), out CapabilitySet parsed));
            Assert.True(parsed.Has(capability));
            Assert.Equal(capability.ToString(), CapabilitySet.Of(capability).ToString().Replace("_", ""), ignoreCase: true);
        }

        Assert.Equal(Enum.GetValues<Capability>().Length, CapabilitySet.All.ToString().Split(',').Length);
    }

    [Fact]
    public void WhatIsAddedComesAndWhatIsDroppedGoes()
    {
        Assert.Equal(CapabilitySet.Default, Make([], []));
        Assert.Equal(CapabilitySet.Default | NetAdmin, Make(["NET_ADMIN"], []));
        Assert.Equal(CapabilitySet.All - NetAdmin, Make(["ALL"], ["net_admin"]));
        Assert.Equal(NetAdmin, Make(["NET_ADMIN"], ["all"]));
        Assert.Equal(CapabilitySet.Default - CapabilitySet.Of(Capability.Kill, Capability.Chown), Make([], ["KILL,CHOWN"]));
        Assert.Equal(CapabilitySet.None, Make([], ["ALL"]));
    }

    [Fact]
    public void NobodyCanGiveWhatHeHasNot()
    {
        CapabilitySet available = CapabilitySet.All - NetAdmin - CapabilitySet.Of(Capability.Chown);
        Assert.Equal(available, CapabilityChoice.Make(["ALL"], [], available));
        Assert.Equal(CapabilitySet.Default - CapabilitySet.Of(Capability.Chown), CapabilityChoice.Make([], [], available));
        LaunchException refusal = Assert.Throws<LaunchException>(() => CapabilityChoice.Make(["NET_ADMIN"], [], available));
        Assert.StartsWith("--cap-add NET_ADMIN: ", refusal.Message);
    }

    [Theory]
    [InlineData("NET_ADMN", "", "--cap-add NET_ADMN: there is no such capability")]
    [InlineData("KILL", "KILL", "--cap-add and --cap-drop contradict each other: KILL")]
    [InlineData("ALL", "ALL", "--cap-add and --cap-drop contradict each other: ALL")]
    public void NonsenseIsRefused(string added, string dropped, string message) => Assert.StartsWith(
        message, Assert.Throws<UsageException>(() => Make([added], dropped.Length == 0 ? [] : [dropped])).Message);

    [Fact]
    public void OthersThanRootHaveNothingInForce()
    {
        CapabilitySets root = CapabilitySets.For(CapabilitySet.Default, isRoot: true);
        CapabilitySets other = CapabilitySets.For(CapabilitySet.Default, isRoot: false);
        Assert.Equal((CapabilitySet.Default, CapabilitySet.Default, CapabilitySet.Default), (root.Bounding, root.Permitted, root.Effective));
        Assert.Equal((CapabilitySet.Default, CapabilitySet.None, CapabilitySet.None), (other.Bounding, other.Permitted, other.Effective));
        Assert.All([root, other], sets => Assert.True(sets.Inheritable.IsEmpty && sets.Ambient.IsEmpty));
    }

    private static CapabilitySet Make(IReadOnlyList<string> added, IReadOnlyList<string> dropped) =>
        CapabilityChoice.Make(added, dropped, CapabilitySet.All);
}
