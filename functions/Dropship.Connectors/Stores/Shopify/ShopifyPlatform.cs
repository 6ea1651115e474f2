using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core.Calls;
using Dropship.Core.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dropship.Connectors.Stores.Shopify;

/// <summary>Shopify stores, over the Admin GraphQL API.</summary>
internal sealed class ShopifyPlatform(ShopifyClient client, Credentials<ShopifyCredentials> credentials, IOptions<ConnectorsOptions> options, ILogger<ShopifyPlatform> logger) : IStorePlatform
{
    public const string PlatformName = "shopify";

    private const int LargestPage = 20;

    private readonly ConcurrentDictionary<string, int> _pageSizes = new(StringComparer.Ordinal);

    public string Name => PlatformName;

    public StoreCapabilities Capabilities { get; } = new()
    {
        PartialShipment = true,
        Webhooks = true,
        ShipByDeadline = true,
        EarlyPush = true,
        TrackingUpdate = true,

        // The search behind the listing may lag some seconds behind a write.
        ListingLag = TimeSpan.FromMinutes(3),
        PageSize = LargestPage,
    };

    public async Task<CallResult<StoreOrderPage>> ListChangedOrdersAsync(StoreAccount account, DateTimeOffset from, DateTimeOffset until, string? page, CancellationToken cancellationToken)
    {
        var query = $"updated_at:>='{Time(from)}' AND updated_at:<'{Time(until)}'";
        var size = _pageSizes.GetValueOrDefault(account.Id, LargestPage);
        while (true)
        {
            var first = size;
            var listed = await client.SendAsync(
                account,
                ShopifyDocument.Orders,
                new { first, after = page, query },
                $"{Time(from)}/{Time(until)}",
                isRead: true,
                data =>
                {
                    var orders = data.Object("orders");
                    var info = orders.Object("pageInfo");
                    var next = info.Flag("hasNextPage") ? info.Text("endCursor") : null;
                    return CallResult.Success((Views: orders.Items("nodes").Select(ShopifyMapper.Order).ToList(), Next: next));
                },
                cancellationToken);
            if (listed.IsSuccess)
            {
                return await WholeAsync(account, listed.Value.Views, listed.Value.Next, cancellationToken);
            }

            if (listed.Problem.Code != ShopifyClient.MaxCostExceeded || size == 1)
            {
                return listed.As<StoreOrderPage>();
            }

            size = Math.Max(1, size / 2);
            _pageSizes[account.Id] = size;
            Log.PageShrunk(logger, account.Id, size);
        }
    }

    public async Task<CallResult<StoreOrderReading>> ReadOrderAsync(StoreAccount account, string storeOrderId, CancellationToken cancellationToken) =>
        (await ReadViewAsync(account, storeOrderId, cancellationToken)).Map(view => view.Reading);

    public async Task<CallResult<TrackingReceipt>> PushTrackingAsync(StoreAccount account, TrackingPush push, CancellationToken cancellationToken)
    {
        string? fulfilmentId = null;
        for (var look = 1; ; look++)
        {
            var read = await ReadViewAsync(account, push.StoreOrderId, cancellationToken);
            if (!read.IsSuccess)
            {
                return read.As<TrackingReceipt>();
            }

            if (read.Value.Reading.Order is null)
            {
                return CallResult.NotSent<TrackingReceipt>(new CallProblem(ProblemKind.Unreadable, "unreadable", read.Value.Reading.Problem!));
            }

            var plan = ShopifyParcel.Plan(read.Value, push);
            if (plan.Refusal is { } refusal)
            {
                return CallResult.Refused<TrackingReceipt>(refusal.Code, refusal.Text, refusal.Meaning);
            }

            if (plan.Calls.Count == 0)
            {
                return CallResult.Success(new TrackingReceipt(fulfilmentId ?? plan.FulfilmentId!, fulfilmentId is null));
            }

            CallResult<string>? failed = null;
            foreach (var parts in plan.Calls)
            {
                var created = await CreateAsync(account, push, parts, cancellationToken);
                if (!created.IsSuccess)
                {
                    failed = created;
                    break;
                }

                fulfilmentId ??= created.Value;
            }

            if (failed is null)
            {
                return CallResult.Success(new TrackingReceipt(fulfilmentId!, false));
            }

            // A refusal means that the order is no longer what was read: one more look says what became of it.
            if (failed.Outcome != CallOutcome.Refused || failed.Problem!.Kind != ProblemKind.Rejected || look == 2)
            {
                return failed.As<TrackingReceipt>();
            }
        }
    }

    public async Task<CallResult<TrackingReceipt>> ReplaceTrackingAsync(StoreAccount account, string fulfilmentId, TrackingPush push, CancellationToken cancellationToken)
    {
        var read = await ReadViewAsync(account, push.StoreOrderId, cancellationToken);
        if (!read.IsSuccess)
        {
            return read.As<TrackingReceipt>();
        }

        var fulfilment = read.Value.Reading.Order?.Fulfilments.FirstOrDefault(one => one.FulfilmentId == fulfilmentId);
        if (fulfilment is null)
        {
            return CallResult.Refused<TrackingReceipt>("no-such-fulfilment", "The order has no such fulfilment.", RefusalMeaning.NotFound);
        }

        // Shopify takes a number for a cancelled fulfilment without a word, and nobody would ever see it.
        if (fulfilment.IsCancelled)
        {
            return CallResult.Refused<TrackingReceipt>("fulfilment-cancelled", "The fulfilment was cancelled in the store.", RefusalMeaning.WrongState);
        }

        if (fulfilment.TrackingNumbers.Contains(push.TrackingNumber, StringComparer.OrdinalIgnoreCase))
        {
            return CallResult.Success(new TrackingReceipt(fulfilmentId, true));
        }

        var updated = await client.SendAsync(
            account,
            ShopifyDocument.FulfillmentTrackingInfoUpdate,
            new { id = ShopifyMapper.Gid("Fulfillment", fulfilmentId), tracking = Tracking(push), notify = push.NotifyBuyer },
            $"{push.StoreOrderId}/{fulfilmentId}",
            isRead: false,
            data => ReadFulfilment(data.Object("fulfillmentTrackingInfoUpdate")),
            cancellationToken);
        return updated.Map(id => new TrackingReceipt(id, false));
    }

    public async Task<WebhookReading> ReadWebhookAsync(StoreAccount account, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var secret = await credentials.GetAsync(account.SecretName, cancellationToken);
        return ShopifyWebhooks.Read(account, secret?.SigningSecrets ?? [], headers, body);
    }

    public Task<CallResult<StoreIdentity>> VerifyAsync(StoreAccount account, CancellationToken cancellationToken)
    {
        credentials.Forget(account.SecretName);
        return client.SendAsync(
            account,
            ShopifyDocument.Verify,
            new { },
            "-",
            isRead: true,
            data =>
            {
                var granted = data.Object("currentAppInstallation").Items("accessScopes").Select(scope => scope.Text("handle")).ToHashSet(StringComparer.Ordinal);
                var shop = data.Object("shop");
                return CallResult.Success(new StoreIdentity(shop.Text("name"), shop.Text("currencyCode"), Missing(granted)));
            },
            cancellationToken);
    }

    private static List<string> Missing(HashSet<string> granted)
    {
        string[] kinds = ["merchant_managed", "assigned", "third_party"];
        var missing = new List<string>();
        if (!granted.Contains("read_orders"))
        {
            missing.Add("read_orders");
        }

        foreach (var verb in (string[])["read", "write"])
        {
            // The right to write brings the right to read with it.
            if (!kinds.Any(kind => granted.Contains($"{verb}_{kind}_fulfillment_orders") || granted.Contains($"write_{kind}_fulfillment_orders")))
            {
                missing.Add($"{verb}_merchant_managed_fulfillment_orders");
            }
        }

        return missing;
    }

    private async Task<CallResult<StoreOrderPage>> WholeAsync(StoreAccount account, List<ShopifyOrderView> views, string? next, CancellationToken cancellationToken)
    {
        var readings = new List<StoreOrderReading>(views.Count);
        foreach (var view in views)
        {
            if (view.IsWhole && view.LinesCursor is null)
            {
                readings.Add(view.Reading);
                continue;
            }

            // An order with more lines than the listing asks for is read by itself.
            var whole = await ReadViewAsync(account, view.Reading.StoreOrderId, cancellationToken);
            if (!whole.IsSuccess)
            {
                return whole.As<StoreOrderPage>();
            }

            readings.Add(whole.Value.Reading);
        }

        return CallResult.Success(new StoreOrderPage(readings, next));
    }

    private async Task<CallResult<ShopifyOrderView>> ReadViewAsync(StoreAccount account, string storeOrderId, CancellationToken cancellationToken)
    {
        ShopifyOrderView? whole = null;
        string? linesAfter = null;
        do
        {
            var after = linesAfter;
            var read = await client.SendAsync(
                account,
                ShopifyDocument.Order,
                new { id = ShopifyMapper.Gid("Order", storeOrderId), linesAfter = after },
                storeOrderId,
                isRead: true,
                data => data.TryField("order", out var order)
                    ? CallResult.Success(ShopifyMapper.Order(order))
                    : data.TryGetProperty("order", out _)
                        ? CallResult.Refused<ShopifyOrderView>("no-such-order", "The store has no such order.", RefusalMeaning.NotFound)
                        : throw new UnreadableReplyException("'order' is missing"),
                cancellationToken);
            if (!read.IsSuccess)
            {
                return read;
            }

            whole = whole is null ? read.Value : Append(whole, read.Value);
            linesAfter = read.Value.LinesCursor;
        }
        while (linesAfter is not null);

        return CallResult.Success(whole.IsWhole
            ? whole
            : whole with { Reading = whole.Reading with { Order = null, Problem = "the order has more fulfilment orders, or lines in one, than can be read at once" } });
    }

    private static ShopifyOrderView Append(ShopifyOrderView begun, ShopifyOrderView next) =>
        begun.Reading.Order is { } first && next.Reading.Order is { } second
            ? begun with { Reading = begun.Reading with { Order = first with { Lines = [.. first.Lines, .. second.Lines] } }, LinesCursor = next.LinesCursor }
            : next;

    private async Task<CallResult<string>> CreateAsync(StoreAccount account, TrackingPush push, IReadOnlyList<ShopifyParcelPart> parts, CancellationToken cancellationToken)
    {
        var fulfillment = new
        {
            lineItemsByFulfillmentOrder = parts
                .GroupBy(part => part.FulfilmentOrderId, StringComparer.Ordinal)
                .Select(group => new
                {
                    fulfillmentOrderId = group.Key,
                    fulfillmentOrderLineItems = group.Select(part => new { id = part.FulfilmentOrderLineId, quantity = part.Quantity }).ToList(),
                })
                .ToList(),
            trackingInfo = Tracking(push),
            notifyCustomer = push.NotifyBuyer,
        };
        return await client.SendAsync(
            account,
            ShopifyDocument.FulfillmentCreate,
            new { fulfillment },
            push.StoreOrderId,
            isRead: false,
            data => ReadFulfilment(data.Object("fulfillmentCreate")),
            cancellationToken);
    }

    private object Tracking(TrackingPush push) => new
    {
        company = ShopifyTables.Company(push.CarrierName, push.CarrierCode),
        number = push.TrackingNumber,
        url = options.Value.TrackingPage.Replace("{number}", Uri.EscapeDataString(push.TrackingNumber), StringComparison.Ordinal),
    };

    /// <summary>Reads the payload of both mutations. User errors carry no code, so that their words are all there is to go by.</summary>
    private static CallResult<string> ReadFulfilment(JsonElement payload)
    {
        var errors = payload.Items("userErrors").Select(error => error.Text("message")).ToList();
        if (errors.Count == 0)
        {
            return CallResult.Success(ShopifyMapper.Number(payload.Object("fulfillment").Text("id"), "Fulfillment"));
        }

        var text = string.Join(" ", errors);
        if (text.Contains("unfulfillable status= closed", StringComparison.Ordinal))
        {
            return CallResult.Refused<string>("fulfilment-order-closed", text, RefusalMeaning.AlreadyFulfilled);
        }

        if (text.Contains("unfulfillable status=", StringComparison.Ordinal))
        {
            return CallResult.Refused<string>("fulfilment-order-not-open", text, RefusalMeaning.WrongState);
        }

        if (text.Contains("Invalid fulfillment order line item quantity", StringComparison.Ordinal))
        {
            return CallResult.Refused<string>("quantity-not-left", text, RefusalMeaning.AlreadyFulfilled);
        }

        return text.Contains("does not exist", StringComparison.Ordinal) || text.Contains("not found", StringComparison.Ordinal)
            ? CallResult.Refused<string>("no-such-fulfilment-order", text, RefusalMeaning.NotFound)
            : CallResult.Refused<string>("user-error", text);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
