using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;

namespace Dropship.FunctionsHost.Worker;

/// <summary>The stream of one worker process: its greeting, its functions, their invocations.</summary>
internal sealed class WorkerConnection(string workerId, string appFolder, ILoggerFactory loggers)
{
    private const int Success = 1;
    private const int Cancelled = 2;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly Channel<StreamingMessage> _outbox = Channel.CreateUnbounded<StreamingMessage>();
    private readonly Channel<StreamingMessage> _answers = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, (string Function, TaskCompletionSource<InvocationResponse> Answer)> _invocations = new();

    // Who waits for it goes on at once, before calls fail: the next call must find that there is no worker.
    private readonly TaskCompletionSource _closed = new();

    public string WorkerId => workerId;

    /// <summary>Where the worker takes the requests of HTTP functions; null when it does not take any.</summary>
    public string? HttpAddress { get; private set; }

    public IReadOnlyList<RpcFunctionMetadata> Functions { get; private set; } = [];

    public Task Closed => _closed.Task;

    /// <summary>Greets the worker and loads its functions; gives false when it ends meanwhile.</summary>
    /// <exception cref="HostException">The worker cannot tell or load its functions.</exception>
    public async Task<bool> GreetAsync(CancellationToken cancellationToken)
    {
        async Task<StreamingMessage> AskAsync(StreamingMessage question)
        {
            _outbox.Writer.TryWrite(question);
            return await _answers.Reader.ReadAsync(cancellationToken);
        }

        try
        {
            var greeting = (await AskAsync(new() { WorkerInitRequest = new() })).WorkerInitResponse;
            HttpAddress = greeting.Capabilities.GetValueOrDefault("HttpUri");

            var question = new FunctionsMetadataRequest { FunctionAppDirectory = appFolder };
            var told = (await AskAsync(new() { FunctionsMetadataRequest = question })).FunctionMetadataResponse;
            Require(told.Result, "The worker cannot tell its functions");
            Functions = told.FunctionMetadataResults;
            foreach (var function in Functions)
            {
                var load = new FunctionLoadRequest { FunctionId = function.FunctionId, Metadata = function };
                var loaded = (await AskAsync(new() { FunctionLoadRequest = load })).FunctionLoadResponse;
                Require(loaded.Result, $"The worker cannot load function {function.Name}");
            }

            // It greets before its own server listens.
            while (HttpAddress is not null && !Closed.IsCompleted && !LoopbackPort.IsTaken(new Uri(HttpAddress).Port))
            {
                await Task.Delay(s_pause, cancellationToken);
            }

            return true;
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException)
        {
            return false;
        }
    }

    /// <summary>Runs a function. When the token is cancelled, the function is told so and its answer is still waited for.</summary>
    /// <exception cref="FunctionFailedException">The function threw.</exception>
    /// <exception cref="WorkerProcessExitException">The worker ended meanwhile.</exception>
    public async Task<TypedData?> InvokeAsync(string function, InvocationRequest request, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<InvocationResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        _invocations[request.InvocationId] = (function, answer);
        if (!_outbox.Writer.TryWrite(new StreamingMessage { InvocationRequest = request }))
        {
            Fail(request.InvocationId);
        }

        var cancel = new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = request.InvocationId } };
        await using var registration = cancellationToken.UnsafeRegister(_ => _outbox.Writer.TryWrite(cancel), null);
        var response = await answer.Task;
        return response.Result.Status switch
        {
            Success => response.ReturnValue,
            Cancelled => throw new OperationCanceledException($"Function {function} was cancelled."),
            _ => throw new FunctionFailedException(response.Result.Exception?.Message, response.Result.Exception?.StackTrace),
        };
    }

    /// <summary>Asks the worker to end.</summary>
    public void Terminate() => _outbox.Writer.TryWrite(new StreamingMessage { WorkerTerminate = new() });

    /// <summary>Carries the messages of the stream until it ends.</summary>
    public async Task PumpAsync(
        IAsyncStreamReader<StreamingMessage> reader,
        IServerStreamWriter<StreamingMessage> writer,
        CancellationToken cancellationToken
    )
    {
        var writing = WriteAsync(writer, cancellationToken);

        // It fails when the worker has gone; whoever watches its process knows why.
        await ReadAsync(reader, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Close();
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Fails whatever still waits for an answer.</summary>
    public void Close()
    {
        _outbox.Writer.TryComplete();
        _answers.Writer.TryComplete();
        _closed.TrySetResult();
        foreach (var id in _invocations.Keys)
        {
            Fail(id);
        }
    }

    private static void Require(StatusResult result, string otherwise)
    {
        if (result.Status != Success)
        {
            throw new HostException($"{otherwise}: {result.Exception?.Message}");
        }
    }

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> writer, CancellationToken cancellationToken)
    {
        await foreach (var message in _outbox.Reader.ReadAllAsync(cancellationToken))
        {
            await writer.WriteAsync(message, cancellationToken);
        }
    }

    private async Task ReadAsync(IAsyncStreamReader<StreamingMessage> reader, CancellationToken cancellationToken)
    {
        await foreach (var message in reader.ReadAllAsync(cancellationToken))
        {
            if (message.RpcLog is { } log)
            {
                Log(log);
            }
            else if (message.InvocationResponse is not { } response)
            {
                _answers.Writer.TryWrite(message);
            }
            else if (_invocations.TryRemove(response.InvocationId, out var invocation))
            {
                invocation.Answer.TrySetResult(response);
            }
        }
    }

    private void Fail(string invocationId)
    {
        if (_invocations.TryRemove(invocationId, out var invocation))
        {
            invocation.Answer.TrySetException(new WorkerProcessExitException("The worker ended while it ran the function."));
        }
    }

    /// <summary>Writes a log of the worker when its own category and the one of its function both let it through.</summary>
    private void Log(RpcLog log)
    {
        var level = (LogLevel)log.Level;
        var logger = loggers.CreateLogger(log.Category);
        if (logger.IsEnabled(level) && _invocations.TryGetValue(log.InvocationId, out var invocation))
        {
            logger = loggers.CreateLogger($"Function.{invocation.Function}.User");
        }

        if (logger.IsEnabled(level))
        {
            logger.Log(level, "{Message} {Problem} {Stack}", log.Message, log.Exception?.Message, log.Exception?.StackTrace);
        }
    }
}
