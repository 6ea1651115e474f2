using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Dropship.FunctionsHost.Hosting;

namespace Dropship.FunctionsHost.Worker;

/// <summary>One process of the worker app. It dies with the host, however the host ends.</summary>
internal sealed class WorkerProcess : IDisposable
{
    public const string StartupHooks = "DOTNET_STARTUP_HOOKS";
    private const int LinesKept = 40;

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;
    private readonly WorkerLog _log;

    /// <exception cref="HostException">The program cannot be started.</exception>
    public WorkerProcess(AppFolder app, string workerId, Uri address, WorkerLog log)
    {
        var tied = OperatingSystem.IsLinux() && IsInPath("setsid") && IsInPath("setpriv");
        string[] command =
        [
            .. tied ? (string[])["setsid", "setpriv", "--pdeathsig", "KILL"] : [],
            app.Executable, app.Worker,
            "--functions-uri", address.AbsoluteUri, "--functions-worker-id", workerId, "--functions-request-id", workerId,
            "--functions-grpc-max-message-length", int.MaxValue.ToString(CultureInfo.InvariantCulture),
        ];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = app.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        if (!tied)
        {
            start.Environment[StartupHooks] = typeof(WorkerProcess).Assembly.Location;
        }

        _log = log;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += OnLine;
        _process.ErrorDataReceived += OnLine;

        // The signal that ends the worker comes when the thread that started it ends; so that thread has nothing else to do.
        var started = new TaskCompletionSource();
        new Thread(() => Run(started)) { IsBackground = true, Name = "worker" }.Start();
        started.Task.GetAwaiter().GetResult();
    }

    public int Id => _process.Id;

    /// <summary>Completes with the exit code, when all output was read.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>The last lines it wrote.</summary>
    public string Output => string.Join(Environment.NewLine, _lines);

    /// <summary>Ends it at once, if it has not ended.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    public void Dispose() => _process.Dispose();

    private static bool IsInPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(path => File.Exists(Path.Combine(path, program)));

    private void Run(TaskCompletionSource started)
    {
        try
        {
            _process.Start();
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            started.SetResult();
        }
        catch (Win32Exception exception)
        {
            var why = $"The worker cannot be started: '{_process.StartInfo.FileName}' {exception.Message}";
            started.SetException(new HostException(why, exception));
            return;
        }

        _process.WaitForExit();
        _exited.SetResult(_process.ExitCode);
    }

    private void OnLine(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is not { Length: > 0 } line)
        {
            return;
        }

        _lines.Enqueue(line);
        if (_lines.Count > LinesKept)
        {
            _lines.TryDequeue(out _);
        }

        _log.WriteLine(line);
    }
}
