using System.Net.Sockets;
using Microsoft.Azure.Amqp.Transport;

namespace Dropship.ServiceBus.Links;

/// <summary>An accepted socket as the library wants it.</summary>
internal sealed class SocketTransport(Socket socket) : TransportBase("tcp"), IDisposable
{
    // The library asks for each frame twice, for its length and for the rest.
    private readonly BufferedStream _reads = new(new NetworkStream(socket, ownsSocket: true), 32 * 1024);

    public override string LocalEndPoint { get; } = $"{socket.LocalEndPoint}";

    public override string RemoteEndPoint { get; } = $"{socket.RemoteEndPoint}";

    public void Dispose() => _reads.Dispose();

    public override void SetMonitor(ITransportMonitor usageMeter) { }

    public override bool WriteAsync(TransportAsyncCallbackArgs args) => Run(args, WriteAllAsync(args));

    public override bool ReadAsync(TransportAsyncCallbackArgs args) =>
        Run(args, _reads.ReadAsync(args.Buffer.AsMemory(args.Offset, args.Count), CancellationToken.None));

    protected override bool CloseInternal()
    {
        Dispose();
        return true;
    }

    protected override void AbortInternal() => Dispose();

    /// <returns>Whether the callback will be called; else all is done already.</returns>
    private static bool Run(TransportAsyncCallbackArgs args, ValueTask<int> work)
    {
        var finished = FinishAsync(args, work);
        var isLate = !finished.IsCompleted;
        args.CompletedSynchronously = !isLate;
        if (isLate)
        {
            finished.GetAwaiter().OnCompleted(() => args.CompletedCallback(args));
        }

        return isLate;
    }

    private static async Task FinishAsync(TransportAsyncCallbackArgs args, ValueTask<int> work)
    {
        args.Exception = null;
        try
        {
            args.BytesTransfered = await work;
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            args.Exception = exception;
        }
    }

    private async ValueTask<int> WriteAllAsync(TransportAsyncCallbackArgs args)
    {
        IList<ArraySegment<byte>> buffers = args.Buffer is { } single
            ? [new ArraySegment<byte>(single, args.Offset, args.Count)]
            : [.. args.ByteBufferList.Select(buffer => new ArraySegment<byte>(buffer.Buffer, buffer.Offset, buffer.Length))];
        return await socket.SendAsync(buffers, SocketFlags.None);
    }
}
