using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Dropship.FunctionsHost.TestApp;

public sealed class HttpFunctions(Witness witness, ILogger<HttpFunctions> logger)
{
    [Function("Greet")]
    public IActionResult Greet(
        [HttpTrigger(AuthorizationLevel.Function, "get", "post", Route = "greet/{name}/{times:int?}")] HttpRequest request,
        string name,
        int? times
    )
    {
        logger.LogInformation("Greeting {Times} times", times);
        var mood = request.Query["mood"].ToString();
        return new OkObjectResult(
            new
            {
                name,
                times,
                mood,
                host = request.Host.Value,
                proto = request.Scheme,
            }
        );
    }

    [Function("Rest")]
    public IActionResult Rest(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "rest/{*rest}")] HttpRequest request,
        string rest
    ) => new OkObjectResult(rest);

    [Function("Admin")]
    public IActionResult Admin([HttpTrigger(AuthorizationLevel.Admin, "post")] HttpRequest request) => new NoContentResult();

    [Function("Off")]
    public IActionResult Off([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => new OkResult();

    [Function("Throw")]
    public IActionResult Throw([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        throw new InvalidOperationException("as asked");

    /// <summary>Takes the body to its end and then sends it back in small pieces.</summary>
    [Function("Echo")]
    public async Task Echo([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        await request.Body.CopyToAsync(kept, cancellationToken);
        kept.Position = 0;
        request.HttpContext.Response.ContentType = "application/octet-stream";
        await kept.CopyToAsync(request.HttpContext.Response.Body, 16384, cancellationToken);
    }

    /// <summary>Notes that it began, and whether it was cancelled.</summary>
    [Function("Linger")]
    public async Task<IActionResult> Linger(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "linger/{topic}")] HttpRequest request,
        string topic,
        CancellationToken cancellationToken
    )
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
