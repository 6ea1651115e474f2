using System.Net.Http.Headers;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Ports;
using Microsoft.Extensions.Options;

namespace Dropship.Connectors.Stores.Shopify;

/// <summary>A store's Admin GraphQL client.</summary>
internal sealed class ShopifyClient(
    ApiClient client,
    ShopifyTokens tokens,
    ShopifyThrottle throttle,
    IOptions<ConnectorsOptions> options,
    TimeProvider time
)
{
    public const string ApiVersion = "2026-07";

    /// <summary>The code of a query that asks for too much at once.</summary>
    public const string MaxCostExceeded = "MAX_COST_EXCEEDED";

    private const string Throttled = "THROTTLED";
    private const string OutOfPoints = "out-of-points";

    // Where the store turns a call away and does not say for how long, or says not at all.
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_leastRest = TimeSpan.FromMilliseconds(100);

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public static Uri Address(StoreAccount account, string path) => new(account.Endpoint.AbsoluteUri.TrimEnd('/') + "/" + path);

    /// <summary>Sends a document and reads the data of its answer.</summary>
    /// <param name="account">The store.</param>
    /// <param name="document">The document.</param>
    /// <param name="variables">Its variables.</param>
    /// <param name="subject">Keys for the log.</param>
    /// <param name="isRead">Whether it changes nothing.</param>
    /// <param name="read">Turns <c>data</c> into the result.</param>
    public async Task<CallResult<T>> SendAsync<T>(
        StoreAccount account,
        ShopifyDocument document,
        object variables,
        string subject,
        bool isRead,
        Func<JsonElement, CallResult<T>> read,
        CancellationToken cancellationToken
    )
    {
        var call = new ApiRequest
        {
            Connector = ShopifyPlatform.PlatformName,
            Account = account.Id,
            Operation = document.Name,
            Subject = subject,
            IsRead = isRead,
            CallsPerSecond = null,
            WaitsItself = true,
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                query = document.Text,
                variables,
                operationName = document.Name,
            },
            s_json
        );
        var until = time.GetUtcNow() + options.Value.LongestWait;
        var renewed = false;
        while (true)
        {
            var token = await tokens.GetAsync(account, cancellationToken);
            if (!token.IsSuccess)
            {
                // Whatever kept the token away, the call itself never went out.
                return token.Outcome == CallOutcome.Refused ? token.As<T>() : CallResult.NotSent<T>(token.Problem);
            }

            var left = until - time.GetUtcNow();
            var (points, missing) = await throttle.TakeAsync(
                account.Id,
                document,
                left > TimeSpan.Zero ? left : TimeSpan.Zero,
                cancellationToken
            );
            if (points is null)
            {
                return CallProblems.RateLimited<T>(
                    OutOfPoints,
                    "The store's bucket of query cost is empty; the call was not sent.",
                    missing > s_rest ? missing : s_rest
                );
            }

            var tokenRefused = false;
            CallResult<T> result;
            try
            {
                result = await client.SendAsync(
                    call,
                    () => Request(account, token.Value, body),
                    reply => Read(call, points, reply, read, out tokenRefused),
                    cancellationToken
                );
            }
            finally
            {
                points.Close();
            }

            // Both turn the call away before any work, so that sending it again is safe for writes too.
            if (tokenRefused && !renewed && await tokens.RefuseAsync(account, token.Value, cancellationToken))
            {
                renewed = true;
            }
            else if (!MayWait(result, until))
            {
                return result;
            }
        }
    }

    // The wait itself is made where the points are taken, so that calls that were turned away together do not come back together.
    private bool MayWait<T>(CallResult<T> result, DateTimeOffset until) =>
        result is { Outcome: CallOutcome.NotSent, Problem: { Kind: ProblemKind.RateLimited } problem }
        && time.GetUtcNow() + (problem.RetryAfter ?? TimeSpan.Zero) <= until;

    private static HttpRequestMessage Request(StoreAccount account, string token, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address(account, $"admin/api/{ApiVersion}/graphql.json"))
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Shopify-Access-Token", token);
        return request;
    }

    private CallResult<T> Read<T>(
        ApiRequest call,
        ShopifyPoints points,
        ApiResponse reply,
        Func<JsonElement, CallResult<T>> read,
        out bool tokenRefused
    )
    {
        tokenRefused = reply.Status == 401;
        switch (reply.Status)
        {
            case 401:
                return CallResult.Unauthorized<T>("http-401", "The store does not know the access token.");
            case 402 or 403 or 423:
                return CallResult.Unauthorized<T>(CallProblems.Code(reply), "The store is frozen, locked, or closed to this app.");
            case 404:
                return CallResult.Unauthorized<T>("http-404", "There is no store at this address.");
        }

        if (CallProblems.OfStatus<T>(call, reply) is { } failed)
        {
            return failed.Problem!.Kind == ProblemKind.RateLimited
                ? TurnedAway<T>(points, failed.Problem.Code, failed.Problem.Text, failed.Problem.RetryAfter ?? s_rest)
                : failed;
        }

        if (!reply.IsSuccess)
        {
            throw new UnreadableReplyException($"HTTP {reply.Status} is not an answer of the Admin API");
        }

        var json = reply.ReadObject();
        var retryAfter = NoteCost(points, json);
        var errors = json.OptionalItems("errors");
        return errors.Count > 0 ? Failed<T>(call, points, errors, retryAfter) : read(json.Object("data"));
    }

    /// <summary>Data beside errors is partial and ignored: missing parts could look like "none".</summary>
    private CallResult<T> Failed<T>(ApiRequest call, ShopifyPoints points, IReadOnlyList<JsonElement> errors, TimeSpan? retryAfter)
    {
        var worst = errors
            .Select(error =>
                (
                    Code: error.OptionalField("extensions")?.OptionalText("code") ?? "error",
                    Text: error.OptionalText("message") ?? "no message"
                )
            )
            .OrderBy(error => error.Code is Throttled or "ACCESS_DENIED" or MaxCostExceeded ? 0 : 1)
            .First();
        return worst.Code switch
        {
            Throttled => TurnedAway<T>(
                points,
                worst.Code,
                worst.Text,
                retryAfter is { } wait
                    ? wait > s_leastRest
                        ? wait
                        : s_leastRest
                    : s_rest
            ),
            "ACCESS_DENIED" => CallResult.Unauthorized<T>(worst.Code, worst.Text),
            "RESOURCE_NOT_FOUND" => CallResult.Refused<T>(worst.Code, worst.Text, RefusalMeaning.NotFound),
            MaxCostExceeded => CallResult.Refused<T>(worst.Code, worst.Text),
            "INTERNAL_SERVER_ERROR" or "TIMEOUT" => CallProblems.Transient<T>(call, worst.Code, worst.Text),
            _ => CallProblems.Unreadable<T>(call, $"{worst.Code}: {worst.Text}"),
        };
    }

    private CallResult<T> TurnedAway<T>(ShopifyPoints points, string code, string text, TimeSpan wait)
    {
        // Where the store told what it has, cheaper calls need not wait as long.
        points.Rest(code == Throttled ? s_leastRest : wait, time.GetUtcNow());
        return CallProblems.RateLimited<T>(code, text, wait);
    }

    /// <summary>Takes in what the reply says of the bucket: how long until the call could go out again; null when it says
    /// nothing.</summary>
    private TimeSpan? NoteCost(ShopifyPoints points, JsonElement json)
    {
        if (
            json.OptionalField("extensions")?.OptionalField("cost") is not { } cost
            || cost.OptionalField("throttleStatus") is not { } status
        )
        {
            return null;
        }

        return points.Correct(
            (double?)cost.OptionalDecimal("requestedQueryCost") ?? points.Cost,
            (double)(status.OptionalDecimal("currentlyAvailable") ?? 0),
            (double)(status.OptionalDecimal("maximumAvailable") ?? 0),
            (double)(status.OptionalDecimal("restoreRate") ?? 0),
            time.GetUtcNow()
        );
    }
}
