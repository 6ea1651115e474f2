using Dropship.FunctionsHost.Hosting;

namespace Dropship.FunctionsHost.Worker;

/// <summary>Keeps one worker running: starts it, starts it again when it ends, gives up when it does not come up.</summary>
internal sealed partial class WorkerSupervisor(AppFolder app, WorkerLog log, ILogger logger, TimeProvider time) : IAsyncDisposable
{
    private const int Tries = 3;
    private const int KilledExitCode = 128 + 9;
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource<WorkerConnection> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile WorkerConnection? _expected;
    private volatile WorkerProcess? _process;
    private IReadOnlyList<RpcFunctionMetadata> _functions = [];
    private Task _supervision = Task.CompletedTask;

    /// <summary>Fails when the worker does not come up any more.</summary>
    public Task Failed => _failed.Task;

    /// <summary>Starts the worker and gives its functions.</summary>
    /// <exception cref="HostException">It did not come up; the message holds its last output.</exception>
    public async Task<IReadOnlyList<RpcFunctionMetadata>> StartAsync(Uri address)
    {
        _supervision = SuperviseAsync(address);
        await await Task.WhenAny(_ready.Task, _failed.Task);
        return _functions;
    }

    /// <summary>The worker; waits for it while it is being started again.</summary>
    public ValueTask<WorkerConnection> ReadyAsync(CancellationToken cancellationToken) =>
        _ready.Task is { IsCompletedSuccessfully: true } ready ? new(ready.Result) : new(_ready.Task.WaitAsync(cancellationToken));

    /// <summary>The connection that waits for the stream of a worker; null when nobody does.</summary>
    public WorkerConnection? Expecting(string workerId) => _expected is { } connection && connection.WorkerId == workerId ? connection : null;

    /// <summary>Ends the worker at once, so that it is started again.</summary>
    public void Restart(string why)
    {
        LogRestart(logger, why);
        _process?.Kill();
    }

    /// <summary>Asks the worker to end, and ends it when it has not within <paramref name="grace"/>.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        await _stopping.CancelAsync();
        if (_process is { } process)
        {
            _expected?.Terminate(grace);
            await Task.WhenAny(process.Exited, Task.Delay(grace, time, CancellationToken.None));
            process.Kill();
        }

        await _supervision;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        _stopping.Dispose();
    }

    private async Task SuperviseAsync(Uri address)
    {
        var failures = 0;
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                var connection = new WorkerConnection(Guid.NewGuid().ToString(), app.Path, log);
                _expected = connection;
                var process = WorkerProcess.Start(app, connection.WorkerId, address, log);
                _process = process;
                LogStart(logger, process.Id);
                var settled = await RunAsync(process, connection);
                if (_ready.Task.IsCompleted)
                {
                    _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                process.Kill();
                connection.Close();
                var code = await process.Exited;
                if (_stopping.IsCancellationRequested)
                {
                    return;
                }

                LogExit(logger, code);
                failures = settled || code == KilledExitCode ? 0 : failures + 1;
                if (failures == Tries)
                {
                    throw new HostException($"The worker ended {Tries} times right after its start, last with exit code {code}. It said:{Environment.NewLine}{process.Output}");
                }
            }
        }
        catch (HostException exception)
        {
            _process?.Kill();
            _failed.TrySetException(exception);
            _ready.TrySetException(new InvalidOperationException("Did not find any initialized language workers"));
        }
    }

    /// <summary>Greets the worker and waits for its end. True when it ran long enough to count as started.</summary>
    private async Task<bool> RunAsync(WorkerProcess process, WorkerConnection connection)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        limit.CancelAfter(s_startLimit);
        var greeting = connection.GreetAsync(limit.Token);
        await Task.WhenAny(greeting, process.Exited, connection.Closed);
        if (!greeting.IsCompleted)
        {
            await limit.CancelAsync();
        }

        try
        {
            _functions = await greeting;
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        var since = time.GetTimestamp();
        _ready.TrySetResult(connection);
        await Task.WhenAny(process.Exited, connection.Closed);
        return time.GetElapsedTime(since) > s_settled;
    }

    [LoggerMessage(1, LogLevel.Warning, "The worker ended with exit code {ExitCode}.")]
    private static partial void LogExit(ILogger logger, int exitCode);

    [LoggerMessage(3, LogLevel.Information, "The worker is process {ProcessId}.")]
    private static partial void LogStart(ILogger logger, int processId);

    [LoggerMessage(2, LogLevel.Warning, "The worker is ended and started again: {Why}")]
    private static partial void LogRestart(ILogger logger, string why);
}
