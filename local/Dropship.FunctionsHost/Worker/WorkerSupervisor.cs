using System.Diagnostics;

namespace Dropship.FunctionsHost.Worker;

/// <summary>Keeps one worker running: starts it, starts it again when it ends, gives up when it does not come up.</summary>
internal sealed partial class WorkerSupervisor(AppFolder app, ILoggerFactory loggers, TimeProvider time) : IAsyncDisposable
{
    private const int Tries = 3;
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = loggers.CreateLogger("Host.Worker");
    private readonly ILogger _console = loggers.CreateLogger("Host.Function.Console");
    private readonly CancellationTokenSource _stopping = new();
    private volatile TaskCompletionSource<WorkerConnection> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile WorkerConnection? _connection;
    private volatile Process? _process;

    /// <summary>Ends after a stop; fails with a <see cref="HostException"/> when the worker does not come up any more.</summary>
    public Task Supervision { get; private set; } = Task.CompletedTask;

    /// <summary>Starts the worker and gives its functions.</summary>
    /// <exception cref="HostException">It did not come up; the log holds its output.</exception>
    public async Task<IReadOnlyList<RpcFunctionMetadata>> StartAsync(Uri address)
    {
        var ready = _ready.Task;
        Supervision = SuperviseAsync(address);
        await await Task.WhenAny(ready, Supervision);
        return (await ready).Functions;
    }

    /// <summary>The worker; waits for it while it is being started again.</summary>
    public Task<WorkerConnection> ReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    /// <summary>The connection that waits for the stream of a worker; null when nobody does.</summary>
    public WorkerConnection? Expecting(string workerId) => _connection?.WorkerId == workerId ? _connection : null;

    /// <summary>Ends the worker at once, so that it is started again.</summary>
    public void Restart(string why)
    {
        LogRestart(_logger, why);
        _process?.Kill(entireProcessTree: true);
    }

    /// <summary>Asks the worker to end, and ends it when it has not within <paramref name="grace"/>.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        await _stopping.CancelAsync();
        _connection?.Terminate();
        await Task.WhenAny(Supervision, Task.Delay(grace, time, CancellationToken.None));
        _process?.Kill(entireProcessTree: true);
        await Supervision.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        _process?.Dispose();
        _stopping.Dispose();
    }

    private async Task SuperviseAsync(Uri address)
    {
        for (var failures = 0; !_stopping.IsCancellationRequested;)
        {
            var connection = _connection = new WorkerConnection(Guid.NewGuid().ToString(), app.Folder, loggers);
            var process = _process = app.StartWorker(connection.WorkerId, address, TakeLine);
            LogStart(_logger, process.Id);
            var exited = process.WaitForExitAsync(CancellationToken.None);
            _ = exited.ContinueWith(_ => connection.Close(), TaskScheduler.Default);
            failures++;
            if (await connection.GreetAsync(_stopping.Token))
            {
                var since = time.GetTimestamp();
                _ready.SetResult(connection);
                await connection.Closed;
                _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
                failures = time.GetElapsedTime(since) > s_settled ? 0 : failures;
            }

            // A worker that closes its stream is about to end; how it ends is worth a moment.
            await Task.WhenAny(exited, Task.Delay(s_lastWords, time, CancellationToken.None));
            process.Kill(entireProcessTree: true);
            await exited;
            if (!_stopping.IsCancellationRequested)
            {
                LogExit(_logger, process.ExitCode);
            }

            if (failures == Tries)
            {
                throw new HostException($"The worker ended {Tries} times right after its start. The log holds what it said.");
            }
        }
    }

    private void TakeLine(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is { Length: > 0 } line)
        {
            _console.LogInformation("{Line}", line);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The worker ended with exit code {ExitCode}.")]
    private static partial void LogExit(ILogger logger, int exitCode);

    [LoggerMessage(2, LogLevel.Warning, "The worker is ended and started again: {Why}")]
    private static partial void LogRestart(ILogger logger, string why);

    [LoggerMessage(3, LogLevel.Information, "The worker is process {ProcessId}.")]
    private static partial void LogStart(ILogger logger, int processId);
}
