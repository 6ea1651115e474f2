using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Dropship.Connectors.Tests.Support;

/// <summary>Takes what is delivered, as the app would, and answers whether it was genuine.</summary>
internal sealed class SubmissionListener : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SubmissionListener(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public static async Task<SubmissionListener> StartAsync(Func<IReadOnlyDictionary<string, string>, Uri, string, Task<bool>> take)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            var address = new Uri($"http://app.example{context.Request.Path}");
            context.Response.StatusCode = await take(headers, address, await reader.ReadToEndAsync()) ? 200 : 401;
        });
        await app.StartAsync();
        return new SubmissionListener(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
