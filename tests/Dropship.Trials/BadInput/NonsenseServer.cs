using Dropship.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dropship.Trials.BadInput;

/// <summary>A store and 1688 whose good replies are spoiled on their way.</summary>
internal sealed class NonsenseServer : IAsyncDisposable
{
    private readonly SandboxServer _sandbox;
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();
    private readonly Garbler _garbler;

    private NonsenseServer(SandboxServer sandbox, WebApplication app, Garbler garbler)
    {
        _sandbox = sandbox;
        _app = app;
        _garbler = garbler;
    }

    /// <summary>Where the app calls.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>The sandbox behind it.</summary>
    public Uri Sandbox => _sandbox.Address;

    /// <summary>What the paths of spoiled replies begin with; null while none is spoiled.</summary>
    public string? Spoils { get; set; }

    /// <summary>How many replies were spoiled.</summary>
    public int Spoiled { get; private set; }

    /// <summary>The last spoiled reply.</summary>
    public string Last { get; private set; } = string.Empty;

    public static async Task<NonsenseServer> StartAsync(Garbler garbler, CancellationToken cancellationToken)
    {
        var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), cancellationToken);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new NonsenseServer(sandbox, builder.Build(), garbler);
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync(cancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await _sandbox.DisposeAsync();
        _http.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            new Uri(_sandbox.Address, context.Request.Path + context.Request.QueryString)
        );
        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            request.Content = new ByteArrayContent(body.ToArray());
        }

        foreach (var (name, value) in context.Request.Headers)
        {
            if (!name.Equals("Host", StringComparison.OrdinalIgnoreCase) && !request.Headers.TryAddWithoutValidation(name, [.. value]))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, [.. value]);
            }
        }

        // Some calls are signed with the host.
        request.Headers.Host = context.Request.Host.Value;
        using var response = await _http.SendAsync(request, context.RequestAborted);
        var reply = await response.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (Spoils is { } prefix && context.Request.Path.StartsWithSegments(prefix, StringComparison.Ordinal))
        {
            reply = _garbler.Spoil(reply);
            Spoiled++;
            Last = System.Text.Encoding.UTF8.GetString(reply.AsSpan(0, Math.Min(reply.Length, 600)));
        }

        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await context.Response.Body.WriteAsync(reply, context.RequestAborted);
    }
}
