using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Dropship.Connectors.Tests.Support;

/// <summary>A real HTTP server that gives a list of replies in turn. A call beyond the list fails the test.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ScriptedReply> _replies = new();
    private readonly ConcurrentQueue<RecordedCall> _calls = new();
    private readonly ConcurrentQueue<string> _unexpected = new();

    private readonly TaskCompletionSource<RecordedCall> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ScriptedServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public IReadOnlyList<RecordedCall> Calls => [.. _calls];

    /// <summary>The first call, once it comes.</summary>
    public Task<RecordedCall> FirstCall => _first.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public static async Task<ScriptedServer> StartAsync(params ScriptedReply[] replies)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new ScriptedServer(builder.Build());
        foreach (var reply in replies)
        {
            server._replies.Enqueue(reply);
        }

        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Assert.True(_unexpected.IsEmpty, "Unexpected call: " + string.Join(", ", _unexpected));
        Assert.True(_replies.IsEmpty, $"{_replies.Count} scripted replies were not asked for.");
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var call = new RecordedCall(context.Request.Method, context.Request.Path + context.Request.QueryString, headers, body);
        _calls.Enqueue(call);
        _first.TrySetResult(call);
        if (!_replies.TryDequeue(out var reply))
        {
            _unexpected.Enqueue($"{context.Request.Method} {context.Request.Path} {body}");
            context.Response.StatusCode = 599;
            return;
        }

        if (reply.HangsUp)
        {
            context.Abort();
            return;
        }

        if (reply.Never)
        {
            var aborted = new TaskCompletionSource();
            await using (context.RequestAborted.Register(aborted.SetResult))
            {
                await aborted.Task;
            }

            return;
        }

        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.Body.StartsWith('{') ? "application/json" : "text/html";
        foreach (var (name, value) in reply.Headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(reply.Body);
    }
}

internal sealed record ScriptedReply(int Status, string Body)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    public bool HangsUp { get; init; }

    public bool Never { get; init; }

    public static ScriptedReply Json(string body, int status = 200) => new(status, body);

    /// <summary>Takes the call and drops the connection.</summary>
    public static ScriptedReply HangUp => new(0, string.Empty) { HangsUp = true };

    /// <summary>Takes the call and never answers.</summary>
    public static ScriptedReply Silence => new(0, string.Empty) { Never = true };
}

internal sealed record RecordedCall(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public IReadOnlyDictionary<string, string> Form =>
        QueryHelpers.ParseQuery(Body).ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal);
}
