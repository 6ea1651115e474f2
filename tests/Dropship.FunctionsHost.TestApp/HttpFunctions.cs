using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Dropship.FunctionsHost.TestApp;

public sealed class HttpFunctions(Witness witness, ILogger<HttpFunctions> logger)
{
    [Function("Greet")]
    public IActionResult Greet([HttpTrigger(AuthorizationLevel.Function, "get", "post", Route = "greet/{name}/{times:int?}")] HttpRequest request, string name, int? times)
    {
        logger.LogInformation("Greeting {Times} times", times);
        return new OkObjectResult(new { name, times, mood = request.Query["mood"].ToString(), host = request.Headers["X-Forwarded-Host"].ToString(), proto = request.Headers["X-Forwarded-Proto"].ToString() });
    }

    [Function("Rest")]
    public IActionResult Rest([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "rest/{*rest}")] HttpRequest request, string rest) => new OkObjectResult(rest);

    [Function("Admin")]
    public IActionResult Admin([HttpTrigger(AuthorizationLevel.Admin, "post")] HttpRequest request) => new NoContentResult();

    [Function("Off")]
    public IActionResult Off([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => new OkResult();

    [Function("Throw")]
    public IActionResult Throw([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => throw new InvalidOperationException("as asked");

    /// <summary>Sends the body back as it comes, without keeping it.</summary>
    [Function("Echo")]
    public async Task Echo([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        request.HttpContext.Response.ContentType = "application/octet-stream";
        await request.Body.CopyToAsync(request.HttpContext.Response.Body, cancellationToken);
    }

    /// <summary>Notes that it began, and whether it was cancelled.</summary>
    [Function("Linger")]
    public async Task<IActionResult> Linger([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "linger/{topic}")] HttpRequest request, string topic, CancellationToken cancellationToken)
    {
        await witness.NoteAsync(topic, "begun", cancellationToken);
        try
        {
            await Task.Delay(TimeSpan.FromMinutes(5), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await witness.NoteAsync(topic, "cancelled", CancellationToken.None);
        }

        return new OkResult();
    }
}
