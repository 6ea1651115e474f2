using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dropship.Connectors.Tests.Mail;

/// <summary>A mail server over real TCP whose replies are set by the beginning of the command. An empty reply hangs up.</summary>
internal sealed class ScriptedMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, string> _replies;
    private readonly Task _serving;

    public ScriptedMailServer(params (string Command, string Reply)[] replies)
    {
        _replies = replies.ToDictionary(r => r.Command, r => r.Reply, StringComparer.Ordinal);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentQueue<string> Lines { get; } = new();

    public async ValueTask DisposeAsync()
    {
        // The loop ends by its token; only then is the listener taken from under it.
        await _stop.CancelAsync();
        await _serving;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                using var socket = await _listener.AcceptTcpClientAsync(_stop.Token);
                await TalkAsync(socket.GetStream());
            }
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await WriteAsync(stream, _replies.GetValueOrDefault("greeting", "220 ready"));
        var inData = false;
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            Lines.Enqueue(line);
            if (inData && line != ".")
            {
                continue;
            }

            var command = inData ? "." : line.Split(' ', ':')[0];
            inData = command == "DATA";
            var reply = _replies.GetValueOrDefault(
                command,
                command switch
                {
                    "EHLO" => "250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN",
                    "DATA" => "354 go on",
                    "QUIT" => "221 bye",
                    "AUTH" => "235 welcome",
                    _ => "250 ok",
                }
            );
            if (reply.Length == 0)
            {
                return;
            }

            if (reply != "silence")
            {
                await WriteAsync(stream, reply);
            }
        }
    }

    private async Task WriteAsync(NetworkStream stream, string text) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text + "\r\n"), _stop.Token);
}
