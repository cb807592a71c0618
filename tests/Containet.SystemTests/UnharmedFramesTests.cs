using System.Net.Sockets;
using Containet.DataPlane;
using Containet.DataPlane.Ports;
using Containet.SystemTests.Support;
using Tmds.Linux;
using Xunit;

namespace Containet.SystemTests;

/// <summary>
/// What is not the plain case passes as it was sent, alone and in the middle of a flow that is put together: IPv4 options, IPv6
/// extension headers, fragments, and datagrams that differ from their neighbours in one field.
/// </summary>
public abstract class UnharmedFramesTests(EngineKind engine) : SwitchOnTaps(engine)
{
    private const int Bytes = 4_000_000;
    private const int Period = 23; // of so many datagrams one differs,
    private const int Odd = 22; // the last: the sender stops for each, and the more so the fewer lie together

    // linux/in.h, linux/in6.h, asm/socket.h
    private const int IpTos = 1;
    private const int IpTtl = 2;
    private const int IpOptions = 4;
    private const int IpMtuDiscover = 10;
    private const int IpV6UnicastHops = 16;
    private const int IpV6HopOptions = 54;
    private const int IpV6DestinationOptions = 59;
    private const int IpV6TrafficClass = 67;
    private const int NoCheck = 11; // SO_NO_CHECK: the datagram has no checksum

    private static readonly byte[] FourNops = [1, 1, 1, 1];

    // Next header and length are the kernel's to fill in; then an option that pads, of 4 bytes.
    private static readonly byte[] Padding = [0, 0, 1, 4, 0, 0, 0, 0];

    [SkippableTheory]
    [InlineData(WithVnet)]
    [InlineData(Plain)]
    public void Packets_with_options_pass(int right)
    {
        (NetworkNamespace a, NetworkNamespace b) = JoinTwo(right);
        a.Check("ping", "-c", "2", "-i", "0.05", "-W", "2", "-R", "10.0.0.2");
        a.Check("ping", "-c", "2", "-i", "0.05", "-W", "2", "-T", "tsandaddr", "10.0.0.2");
        TcpStream.Transfer(a, b, "10.0.0.2", Bytes, s => SetOptions(s, LibC.IPPROTO_IP, IpOptions, FourNops));
        TcpStream.Transfer(b, a, "10.0.0.1", Bytes, s => SetOptions(s, LibC.IPPROTO_IP, IpOptions, FourNops));
        foreach (int extension in new[] { IpV6HopOptions, IpV6DestinationOptions })
        {
            TcpStream.Transfer(a, b, "fd00::2", Bytes, s => SetOptions(s, LibC.IPPROTO_IPV6, extension, Padding));
            Datagrams.Exchange(
                a, b, "fd00::2", 2000, _ => 18, (s, n) =>
            {
                if (n % 10 is 9 or 0)
                {
                    SetOptions(s, LibC.IPPROTO_IPV6, extension, n % 10 == 9 ? Padding : []);
                }
            });
        }
    }

    [SkippableTheory]
    [InlineData(WithVnet)]
    [InlineData(Plain)]
    public void Fragments_pass(int right)
    {
        (NetworkNamespace a, NetworkNamespace b) = JoinTwo(right);
        a.Check("ping", "-c", "3", "-i", "0.05", "-W", "2", "-s", "30000", "10.0.0.2");
        b.Check("ping", "-c", "3", "-i", "0.05", "-W", "2", "-s", "60000", "fd00::1");

        // Whole datagrams and fragments of one flow, in turn and in groups.
        foreach (string address in new[] { "10.0.0.2", "fd00::2" })
        {
            Datagrams.Exchange(a, b, address, 3000, n => n % 37 == 36 ? 5000 : 18);
        }
    }

    // Each is a datagram that must not be put together with those before it, and none of them may be overtaken.
    [SkippableTheory]
    [InlineData(WithVnet, 1)]
    [InlineData(WithVnet, 2)]
    [InlineData(Plain, 2)]
    public void One_odd_datagram_in_a_flow_keeps_its_place(int right, int workers)
    {
        (NetworkNamespace a, NetworkNamespace b) = JoinTwo(right, workers);
        Datagrams.Exchange(a, b, "10.0.0.2", 4000, Uneven, (socket, number) =>
        {
            if (number % Period is not Odd and not 0)
            {
                return;
            }

            int kind = number % Period == Odd ? number / Period % 5 : -1;
            Set(socket, LibC.IPPROTO_IP, IpTtl, kind == 0 ? 32 : 64);
            Set(socket, LibC.IPPROTO_IP, IpTos, kind == 1 ? 0x10 : 0);
            Set(socket, LibC.SOL_SOCKET, NoCheck, kind == 2 ? 1 : 0);
            Set(socket, LibC.IPPROTO_IP, IpMtuDiscover, kind == 3 ? 0 : 2);
            SetOptions(socket, LibC.IPPROTO_IP, IpOptions, kind == 4 ? FourNops : []);
        });
        Datagrams.Exchange(a, b, "fd00::2", 4000, Uneven, (socket, number) =>
        {
            if (number % Period is not Odd and not 0)
            {
                return;
            }

            int kind = number % Period == Odd ? number / Period % 3 : -1;
            Set(socket, LibC.IPPROTO_IPV6, IpV6UnicastHops, kind == 0 ? 32 : 64);
            Set(socket, LibC.IPPROTO_IPV6, IpV6TrafficClass, kind == 1 ? 0x10 : 0);
            SetOptions(socket, LibC.IPPROTO_IPV6, IpV6DestinationOptions, kind == 2 ? Padding : []);
        });
    }

    private static int Uneven(int number) => number % 61 == 60 ? 9 : number % 67 == 66 ? 1400 : 18;

    private static void Set(Socket socket, int level, int option, int value) =>
        socket.SetRawSocketOption(level, option, BitConverter.GetBytes(value));

    // By the system call: an option is taken back by a value of no bytes, which .NET's Socket does not know.
    private static unsafe void SetOptions(Socket socket, int level, int option, ReadOnlySpan<byte> value)
    {
        byte* bytes = stackalloc byte[8];
        value.CopyTo(new Span<byte>(bytes, 8));
        Assert.Equal(0, LibC.setsockopt((int)socket.Handle, level, option, bytes, (uint)value.Length));
    }

    private (NetworkNamespace Left, NetworkNamespace Right) JoinTwo(int right, int workers = 2)
    {
        Start(new SwitchOptions { Workers = workers });
        (NetworkNamespace a, Port _) = Join(1, WithVnet, worker: 0);
        (NetworkNamespace b, Port _) = Join(2, right, worker: workers - 1);
        return (a, b);
    }
}

/// <summary>With io_uring.</summary>
[Trait("Category", "System")]
public sealed class UringUnharmedFramesTests() : UnharmedFramesTests(EngineKind.Uring);

/// <summary>With epoll.</summary>
[Trait("Category", "System")]
public sealed class EpollUnharmedFramesTests() : UnharmedFramesTests(EngineKind.Epoll);
