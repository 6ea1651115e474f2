using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Dropship.EndToEnd.Tests.Support;

/// <summary>Takes in what is sent by OTLP over HTTP.</summary>
internal sealed class TelemetryReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _taken = new();
    private readonly Task _work;

    public TelemetryReceiver()
    {
        // A port that somebody else takes between the two lines is tried again.
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                _listener.Start();
                Endpoint = new Uri($"http://127.0.0.1:{port}");
                break;
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                _listener.Prefixes.Clear();
            }
        }

        _work = TakeAsync();
    }

    public Uri Endpoint { get; }

    /// <summary>All spans until now.</summary>
    public IReadOnlyList<Span> Spans =>
        [
            .. from message in _taken
            where message.Path == "/v1/traces"
            from resource in new WireMessage(message.Body).All(1)
            from scope in resource.All(2)
            from span in scope.All(2)
            select new Span(
                span.Hex(1),
                span.Hex(2),
                span.Hex(4),
                span.Text(5),
                span.All(9)
                    .ToDictionary(
                        attribute => attribute.Text(1),
                        attribute => attribute.All(2).Single().AnyValue(),
                        StringComparer.Ordinal
                    ),
                [.. span.All(11).Select(told => told.Text(2))],
                [.. span.All(13).Select(link => link.Hex(1))]
            ),
        ];

    /// <summary>The names of all metrics until now.</summary>
    public IReadOnlySet<string> Metrics =>
        (
            from message in _taken
            where message.Path == "/v1/metrics"
            from resource in new WireMessage(message.Body).All(1)
            from scope in resource.All(2)
            from metric in scope.All(2)
            select metric.Text(1)
        ).ToHashSet(StringComparer.Ordinal);

    /// <summary>All that came, as text; what is no text in it shows as such.</summary>
    public string Everything => string.Join('\n', _taken.Select(message => Encoding.UTF8.GetString(message.Body)));

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _work;
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task TakeAsync()
    {
        while (true)
        {
            HttpListenerContext call;
            try
            {
                call = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await call.Request.InputStream.CopyToAsync(body);
            _taken.Enqueue((call.Request.Url!.AbsolutePath, body.ToArray()));
            call.Response.ContentType = "application/x-protobuf";
            call.Response.Close();
        }
    }
}
