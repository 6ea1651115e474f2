using System.Net.Sockets;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Transport;

namespace Dropship.ServiceBus.Links;

/// <summary>An accepted socket as the library wants it.</summary>
internal sealed class SocketTransport(Socket socket) : TransportBase("tcp")
{
    private readonly byte[] _buffer = new byte[32 * 1024];
    private int _start;
    private int _end;

    public override string LocalEndPoint { get; } = socket.LocalEndPoint?.ToString() ?? string.Empty;

    public override string RemoteEndPoint { get; } = socket.RemoteEndPoint?.ToString() ?? string.Empty;

    public override void SetMonitor(ITransportMonitor usageMeter)
    {
    }

    public override bool WriteAsync(TransportAsyncCallbackArgs args) => Run(args, WriteAllAsync(args));

    public override bool ReadAsync(TransportAsyncCallbackArgs args) => Run(args, ReadSomeAsync(args));

    protected override bool CloseInternal()
    {
        AbortInternal();
        return true;
    }

    protected override void AbortInternal() => socket.Dispose();

    /// <returns>Whether the callback will be called; else all is done already.</returns>
    private static bool Run(TransportAsyncCallbackArgs args, ValueTask<int> work)
    {
        if (!work.IsCompleted)
        {
            _ = FinishAsync();
            return true;
        }

        args.CompletedSynchronously = true;
        args.Exception = null;
        try
        {
            args.BytesTransfered = work.GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            args.Exception = exception;
        }

        return false;

        async Task FinishAsync()
        {
            args.Exception = null;
            try
            {
                args.BytesTransfered = await work;
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                args.Exception = exception;
            }

            args.CompletedSynchronously = false;
            args.CompletedCallback(args);
        }
    }

    private async ValueTask<int> WriteAllAsync(TransportAsyncCallbackArgs args)
    {
        if (args.Buffer is { } single)
        {
            return await SendAsync(single.AsMemory(args.Offset, args.Count));
        }

        var buffers = args.ByteBufferList.Select(buffer => new ArraySegment<byte>(buffer.Buffer, buffer.Offset, buffer.Length)).ToList();
        return buffers.Count == 1 ? await SendAsync(buffers[0]) : await socket.SendAsync(buffers, SocketFlags.None);
    }

    private async ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var sent = 0;
        while (sent < bytes.Length)
        {
            sent += await socket.SendAsync(bytes[sent..], SocketFlags.None, CancellationToken.None);
        }

        return sent;
    }

    private async ValueTask<int> ReadSomeAsync(TransportAsyncCallbackArgs args)
    {
        if (_start == _end)
        {
            if (args.Count >= _buffer.Length)
            {
                return await socket.ReceiveAsync(args.Buffer.AsMemory(args.Offset, args.Count), SocketFlags.None, CancellationToken.None);
            }

            _start = 0;
            _end = await socket.ReceiveAsync(_buffer.AsMemory(), SocketFlags.None, CancellationToken.None);
        }

        var count = Math.Min(args.Count, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(args.Buffer.AsSpan(args.Offset));
        _start += count;
        return count;
    }
}
