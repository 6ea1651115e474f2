using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Dropship.FunctionsHost.Worker;

/// <summary>The stream of one worker process: its greeting, its functions, their invocations.</summary>
internal sealed class WorkerConnection(string workerId, string appFolder, WorkerLog log)
{
    private readonly Channel<StreamingMessage> _outbox = Channel.CreateUnbounded<StreamingMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<StreamingMessage.ContentOneofCase, TaskCompletionSource<StreamingMessage>> _answers = new();
    private readonly ConcurrentDictionary<string, Invocation> _invocations = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
        await _opened.Task.WaitAsync(cancellationToken);
        var greeting = await AskAsync(
            new StreamingMessage { WorkerInitRequest = new WorkerInitRequest { HostVersion = "4.1037.0", WorkerDirectory = appFolder, FunctionAppDirectory = appFolder } },
            StreamingMessage.ContentOneofCase.WorkerInitResponse,
            cancellationToken);
        Require(greeting.WorkerInitResponse.Result, "The worker did not start");
        HttpAddress = greeting.WorkerInitResponse.Capabilities.TryGetValue("HttpUri", out var address) ? new Uri(address) : null;

        var told = await AskAsync(
            new StreamingMessage { FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = appFolder } },
            StreamingMessage.ContentOneofCase.FunctionMetadataResponse,
            cancellationToken);
        Require(told.FunctionMetadataResponse.Result, "The worker cannot tell its functions");

        foreach (var function in told.FunctionMetadataResponse.FunctionMetadataResults)
        {
            var loaded = await AskAsync(
                new StreamingMessage { FunctionLoadRequest = new FunctionLoadRequest { FunctionId = function.FunctionId, Metadata = function } },
                StreamingMessage.ContentOneofCase.FunctionLoadResponse,
                cancellationToken);
            Require(loaded.FunctionLoadResponse.Result, $"The worker cannot load function {function.Name}");
        }

        return told.FunctionMetadataResponse.FunctionMetadataResults;
    }

    /// <summary>Runs a function. When the token is cancelled, the function is told so and its answer is still waited for.</summary>
    /// <exception cref="FunctionFailedException">The function threw.</exception>
    /// <exception cref="WorkerProcessExitException">The worker ended meanwhile.</exception>
    public async Task<TypedData?> InvokeAsync(string function, InvocationRequest request, CancellationToken cancellationToken)
    {
        var invocation = new Invocation(function);
        _invocations[request.InvocationId] = invocation;
        if (!_outbox.Writer.TryWrite(new StreamingMessage { InvocationRequest = request }))
        {
            Fail(request.InvocationId);
        }

        await using var registration = cancellationToken.UnsafeRegister(
            static state =>
            {
                var (connection, id) = ((WorkerConnection, string))state!;
                connection._outbox.Writer.TryWrite(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = id } });
            },
            (this, request.InvocationId));
        var response = await invocation.Answer.Task;
        return response.Result?.Status switch
        {
            StatusResult.Types.Status.Success => response.ReturnValue,
            StatusResult.Types.Status.Cancelled => throw new OperationCanceledException($"Function {function} was cancelled."),
            _ => throw new FunctionFailedException(response.Result?.Exception?.Message ?? "unknown", response.Result?.Exception?.StackTrace ?? string.Empty),
        };
    }

    /// <summary>Asks the worker to end.</summary>
    public void Terminate(TimeSpan grace) =>
        _outbox.Writer.TryWrite(new StreamingMessage { WorkerTerminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(grace) } });

    /// <summary>Carries the messages of the stream until it ends.</summary>
    public async Task PumpAsync(IAsyncStreamReader<StreamingMessage> reader, IServerStreamWriter<StreamingMessage> writer, CancellationToken cancellationToken)
    {
        _opened.TrySetResult();
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
        finally
        {
            Close();
            await writing;
        }
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

    private static void Require(StatusResult? result, string otherwise)
    {
        if (result?.Status is not StatusResult.Types.Status.Success)
        {
            throw new HostException($"{otherwise}: {result?.Exception?.Message ?? "it does not say why"}");
        }
    }

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> writer, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in _outbox.Reader.ReadAllAsync(cancellationToken))
            {
                await writer.WriteAsync(message, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is IOException or Grpc.Core.RpcException or OperationCanceledException or InvalidOperationException)
        {
            Close();
        }
    }

    private async Task<StreamingMessage> AskAsync(StreamingMessage question, StreamingMessage.ContentOneofCase answer, CancellationToken cancellationToken)
    {
        var waiting = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answers[answer] = waiting;
        _outbox.Writer.TryWrite(question);
        return await waiting.Task.WaitAsync(cancellationToken);
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
                log.Write(message.RpcLog, _invocations.TryGetValue(message.RpcLog.InvocationId, out var running) ? running.Function : null);
                break;
            default:
                if (_answers.TryRemove(message.ContentCase, out var waiting))
                {
                    waiting.TrySetResult(message);
                }

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

    private sealed record Invocation(string Function)
    {
        public TaskCompletionSource<InvocationResponse> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
