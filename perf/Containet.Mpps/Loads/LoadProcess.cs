using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Containet.Mpps.Kernel;

namespace Containet.Mpps.Loads;

/// <summary>
/// A load program as the harness holds it: started in a port's namespace, ready, told to go or to stop, its result read. It
/// never outlives this object.
/// </summary>
internal sealed class LoadProcess : IDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(10);
    private readonly Process _process;
    private readonly string _name;
    private readonly Task<string> _error;

    /// <summary>Starts a load program and waits until it is ready.</summary>
    /// <param name="where">The port's namespace.</param>
    /// <param name="name">Which one.</param>
    /// <param name="options">Its options, name and value in turn.</param>
    /// <exception cref="ProgramException">It failed, or is not ready in time.</exception>
    public LoadProcess(NetNamespace where, string name, params string[] options)
        : this(where.Start(Programs.Self, ["load", name, .. options]), name)
    {
    }

    /// <summary>Takes a load program over that has been started some other way, and waits until it is ready.</summary>
    /// <exception cref="ProgramException">It failed, or is not ready in time.</exception>
    public LoadProcess(Process process, string name)
    {
        _name = name;
        _process = process;
        _error = _process.StandardError.ReadToEndAsync();
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        if (!line.Wait(ReadyLimit) || line.Result != "ready")
        {
            string said = line.IsCompleted ? Said() : $"not ready within {ReadyLimit.TotalSeconds} s";
            Dispose();
            throw new ProgramException($"load {name}: {said}");
        }
    }

    /// <summary>Lets a sender begin.</summary>
    public void Go()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
    }

    /// <summary>Tells a receiver to end.</summary>
    public void Stop() => _process.StandardInput.Close();

    /// <summary>Waits for the result.</summary>
    /// <param name="type">What it is.</param>
    /// <param name="limit">How long it may take.</param>
    /// <exception cref="ProgramException">It failed, or took too long.</exception>
    public T Result<T>(JsonTypeInfo<T> type, TimeSpan limit)
    {
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        if (!line.Wait(limit))
        {
            throw new ProgramException($"load {_name}: no result within {limit.TotalSeconds:0.#} s");
        }

        if (line.Result is null)
        {
            throw new ProgramException($"load {_name}: {Said()}");
        }

        try
        {
            return JsonSerializer.Deserialize(line.Result, type) ?? throw new ProgramException($"load {_name}: no result");
        }
        catch (JsonException e)
        {
            throw new ProgramException($"load {_name}: its result is not understood: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private string Said() => _error.Wait(1000) && _error.Result.Length > 0 ? Programs.OneLine(_error.Result) : "ended without a word";
}
