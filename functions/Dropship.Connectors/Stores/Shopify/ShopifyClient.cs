using System.Net.Http.Headers;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core.Calls;
using Dropship.Core.Stores;
using Microsoft.Extensions.Options;

namespace Dropship.Connectors.Stores.Shopify;

/// <summary>The wire to a store's Admin GraphQL endpoint.</summary>
internal sealed class ShopifyClient(OutsideClient client, ShopifyTokens tokens, ShopifyThrottle throttle, IOptions<ConnectorsOptions> options)
{
    public const string ApiVersion = "2026-07";

    /// <summary>The code of a query that asks for too much at once.</summary>
    public const string MaxCostExceeded = "MAX_COST_EXCEEDED";

    // The bucket of query cost is what really paces; this only keeps a burst of cheap calls in bounds.
    private const double CallsPerSecond = 20;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public static Uri Address(StoreAccount account, string path) => new(account.Endpoint.AbsoluteUri.TrimEnd('/') + "/" + path);

    /// <summary>Sends a document and reads the data of its answer.</summary>
    /// <param name="account">The store.</param>
    /// <param name="document">The document.</param>
    /// <param name="variables">Its variables.</param>
    /// <param name="subject">Keys for the log.</param>
    /// <param name="isRead">Whether it changes nothing.</param>
    /// <param name="read">Turns <c>data</c> into the result.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<CallResult<T>> SendAsync<T>(
        StoreAccount account,
        ShopifyDocument document,
        object variables,
        string subject,
        bool isRead,
        Func<JsonElement, CallResult<T>> read,
        CancellationToken cancellationToken)
    {
        var call = new OutsideCall
        {
            Connector = ShopifyPlatform.PlatformName,
            Account = account.Id,
            Operation = document.Name,
            Subject = subject,
            IsRead = isRead,
            CallsPerSecond = CallsPerSecond,
            Burst = (int)CallsPerSecond,
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(new { query = document.Text, variables, operationName = document.Name }, s_json);
        for (var renewed = false; ; renewed = true)
        {
            var token = await tokens.GetAsync(account, cancellationToken);
            if (!token.IsSuccess)
            {
                // Whatever kept the token away, the call itself never went out.
                return token.Outcome == CallOutcome.Refused ? token.As<T>() : CallResult.NotSent<T>(token.Problem);
            }

            await throttle.WaitAsync(account.Id, document.Name, options.Value.LongestWait, cancellationToken);
            var tokenRefused = false;
            var result = await client.SendAsync(
                call,
                () => Request(account, token.Value, body),
                reply => Read(call, reply, read, out tokenRefused),
                cancellationToken);

            // A refused token turns the call away before any work, so one more try is safe for writes too.
            if (!tokenRefused || renewed || !await tokens.RefuseAsync(account, token.Value, cancellationToken))
            {
                return result;
            }
        }
    }

    private static HttpRequestMessage Request(StoreAccount account, string token, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address(account, $"admin/api/{ApiVersion}/graphql.json")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Shopify-Access-Token", token);
        return request;
    }

    private CallResult<T> Read<T>(OutsideCall call, OutsideReply reply, Func<JsonElement, CallResult<T>> read, out bool tokenRefused)
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
            return failed;
        }

        if (!reply.IsSuccess)
        {
            throw new UnreadableReplyException($"HTTP {reply.Status} is not an answer of the Admin API");
        }

        var json = reply.ReadObject();
        var retryAfter = NoteCost(call, json);
        var errors = json.OptionalItems("errors");
        return errors.Count > 0 ? Failed<T>(call, errors, retryAfter) : read(json.Object("data"));
    }

    /// <summary>Data beside errors is partial, and is not looked at: what is missing from it could pass for "none".</summary>
    private static CallResult<T> Failed<T>(OutsideCall call, IReadOnlyList<JsonElement> errors, TimeSpan retryAfter)
    {
        var worst = errors
            .Select(error => (Code: error.OptionalField("extensions")?.OptionalText("code") ?? "error", Text: error.OptionalText("message") ?? "no message"))
            .OrderBy(error => error.Code is "THROTTLED" or "ACCESS_DENIED" or MaxCostExceeded ? 0 : 1)
            .First();
        return worst.Code switch
        {
            "THROTTLED" => CallProblems.RateLimited<T>(worst.Code, worst.Text, retryAfter),
            "ACCESS_DENIED" => CallResult.Unauthorized<T>(worst.Code, worst.Text),
            "RESOURCE_NOT_FOUND" => CallResult.Refused<T>(worst.Code, worst.Text, RefusalMeaning.NotFound),
            MaxCostExceeded => CallResult.Refused<T>(worst.Code, worst.Text),
            "INTERNAL_SERVER_ERROR" or "TIMEOUT" => CallProblems.Transient<T>(call, worst.Code, worst.Text),
            _ => CallProblems.Unreadable<T>(call, $"{worst.Code}: {worst.Text}"),
        };
    }

    private TimeSpan NoteCost(OutsideCall call, JsonElement json)
    {
        if (json.OptionalField("extensions")?.OptionalField("cost") is not { } cost || cost.OptionalField("throttleStatus") is not { } status)
        {
            return TimeSpan.FromSeconds(1);
        }

        return throttle.Note(
            call.Account,
            call.Operation,
            (double)(cost.OptionalDecimal("requestedQueryCost") ?? 0),
            (double)(status.OptionalDecimal("currentlyAvailable") ?? 0),
            (double)(status.OptionalDecimal("maximumAvailable") ?? 0),
            (double)(status.OptionalDecimal("restoreRate") ?? 0));
    }
}
