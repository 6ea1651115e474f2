using Dropship.FunctionsHost.Hosting;

namespace Dropship.FunctionsHost.Worker;

/// <summary>Keeps one worker running: starts it, starts it again when it ends, gives up when it does not come up.</summary>
internal sealed partial class WorkerSupervisor(AppFolder app, WorkerLog log, ILogger logger, TimeProvider time) : IAsyncDisposable
{
    private const int Tries = 3;
    private const int KilledExitCode = 128 + 9;
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource<WorkerConnection> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile WorkerConnection? _connection;
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
        await Task.WhenAny(_ready.Task, _failed.Task);
        if (_failed.Task.IsCompleted)
        {
            await _failed.Task;
        }

        return _functions;
    }

    /// <summary>The worker; waits for it while it is being started again.</summary>
    public Task<WorkerConnection> ReadyAsync(CancellationToken cancellationToken) =>
        _ready.Task is { IsCompletedSuccessfully: true } ready ? ready : _ready.Task.WaitAsync(cancellationToken);

    /// <summary>The connection that waits for the stream of a worker; null when nobody does.</summary>
    public WorkerConnection? Expecting(string workerId) =>
        _connection is { } connection && connection.WorkerId == workerId ? connection : null;

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
            _connection?.Terminate(grace);
            await Task.WhenAny(process.Exited, Task.Delay(grace, time, CancellationToken.None));
            process.Kill();
        }

        await _supervision;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        _process?.Dispose();
        _stopping.Dispose();
    }

    private async Task SuperviseAsync(Uri address)
    {
        var failures = 0;
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                var connection = _connection = new WorkerConnection(Guid.NewGuid().ToString(), app.Folder, log);
                var process = _process = new WorkerProcess(app, connection.WorkerId, address, log);
                LogStart(logger, process.Id);
                var ran = await RunAsync(process, connection);
                if (_ready.Task.IsCompleted)
                {
                    _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                // A worker that closes its stream is about to end; how it ends is worth a moment.
                await Task.WhenAny(process.Exited, Task.Delay(s_lastWords, time, CancellationToken.None));
                process.Kill();
                connection.Close();
                var code = await process.Exited;
                failures = ran > s_settled || (ran is not null && code == KilledExitCode) ? 0 : failures + 1;
                if (!_stopping.IsCancellationRequested)
                {
                    LogExit(logger, code);
                }

                if (failures == Tries)
                {
                    var ends = $"The worker ended {Tries} times right after its start, last with exit code {code}";
                    throw new HostException($"{ends}. It said:{Environment.NewLine}{process.Output}");
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

    /// <summary>Greets the worker and waits for its end. Gives how long it was ready; null when it never was.</summary>
    private async Task<TimeSpan?> RunAsync(WorkerProcess process, WorkerConnection connection)
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
            return null;
        }

        var since = time.GetTimestamp();
        _ready.TrySetResult(connection);
        await Task.WhenAny(process.Exited, connection.Closed);
        return time.GetElapsedTime(since);
    }

    [LoggerMessage(1, LogLevel.Warning, "The worker ended with exit code {ExitCode}.")]
    private static partial void LogExit(ILogger logger, int exitCode);

    [LoggerMessage(2, LogLevel.Warning, "The worker is ended and started again: {Why}")]
    private static partial void LogRestart(ILogger logger, string why);

    [LoggerMessage(3, LogLevel.Information, "The worker is process {ProcessId}.")]
    private static partial void LogStart(ILogger logger, int processId);
}
