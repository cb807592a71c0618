using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tmds.Linux;
using Xunit;

namespace Containet.Control.Tests;

/// <summary>Any way of cutting a stream, and any damage to it.</summary>
public sealed class StreamPropertyTests : IDisposable
{
    private static readonly string[] Requests =
    [
        """{"ports":{}}""",
        """{"id":"ä\u00e4\"}{","workers":{}}""",
        """ { "authtoken" : null , "remove-etherfd" : { "nodeid" : "n" } } """,
        """{"id":-1e3,"nonsense":{"a":[1,2,{"b":"}"}]}}""",
        """{"authtoken":"t","add-etherfd":{"ifname":"eth0","nodeid":"n"}}""",
        """{"add-ctrlsock":{"nodeid":"n"}}""" + "\n",
    ];

    private readonly TestServer _server = new();

    public void Dispose() => _server.Dispose();

    [Property(MaxTest = 200)]
    public void Any_split_gives_the_same_replies(byte[] choices, byte[] cuts)
    {
        string[] sent = [.. choices.Take(20).Select(c => Requests[c % Requests.Length])];
        string[] expected = [.. sent.Select(request => _server.Ask(request))];
        byte[] stream = Encoding.UTF8.GetBytes(string.Concat(sent));
        using RawClient client = _server.Connect();
        int at = 0;
        foreach (byte cut in cuts)
        {
            int end = Math.Min(at + (cut % 40), stream.Length);
            client.Send(stream.AsSpan(at, end - at));
            at = end;
            if (cut > 200)
            {
                Thread.Sleep(1);
            }
        }

        client.Send(stream.AsSpan(at));
        Assert.Equal(expected, expected.Select(_ => client.ReadLine()));
    }

    [Property(MaxTest = 500)]
    public Property Any_damage_leaves_the_server_usable() => Prop.ForAll(
        Gen.Choose(0, Requests.Length - 1).ToArbitrary(),
        Gen.Choose(0, 3).SelectMany(_ => Gen.Choose(0, 255).Three()).ListOf().ToArbitrary(),
        (which, damages) =>
        {
            List<byte> bytes = [.. Encoding.UTF8.GetBytes(Requests[which])];
            foreach ((int kind, int place, int value) in damages)
            {
                int at = bytes.Count == 0 ? 0 : place % bytes.Count;
                switch (kind % 4)
                {
                    case 0 when bytes.Count > 0: bytes[at] = (byte)value; break;
                    case 1 when bytes.Count > 0: bytes.RemoveAt(at); break;
                    case 2: bytes.Insert(at, (byte)value); break;
                    case 3 when bytes.Count > 0: bytes.InsertRange(at, bytes.Skip(place % bytes.Count).Take(value % 16).ToArray()); break;
                    default: break;
                }
            }

            using RawClient client = _server.Connect();
            client.TrySend([.. bytes]);
            LibC.shutdown(client.Socket.Value, LibC.SHUT_WR);

            // Whatever the replies are, each is one line, and then the end; and others notice nothing.
            while (client.TryReadLine() is { } line)
            {
                Assert.StartsWith("{", line, StringComparison.Ordinal);
                Assert.EndsWith("}", line, StringComparison.Ordinal);
            }

            Assert.Equal("""{"ports":[]}""", _server.Ask("""{"ports":{}}"""));
            Assert.DoesNotContain(_server.Lines, line => line.StartsWith("defect", StringComparison.Ordinal));
        });
}
