using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Dropship.Tooling;

/// <summary>
/// A program started beside this one. Its output is kept (the last lines) and may be followed; disposing asks it to end
/// and, after a grace period, ends it with everything it started.
/// </summary>
public sealed partial class ChildProcess : IAsyncDisposable
{
    private const int LinesKept = 400;
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StreamWriter? _log;

    private ChildProcess(string name, Process process, StreamWriter? log)
    {
        Name = name;
        _process = process;
        _log = log;
    }

    /// <summary>Raised for each line of output and of errors, in order of arrival.</summary>
    public event Action<string>? LineWritten;

    public string Name { get; }

    /// <summary>How long it may take to end after it was asked to.</summary>
    public TimeSpan Grace { get; set; } = s_grace;

    public int Id => _process.Id;

    public bool HasExited => _exited.Task.IsCompleted;

    /// <summary>The exit code; null while it runs.</summary>
    public int? ExitCode => HasExited ? _process.ExitCode : null;

    /// <summary>Completes when the process has ended and all its output was read.</summary>
    public Task Exited => _exited.Task;

    /// <summary>The last lines it wrote, oldest first.</summary>
    public string Output => string.Join(Environment.NewLine, _lines);

    /// <summary>Starts a program.</summary>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="fileName">The program.</param>
    /// <param name="arguments">Its arguments, unquoted.</param>
    /// <param name="environment">Variables added to this process's own; a null value removes one.</param>
    /// <param name="workingDirectory">Where it runs; this process's folder when null.</param>
    /// <param name="logFile">A file that gets all its output; none when null.</param>
    /// <exception cref="ToolException">The program is not there or would not start.</exception>
    public static ChildProcess Start(
        string name,
        string fileName,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? workingDirectory = null,
        string? logFile = null
    )
    {
        var start = new ProcessStartInfo(fileName)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory ?? string.Empty,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            if (value is null)
            {
                start.Environment.Remove(key);
            }
            else
            {
                start.Environment[key] = value;
            }
        }

        StreamWriter? log = null;
        if (logFile is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(logFile))!);
            log = new StreamWriter(new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        }

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var child = new ChildProcess(name, process, log);
        try
        {
            process.OutputDataReceived += child.OnData;
            process.ErrorDataReceived += child.OnData;
            process.Start();
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            log?.Dispose();
            process.Dispose();
            throw new ToolException($"{name} could not be started: '{fileName}' {exception.Message}", exception);
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _ = child.WatchExitAsync();
        return child;
    }

    /// <summary>Waits for a line that matches and gives the match.</summary>
    /// <exception cref="ToolException">It ended, or the time passed, before such a line; the message carries its last output.</exception>
    public async Task<Match> WaitForLineAsync(Regex pattern, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var found = new TaskCompletionSource<Match>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(string line)
        {
            var match = pattern.Match(line);
            if (match.Success)
            {
                found.TrySetResult(match);
            }
        }

        LineWritten += Look;
        try
        {
            foreach (var line in _lines)
            {
                Look(line);
            }

            var first = await Task.WhenAny(found.Task, Exited, Task.Delay(timeout, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            if (first == found.Task || found.Task.IsCompleted)
            {
                return await found.Task;
            }

            throw new ToolException(
                HasExited
                    ? $"{Name} ended with exit code {ExitCode} before it was ready.{Environment.NewLine}{Output}"
                    : $"{Name} was not ready after {timeout.TotalSeconds:0} s.{Environment.NewLine}{Output}"
            );
        }
        finally
        {
            LineWritten -= Look;
        }
    }

    /// <summary>Ends it at once, as a power cut would (SIGKILL), with everything it started.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (!HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await Exited.WaitAsync(cancellationToken);
    }

    /// <summary>Asks it to end (SIGTERM, where there is such a thing) and waits; ends it the hard way after <see cref="Grace"/>.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!HasExited)
        {
            await StopAsync(_process, Grace, cancellationToken);
            await Exited.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Asks a process that another program started to end and waits; ends it the hard way after ten seconds.</summary>
    public static Task StopAsync(Process process, CancellationToken cancellationToken) => StopAsync(process, s_grace, cancellationToken);

    private static async Task StopAsync(Process process, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsWindows() && SendSignal(process.Id, SignalTerminate) == 0)
        {
            await Task.WhenAny(process.WaitForExitAsync(cancellationToken), Task.Delay(grace, cancellationToken));
        }

        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _process.Dispose();
        if (_log is not null)
        {
            await _log.DisposeAsync();
        }
    }

    private const int SignalTerminate = 15;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int processId, int signal);

    private async Task WatchExitAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        _exited.TrySetResult();
    }

    private void OnData(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is not { } line)
        {
            return;
        }

        _lines.Enqueue(line);
        while (_lines.Count > LinesKept)
        {
            _lines.TryDequeue(out _);
        }

        if (_log is { } log)
        {
            lock (log)
            {
                log.WriteLine(line);
            }
        }

        LineWritten?.Invoke(line);
    }
}
