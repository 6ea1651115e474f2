using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;

namespace Dropship.FunctionsHost.Worker;

/// <summary>The stream of one worker process: its greeting, its functions, their invocations.</summary>
internal sealed class WorkerConnection(string workerId, string appFolder, WorkerLog log)
{
    private const int Success = 1;
    private const int Cancelled = 2;

    private readonly Channel<StreamingMessage> _outbox = Channel.CreateUnbounded<StreamingMessage>();
    private readonly Channel<StreamingMessage> _answers = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, (string Function, TaskCompletionSource<InvocationResponse> Answer)> _invocations = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string WorkerId => workerId;

    /// <summary>Where the worker takes the requests of HTTP functions; null when it does not take any.</summary>
    public Uri? HttpAddress { get; private set; }

    /// <summary>Completes when the stream has ended.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Greets the worker and loads its functions.</summary>
    /// <exception cref="HostException">The worker cannot tell or load its functions.</exception>
    public async Task<IReadOnlyList<RpcFunctionMetadata>> GreetAsync(CancellationToken cancellationToken)
    {
        async Task<StreamingMessage> AskAsync(StreamingMessage question)
        {
            _outbox.Writer.TryWrite(question);
            return await _answers.Reader.ReadAsync(cancellationToken);
        }

        var init = new WorkerInitRequest { HostVersion = "4.1037.0", WorkerDirectory = appFolder, FunctionAppDirectory = appFolder };
        var greeting = (await AskAsync(new() { WorkerInitRequest = init })).WorkerInitResponse;
        Require(greeting.Result, "The worker did not start");
        HttpAddress = greeting.Capabilities.TryGetValue("HttpUri", out var address) ? new Uri(address) : null;

        var question = new FunctionsMetadataRequest { FunctionAppDirectory = appFolder };
        var told = (await AskAsync(new() { FunctionsMetadataRequest = question })).FunctionMetadataResponse;
        Require(told.Result, "The worker cannot tell its functions");
        foreach (var function in told.FunctionMetadataResults)
        {
            var load = new FunctionLoadRequest { FunctionId = function.FunctionId, Metadata = function };
            var loaded = (await AskAsync(new() { FunctionLoadRequest = load })).FunctionLoadResponse;
            Require(loaded.Result, $"The worker cannot load function {function.Name}");
        }

        return told.FunctionMetadataResults;
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
    public void Terminate(TimeSpan grace)
    {
        var terminate = new WorkerTerminate { GracePeriod = new Duration { Seconds = (long)grace.TotalSeconds } };
        _outbox.Writer.TryWrite(new StreamingMessage { WorkerTerminate = terminate });
    }

    /// <summary>Carries the messages of the stream until it ends.</summary>
    public async Task PumpAsync(
        IAsyncStreamReader<StreamingMessage> reader, IServerStreamWriter<StreamingMessage> writer, CancellationToken cancellationToken)
    {
        var writing = WriteAsync(writer, cancellationToken);
        try
        {
            while (await reader.MoveNext(cancellationToken))
            {
                Take(reader.Current);
            }
        }
        catch (Exception exception) when (exception is IOException or Grpc.Core.RpcException or OperationCanceledException)
        {
            // The worker has gone; whoever watches its process knows why.
        }

        Close();
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Fails whatever still waits for an answer.</summary>
    public void Close()
    {
        _outbox.Writer.TryComplete();
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
            throw new HostException($"{otherwise}: {result.Exception?.Message ?? "it does not say why"}");
        }
    }

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> writer, CancellationToken cancellationToken)
    {
        await foreach (var message in _outbox.Reader.ReadAllAsync(cancellationToken))
        {
            await writer.WriteAsync(message, cancellationToken);
        }
    }

    private void Take(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.InvocationResponse:
                if (_invocations.TryRemove(message.InvocationResponse.InvocationId, out var invocation))
                {
                    invocation.Answer.TrySetResult(message.InvocationResponse);
                }

                break;
            case StreamingMessage.ContentOneofCase.RpcLog:
                log.Write(message.RpcLog, _invocations.GetValueOrDefault(message.RpcLog.InvocationId).Function);
                break;
            default:
                _answers.Writer.TryWrite(message);
                break;
        }
    }

    private void Fail(string invocationId)
    {
        if (_invocations.TryRemove(invocationId, out var invocation))
        {
            invocation.Answer.TrySetException(new WorkerProcessExitException("The worker ended while it ran the function."));
        }
    }
}
