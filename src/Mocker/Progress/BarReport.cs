using System.Collections.Concurrent;
using Containet.Images.Manifests;
using Containet.Images.Pulling;
using Spectre.Console;

namespace Mocker.Progress;

/// <summary>Progress on a terminal: a bar a layer, drawn by a thread of its own until the pull ends.</summary>
internal sealed class BarReport : IReport
{
    private readonly TextWriter _output;
    private readonly IAnsiConsole _console;
    private readonly ConcurrentDictionary<Descriptor, ProgressTask> _bars = new();
    private readonly ManualResetEventSlim _end = new();
    private Task? _drawing;

    public BarReport(TextWriter errors, TextWriter output)
    {
        _output = output;
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(errors) });
    }

    public void Begin(IReadOnlyList<Descriptor> layers)
    {
        using var isReady = new ManualResetEventSlim();
        _drawing = Task.Factory.StartNew(() => Draw(layers, isReady), TaskCreationOptions.LongRunning);
        isReady.Wait();
    }

    public void Change(Descriptor layer, LayerState state)
    {
        if (_bars.TryGetValue(layer, out ProgressTask? bar))
        {
            bar.Description = $"{LineReport.Name(layer)} {Word(state)}";
            if (state is LayerState.Present or LayerState.Done)
            {
                bar.Value = bar.MaxValue;
                bar.StopTask();
            }
        }
    }

    public void Receive(Descriptor layer, long bytes)
    {
        if (_bars.TryGetValue(layer, out ProgressTask? bar))
        {
            bar.Increment(bytes);
        }
    }

    public void Finish(PullResult result)
    {
        Dispose();
        _console.MarkupLineInterpolated($"{result.Record.Name} {(result.IsChanged ? $"is there, {Sizes.Bytes(result.Fetched)} fetched" : "is up to date")}");
        _output.WriteLine(result.Record.Manifest);
    }

    public void Dispose()
    {
        _end.Set();
        _drawing?.GetAwaiter().GetResult();
    }

    private static string Word(LayerState state) => state switch
    {
        LayerState.Waiting => "waiting",
        LayerState.Fetching => "fetching",
        LayerState.Unpacking => "unpacking",
        LayerState.Present => "there already",
        _ => "done",
    };

    private void Draw(IReadOnlyList<Descriptor> layers, ManualResetEventSlim isReady) => _console.Progress()
        .AutoClear(false)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn())
        .Start(context =>
        {
            foreach (Descriptor layer in layers.Distinct())
            {
                _bars[layer] = context.AddTask($"{LineReport.Name(layer)} waiting", maxValue: Math.Max(layer.Size, 1));
            }

            isReady.Set();
            _end.Wait();
        });
}
