using System.Globalization;
using System.Text.Json;
using Dropship.AzureSdk.Durable.Hub;
using Dropship.AzureSdk.Host.Http;
using Dropship.AzureSdk.Host.Triggers;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Dropship.AzureSdk.Durable.Hosting;

/// <summary>What operators ask of orchestrations over HTTP, with the extension's key in <c>code</c>.</summary>
internal sealed class ManagementApi(DurableRuntime runtime, HostKeys keys) : IHostEndpoints
{
    private const string Root = "/runtime/webhooks/durabletask";
    private const string Extension = "durabletask";
    private const string ContinuationHeader = "x-ms-continuation-token";
    private const int RetryAfterSeconds = 5;
    private static readonly TimeSpan s_defaultTimeout = TimeSpan.FromSeconds(10);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        if (!runtime.IsUsed)
        {
            return;
        }

        var group = endpoints.MapGroup(Root);
        group.MapPost("/orchestrators/{name}/{id?}", Guarded(StartAsync));
        group.MapGet("/instances", Guarded(ListAsync));
        group.MapDelete("/instances", Guarded(PurgeAllAsync));
        group.MapGet("/instances/{id}", Guarded(StatusAsync));
        group.MapDelete("/instances/{id}", Guarded(PurgeAsync));
        group.MapPost("/instances/{id}/raiseEvent/{event}", Guarded(RaiseEventAsync));
        group.MapPost("/instances/{id}/terminate", Guarded(context => ControlAsync(context, (id, reason, token) => runtime.Client.TerminateInstanceAsync(id, (object?)reason, token))));
        group.MapPost("/instances/{id}/suspend", Guarded(context => ControlAsync(context, (id, reason, token) => runtime.Client.SuspendInstanceAsync(id, reason, token))));
        group.MapPost("/instances/{id}/resume", Guarded(context => ControlAsync(context, (id, reason, token) => runtime.Client.ResumeInstanceAsync(id, reason, token))));
        group.MapPost("/instances/{id}/restart", Guarded(RestartAsync));
    }

    private RequestDelegate Guarded(Func<HttpContext, Task<IResult>> answer) => async context =>
    {
        var result = await keys.AllowsExtensionAsync(context.Request, Extension, context.RequestAborted)
            ? await AnswerAsync(answer, context)
            : Results.Unauthorized();
        await result.ExecuteAsync(context);
    };

    private static async Task<IResult> AnswerAsync(Func<HttpContext, Task<IResult>> answer, HttpContext context)
    {
        try
        {
            return await answer(context);
        }
        catch (BadRequestException exception)
        {
            return Results.BadRequest(new { message = exception.Message });
        }
    }

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private async Task<IResult> StartAsync(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        if (!runtime.HasOrchestrator(name))
        {
            return Results.BadRequest(new { message = $"The function '{name}' doesn't exist, is disabled, or is not an orchestrator function." });
        }

        var input = await JsonBodyAsync(context);
        string id;
        try
        {
            id = await runtime.Hub.ScheduleAsync(name, input, new StartOrchestrationOptions(context.Request.RouteValues["id"] as string), context.RequestAborted);
        }
        catch (OrchestrationAlreadyExistsException exception)
        {
            return Results.Conflict(new { message = exception.Message });
        }
        catch (ArgumentException exception)
        {
            return Results.BadRequest(new { message = exception.Message });
        }

        if (context.Request.Query.ContainsKey("timeout") || context.Request.Query.ContainsKey("pollingInterval"))
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            end.CancelAfter(Seconds(context, "timeout") ?? s_defaultTimeout);
            try
            {
                var state = await runtime.Hub.WaitForAsync(id, InstanceState.IsEnd, withPayloads: true, end.Token);
                return state.Status == OrchestrationRuntimeStatus.Completed
                    ? Results.Content(state.Output ?? "null", "application/json")
                    : Results.Json(StatusOf(state, showInput: true, history: null), statusCode: StatusCodes.Status500InternalServerError);
            }
            catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
            {
                // Not done in time: the caller gets the addresses to ask again.
            }
        }

        return await CheckStatusAsync(context, id);
    }

    private async Task<IResult> StatusAsync(HttpContext context)
    {
        var id = Id(context);
        if (await FindAsync(id, context.RequestAborted) is not { } state)
        {
            return Results.NotFound();
        }

        object? history = null;
        if (Flag(context, "showHistory"))
        {
            history = HistoryView.Of(await runtime.Client.GetOrchestrationHistoryAsync(id, context.RequestAborted), Flag(context, "showHistoryOutput"));
        }

        var body = StatusOf(state, Flag(context, "showInput", otherwise: true), history);
        switch (state.Status)
        {
            case OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Suspended:
                context.Response.Headers.Location = await AddressAsync(context, $"/instances/{Uri.EscapeDataString(id)}");
                context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
                return Results.Json(body, statusCode: StatusCodes.Status202Accepted);
            case OrchestrationRuntimeStatus.Failed when Flag(context, "returnInternalServerErrorOnFailure"):
                return Results.Json(body, statusCode: StatusCodes.Status500InternalServerError);
            default:
                return Results.Json(body);
        }
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var top = query.TryGetValue("top", out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : OrchestrationQuery.DefaultPageSize;
        var page = await runtime.Hub.QueryAsync(
            new OrchestrationQuery(
                Time(context, "createdTimeFrom"),
                Time(context, "createdTimeTo"),
                Statuses(context),
                InstanceIdPrefix: query["instanceIdPrefix"],
                FetchInputsAndOutputs: true),
            context.Request.Headers.TryGetValue(ContinuationHeader, out var token) && token.ToString() is { Length: > 0 } continuation ? continuation : null,
            top,
            context.RequestAborted);
        if (page.ContinuationToken is { } next)
        {
            context.Response.Headers[ContinuationHeader] = next;
        }

        var showInput = Flag(context, "showInput", otherwise: true);
        return Results.Json(page.Values.Select(state => StatusOf(state, showInput, history: null)));
    }

    private async Task<IResult> PurgeAsync(HttpContext context)
    {
        var purged = InstanceKeys.Problem(Id(context)) is null
            ? await runtime.Client.PurgeInstanceAsync(Id(context), context.RequestAborted)
            : new PurgeResult(0);
        return purged.PurgedInstanceCount == 0 ? Results.NotFound() : Results.Json(new { instancesDeleted = purged.PurgedInstanceCount });
    }

    private async Task<IResult> PurgeAllAsync(HttpContext context)
    {
        var from = Time(context, "createdTimeFrom") ?? throw new BadRequestException("Please provide value for 'createdTimeFrom' parameter.");
        var purged = await runtime.Client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(from, Time(context, "createdTimeTo"), Statuses(context)),
            context.RequestAborted);
        return purged.PurgedInstanceCount == 0 ? Results.NotFound() : Results.Json(new { instancesDeleted = purged.PurgedInstanceCount });
    }

    private async Task<IResult> RaiseEventAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new BadRequestException("Only application/json request content is supported");
        }

        var payload = await JsonBodyAsync(context);
        if (Limits.Excess(payload, "The payload") is { } excess)
        {
            throw new BadRequestException(excess);
        }

        if (InstanceKeys.Problem(Id(context)) is not null)
        {
            return Results.NotFound();
        }

        var raised = new EventRaisedEvent(-1, payload) { Name = (string)context.Request.RouteValues["event"]! };
        return ResultOf(await runtime.Hub.DeliverAsync(Id(context), HubMessage.Awaited(raised), context.RequestAborted));
    }

    private static IResult ResultOf(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Accepted => Results.Accepted(),
        DeliveryOutcome.NotFound => Results.NotFound(),
        _ => Results.StatusCode(StatusCodes.Status410Gone),
    };

    private async Task<IResult> ControlAsync(HttpContext context, Func<string, string?, CancellationToken, Task> control)
    {
        var id = Id(context);
        if (await FindAsync(id, context.RequestAborted) is not { } state)
        {
            return Results.NotFound();
        }

        if (state.HasEnded)
        {
            return Results.StatusCode(StatusCodes.Status410Gone);
        }

        try
        {
            await control(id, context.Request.Query["reason"], context.RequestAborted);
            return Results.Accepted();
        }
        catch (InvalidOperationException)
        {
            // It has ended since.
            return Results.StatusCode(StatusCodes.Status410Gone);
        }
    }

    private async Task<IResult> RestartAsync(HttpContext context)
    {
        var id = Id(context);
        if (await FindAsync(id, context.RequestAborted) is null)
        {
            return Results.NotFound();
        }

        try
        {
            var restarted = await runtime.Client.RestartAsync(id, Flag(context, "restartWithNewInstanceId", otherwise: true), context.RequestAborted);
            return await CheckStatusAsync(context, restarted);
        }
        catch (InvalidOperationException exception)
        {
            throw new BadRequestException(exception.Message);
        }
    }

    private async Task<InstanceState?> FindAsync(string id, CancellationToken cancellationToken) =>
        InstanceKeys.Problem(id) is null ? await runtime.Hub.FindAsync(id, withPayloads: true, cancellationToken) : null;

    private async Task<IResult> CheckStatusAsync(HttpContext context, string id)
    {
        var instance = $"/instances/{Uri.EscapeDataString(id)}";
        var status = await AddressAsync(context, instance);
        context.Response.Headers.Location = status;
        context.Response.Headers.RetryAfter = (Seconds(context, "pollingInterval")?.TotalSeconds ?? 10).ToString("0", CultureInfo.InvariantCulture);
        return Results.Json(
            new
            {
                id,
                statusQueryGetUri = status,
                sendEventPostUri = await AddressAsync(context, instance + "/raiseEvent/{eventName}"),
                terminatePostUri = await AddressAsync(context, instance + "/terminate", "reason={text}"),
                suspendPostUri = await AddressAsync(context, instance + "/suspend", "reason={text}"),
                resumePostUri = await AddressAsync(context, instance + "/resume", "reason={text}"),
                restartPostUri = await AddressAsync(context, instance + "/restart"),
                purgeHistoryDeleteUri = status,
            },
            statusCode: StatusCodes.Status202Accepted);
    }

    private async Task<string> AddressAsync(HttpContext context, string path, string? query = null)
    {
        var key = await keys.ExtensionKeyAsync(Extension, context.RequestAborted);
        return $"{BaseAddress(context.Request)}{Root}{path}?{(query is null ? string.Empty : query + "&")}taskHub={Uri.EscapeDataString(runtime.Hub.Options.HubName)}&connection={Uri.EscapeDataString(runtime.Connection)}&code={Uri.EscapeDataString(key)}";
    }

    // Behind a proxy the callers' address is the proxy's.
    private static string BaseAddress(HttpRequest request)
    {
        var scheme = request.Headers["X-Forwarded-Proto"].ToString();
        var host = request.Headers["X-Forwarded-Host"].ToString();
        foreach (var part in request.Headers["Forwarded"].ToString().Split(',')[0].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var value = part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim('"');
            if (part.StartsWith("proto=", StringComparison.OrdinalIgnoreCase))
            {
                scheme = value;
            }
            else if (part.StartsWith("host=", StringComparison.OrdinalIgnoreCase))
            {
                host = value;
            }
        }

        var seen = host.Split(',')[0].Trim() is { Length: > 0 } from ? new HostString(from) : request.Host;
        return $"{(scheme.Split(',')[0].Trim() is { Length: > 0 } forwarded ? forwarded : request.Scheme)}://{seen.ToUriComponent()}";
    }

    private static Dictionary<string, object?> StatusOf(InstanceState state, bool showInput, object? history)
    {
        var body = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = state.Name,
            ["instanceId"] = state.Id,
            ["runtimeStatus"] = state.Status.ToString(),
            ["input"] = showInput ? Json(state.Input) : null,
            ["customStatus"] = Json(state.CustomStatus),
            ["output"] = state.Failure is { } failure ? failure.ToString() : Json(state.Output),
            ["createdTime"] = Text(state.CreatedAt),
            ["lastUpdatedTime"] = Text(state.UpdatedAt),
        };
        if (history is not null)
        {
            body["historyEvents"] = history;
        }

        return body;
    }

    private static JsonElement? Json(string? payload) => payload is null ? null : JsonElement.Parse(payload);

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static async Task<string?> JsonBodyAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.GetRawText();
        }
        catch (JsonException exception)
        {
            throw new BadRequestException($"The body is no JSON: {exception.Message}");
        }
    }

    private static bool Flag(HttpContext context, string name, bool otherwise = false) =>
        context.Request.Query.TryGetValue(name, out var text) ? bool.TryParse(text, out var value) && value : otherwise;

    private static TimeSpan? Seconds(HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out var text) && double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 3600
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static DateTimeOffset? Time(HttpContext context, string name)
    {
        if (!context.Request.Query.TryGetValue(name, out var text) || text.ToString().Length == 0)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new BadRequestException($"'{name}' is no time: {text}");
    }

    private static List<OrchestrationRuntimeStatus>? Statuses(HttpContext context)
    {
        var text = context.Request.Query["runtimeStatus"].ToString();
        return text.Length == 0 ? null :
        [
            .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name =>
                Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status)
                    ? status
                    : throw new BadRequestException($"'{name}' is no runtime status.")),
        ];
    }

    private sealed class BadRequestException(string message) : Exception(message);
}
