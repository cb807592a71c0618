using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Tests.Simulation;
using FsCheck.Xunit;
using Xunit;

namespace Containet.DataPlane.Tests;

/// <summary>
/// The whole switch but for taps and threads, against <see cref="BridgeModel"/>: frames, joins, departures, steps of moves from
/// worker to worker, ageing and turns in any order; some ports have a queue for each worker.
/// </summary>
public class ForwardingPropertyTests
{
    private const int MaxPorts = 7;

    // Each byte of the tape is an operation; the next bytes are its arguments. FsCheck shortens the tape when it fails.
    [Property(MaxTest = 1500, StartSize = 10, EndSize = 400)]
    public void Frames_go_where_the_model_says(byte workers, byte[] tape)
    {
        var run = new Run(1 + (workers % 3), tape);
        run.Play();
        run.Check();
    }

    [Property(MaxTest = 600, StartSize = 10, EndSize = 300)]
    public void With_too_few_frames_and_slots_what_is_not_delivered_is_counted(byte workers, byte queued, byte[] tape)
    {
        using var sim = new SimulatedSwitch(new SwitchOptions
        {
            Workers = 1 + (workers % 3),
            Frames = 4,
            RingSlots = 2,
            MacSlots = 1024,
        });
        Port[] ports = [.. Enumerable.Range(0, 4).Select(i => i < queued % 5 ? sim.AddEverywhere() : sim.Add(i % sim.Switch.Workers.Count))];
        int slow = 0;
        sim.Taps.IsWriteSlow = () => slow++ % 3 == 0;

        // Everybody is known, so that every frame from here on has one destination.
        for (int i = 0; i < ports.Length; i++)
        {
            sim.Taps[ports[i]].ToSwitch.Enqueue(TestFrame.Make(TestFrame.Station(i + 1), TestFrame.Station(i + 1), 0, 60));
            sim.Drain();
        }

        int sent = ports.Length;
        Queue<Action> move = [];
        foreach (byte b in tape)
        {
            int from = b & 3;
            int to = (b >> 2) & 3;
            int worker = b % sim.Switch.Workers.Count;
            if ((b & 0x30) == 0)
            {
                sim.Turn(worker);
            }
            else if (b >= 0xC0 && move.TryDequeue(out Action? step))
            {
                step();
            }
            else if (b >= 0xC0 && !ports[from].IsEverywhere && ports[from].Worker != worker)
            {
                move = sim.BeginMove(ports[from], worker);
            }
            else
            {
                sim.Send(ports[from], TestFrame.Make(TestFrame.Station(to + 1), TestFrame.Station(from + 1), ++sent, 60));
            }
        }

        Finish(move);
        sim.Drain();
        long delivered = ports.Sum(p => (long)sim.Taps[p].FromSwitch.Count);
        long dropped = ports.Sum(p => p.Totals.AllDrops);
        Assert.Equal(sent, ports.Sum(p => p.Totals.ReceivedFrames));
        Assert.Equal(sent, delivered + dropped);
        Assert.Equal(0, sim.FramesOutstanding);
    }

    private static void Finish(Queue<Action> move)
    {
        while (move.TryDequeue(out Action? step))
        {
            step();
        }
    }

    private sealed class Run(int workers, byte[] tape)
    {
        private readonly SimulatedSwitch _sim = new(new SwitchOptions { Workers = workers, MacSlots = 1024 });
        private readonly BridgeModel _model = new();
        private readonly List<Port> _everyPort = [];
        private readonly List<(byte[] Frame, Port Queue, IReadOnlySet<Port> To, bool Flooded, int ReadAt, int ReadBy)> _expected = [];
        private readonly Dictionary<Port, (int When, int Worker)> _joined = [];
        private readonly Dictionary<(Port, DropReason), long> _drops = [];
        private Queue<Action> _move = [];
        private int _at;
        private int _now;
        private int _read;
        private int _frames;

        public void Play()
        {
            int slow = 0;
            _sim.Taps.IsWriteSlow = () => (slow++ + tape.Length) % 3 == 0;
            while (_at < tape.Length)
            {
                _now++;
                Step();
            }

            _now++;
            EndMove();
            _sim.Drain();
            Follow();
        }

        public void Check()
        {
            Dictionary<Port, List<byte[]>> delivered = _everyPort.ToDictionary(p => p, p => _sim.Taps[p].FromSwitch);
            foreach ((byte[] frame, Port queue, IReadOnlySet<Port> to, bool flooded, int readAt, int readBy) in _expected)
            {
                foreach (Port port in _everyPort)
                {
                    int copies = delivered[port].Count(f => f.AsSpan().SequenceEqual(frame));
                    bool stayed = _model.Ports.Contains(port);
                    bool mayJoinLate = flooded && !port.IsEverywhere && _joined[port].Worker != readBy && _joined[port].When > readAt && port != queue;
                    string name = Convert.ToHexString(frame.AsSpan(0, Math.Min(frame.Length, 18)));
                    Assert.True(copies <= 1 || frame.Length < 18, $"frame {name} came {copies} times to {port}");
                    Assert.True(copies == 0 || to.Contains(port) || mayJoinLate, $"frame {name} came to {port}, where it should not");
                    Assert.True(copies == 1 || !to.Contains(port) || !stayed, $"frame {name} did not come to {port}");
                }
            }

            CheckOrder(delivered);
            foreach (Port port in _everyPort)
            {
                foreach (DropReason reason in Enum.GetValues<DropReason>())
                {
                    Assert.Equal(_drops.GetValueOrDefault((port, reason)), port.Totals.Drops(reason));
                }
            }

            Assert.Equal(0, _sim.FramesOutstanding);
            Assert.Equal(_model.Stations, _sim.Switch.Networks[0].Table.Entries().Count);
            _sim.Dispose();
        }

        private void CheckOrder(Dictionary<Port, List<byte[]>> delivered)
        {
            Dictionary<int, Port> queueOf = _expected.Where(e => e.Frame.Length >= 18).ToDictionary(e => TestFrame.IdOf(e.Frame), e => e.Queue);
            foreach (List<byte[]> frames in delivered.Values)
            {
                foreach (IGrouping<Port, int> flow in frames.Where(f => f.Length >= 18).Select(TestFrame.IdOf).GroupBy(id => queueOf[id]))
                {
                    Assert.Equal(flow.Order(), flow);
                }
            }
        }

        private void Step()
        {
            byte operation = Next();
            switch (operation % 16)
            {
                case 0 when _model.Ports.Count < MaxPorts:
                    EndMove();
                    byte kind = Next();
                    Port joined = kind >= 0x80 ? _sim.AddEverywhere() : _sim.Add(kind % workers);
                    _everyPort.Add(joined);
                    _joined[joined] = (_now, joined.Worker);
                    _model.Ports.Add(joined);
                    break;
                case 1 when _model.Ports.Count > 0:
                    EndMove();
                    Port left = Pick();
                    _sim.Switch.RemovePort(left);
                    _model.Remove(left);
                    break;
                case 2:
                    _sim.Switch.AdvanceEpoch();
                    _model.AdvanceEpoch();
                    break;
                case 3 or 4 when workers > 1 && _model.Ports.Count > 0:
                    Move();
                    Follow();
                    break;
                case < 9:
                    _sim.Turn(Next() % workers);
                    Follow();
                    break;
                default:
                    Send();
                    break;
            }
        }

        private void Move()
        {
            if (_move.TryDequeue(out Action? step))
            {
                step();
                return;
            }

            Port port = Pick();
            if (port.IsEverywhere)
            {
                return; // it has a queue there already
            }

            _move = _sim.BeginMove(port, (port.Worker + 1 + (Next() % (workers - 1))) % workers);
        }

        // Control is one thread: whatever it does next waits for the move's end.
        private void EndMove()
        {
            Finish(_move);
            Follow();
        }

        private void Send()
        {
            if (_model.Ports.Count == 0)
            {
                return;
            }

            byte[] frame = TestFrame.Make(
                TestFrame.Destinations[Next() % TestFrame.Destinations.Length],
                TestFrame.Sources[Next() % TestFrame.Sources.Length],
                ++_frames,
                Next() switch { < 8 => 13, < 128 => 60, < 240 => 1514, _ => 64014 });
            _sim.Send(Pick(), frame);
        }

        // The model takes the frames in the order in which the engines read them.
        private void Follow()
        {
            for (; _read < _sim.Taps.Read.Count; _read++)
            {
                (Port queue, byte[] frame, int worker) = _sim.Taps.Read[_read];
                Port ingress = queue.Queues[0];
                (IReadOnlySet<Port> to, bool flooded, DropReason reason) = _model.Decide(ingress, frame);
                _expected.Add((frame, queue, to, flooded, _now, worker));
                if (reason != DropReason.None)
                {
                    _drops[(ingress, reason)] = _drops.GetValueOrDefault((ingress, reason)) + 1;
                }
            }
        }

        private Port Pick() => _model.Ports.ElementAt(Next() % _model.Ports.Count);

        private byte Next() => _at < tape.Length ? tape[_at++] : (byte)0;
    }
}
