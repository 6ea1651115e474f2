using Grpc.Core;

namespace Dropship.FunctionsHost.Worker;

/// <summary>Takes the stream that a worker opens to the connection that waits for it.</summary>
internal sealed class WorkerService(WorkerSupervisor supervisor) : FunctionRpc.FunctionRpcBase
{
    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream,
        IServerStreamWriter<StreamingMessage> responseStream,
        ServerCallContext context
    )
    {
        if (
            await requestStream.MoveNext(context.CancellationToken)
            && requestStream.Current.StartStream is { } start
            && supervisor.Expecting(start.WorkerId) is { } connection
        )
        {
            await connection.PumpAsync(requestStream, responseStream, context.CancellationToken);
        }
    }
}
