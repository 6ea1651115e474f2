using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Dropship.FunctionsHost.Hosting;

namespace Dropship.FunctionsHost.Worker;

/// <summary>One process of the worker app. On Linux it dies with the host, however the host ends.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const int LinesKept = 40;

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;
    private readonly WorkerLog _log;

    private WorkerProcess(ProcessStartInfo start, WorkerLog log)
    {
        _log = log;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += OnLine;
        _process.ErrorDataReceived += OnLine;
    }

    public int Id => _process.Id;

    /// <summary>Completes with the exit code, when all output was read.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>The last lines it wrote.</summary>
    public string Output => string.Join(Environment.NewLine, _lines);

    /// <exception cref="HostException">The program cannot be started.</exception>
    public static WorkerProcess Start(AppFolder app, string workerId, Uri address, WorkerLog log)
    {
        var port = address.Port.ToString(CultureInfo.InvariantCulture);
        var request = Guid.NewGuid().ToString();
        var largest = int.MaxValue.ToString(CultureInfo.InvariantCulture);
        string[] command =
        [
            .. OperatingSystem.IsLinux() && IsInPath("setsid") && IsInPath("setpriv") ? (string[])["setsid", "setpriv", "--pdeathsig", "KILL"] : [],
            app.Executable, app.Worker,
            "--host", address.Host, "--port", port, "--workerId", workerId, "--requestId", request, "--grpcMaxMessageLength", largest,
            "--functions-uri", address.AbsoluteUri, "--functions-worker-id", workerId, "--functions-request-id", request,
            "--functions-grpc-max-message-length", largest,
        ];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = app.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        var worker = new WorkerProcess(start, log);

        // The signal that ends the worker comes when the thread that started it ends; so that thread has nothing else to do.
        var started = new TaskCompletionSource();
        new Thread(() => worker.Run(started)) { IsBackground = true, Name = "worker" }.Start();
        started.Task.GetAwaiter().GetResult();
        return worker;
    }

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    public void Dispose() => _process.Dispose();

    private static bool IsInPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private void Run(TaskCompletionSource started)
    {
        try
        {
            _process.Start();
            _process.StandardInput.Close();
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            started.SetResult();
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            started.SetException(new HostException($"The worker cannot be started: '{_process.StartInfo.FileName}' {exception.Message}", exception));
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
        while (_lines.Count > LinesKept)
        {
            _lines.TryDequeue(out _);
        }

        _log.WriteLine(line);
    }
}
