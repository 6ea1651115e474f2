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

    private const int LargestPage = 250;

    // As in the documents: so many fulfilments are asked for, at first and when there are more. Their list has no pages.
    private const int FirstParcels = 10;
    private const int MostParcels = 50;

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
                    return CallResult.Success(new StoreOrderPage([.. orders.Items("nodes").Select(ShopifyMapper.Changed)], next));
                },
                cancellationToken);
            if (listed.IsSuccess || listed.Problem.Code != ShopifyClient.MaxCostExceeded || size == 1)
            {
                return listed;
            }

            size = Math.Max(1, size / 2);
            _pageSizes[account.Id] = size;
            Log.PageShrunk(logger, account.Id, size);
        }
    }

    public async Task<CallResult<StoreOrderReading>> ReadOrderAsync(StoreAccount account, string storeOrderId, CancellationToken cancellationToken)
    {
        var first = await AskAsync(
            account,
            ShopifyDocument.Order,
            new { id = ShopifyMapper.Gid("Order", storeOrderId) },
            storeOrderId,
            order => (Json: order, Changed: ShopifyMapper.Changed(order), Gaps: ShopifyMapper.FindGaps(order, FirstParcels)),
            cancellationToken);
        if (!first.IsSuccess)
        {
            return first.As<StoreOrderReading>();
        }

        var rest = await ReadRestAsync(account, storeOrderId, first.Value.Gaps, cancellationToken);
        return rest.Map(pages => ShopifyMapper.Order(first.Value.Changed, first.Value.Json, pages));
    }

    public async Task<CallResult<TrackingReceipt>> PushTrackingAsync(StoreAccount account, TrackingPush push, CancellationToken cancellationToken)
    {
        string? fulfilmentId = null;
        for (var look = 1; ; look++)
        {
            var read = await ReadShippingAsync(account, push.StoreOrderId, cancellationToken);
            if (!read.IsSuccess)
            {
                return read.As<TrackingReceipt>();
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

    public Task<CallResult<TrackingReceipt>> AddTrackingAsync(StoreAccount account, string fulfilmentId, TrackingPush push, CancellationToken cancellationToken) =>
        ChangeTrackingAsync(account, fulfilmentId, push, there => there, cancellationToken);

    public Task<CallResult<TrackingReceipt>> ReplaceTrackingAsync(StoreAccount account, string fulfilmentId, TrackingPush push, CancellationToken cancellationToken) =>
        ChangeTrackingAsync(account, fulfilmentId, push, there => there.Where(one => push.Replaces is { } old && !string.Equals(one.Number, old, StringComparison.OrdinalIgnoreCase)), cancellationToken);

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

    private async Task<CallResult<TrackingReceipt>> ChangeTrackingAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        Func<IEnumerable<ShopifyTracking>, IEnumerable<ShopifyTracking>> keep,
        CancellationToken cancellationToken)
    {
        var read = await ReadShippingAsync(account, push.StoreOrderId, cancellationToken);
        if (!read.IsSuccess)
        {
            return read.As<TrackingReceipt>();
        }

        var fulfilment = read.Value.Parcels.FirstOrDefault(one => one.Id == fulfilmentId);
        if (fulfilment is null)
        {
            return CallResult.Refused<TrackingReceipt>("no-such-fulfilment", "The order has no such fulfilment.", RefusalMeaning.NotFound);
        }

        // Shopify takes a number for a cancelled fulfilment without a word, and nobody would ever see it.
        if (fulfilment.IsCancelled)
        {
            return CallResult.Refused<TrackingReceipt>("fulfilment-cancelled", "The fulfilment was cancelled in the store.", RefusalMeaning.WrongState);
        }

        if (fulfilment.Has(push.TrackingNumber))
        {
            return CallResult.Success(new TrackingReceipt(fulfilmentId, true));
        }

        var kept = keep(fulfilment.Tracking).ToList();
        var updated = await client.SendAsync(
            account,
            ShopifyDocument.FulfillmentTrackingInfoUpdate,
            new { id = ShopifyMapper.Gid("Fulfillment", fulfilmentId), tracking = kept.Count == 0 ? Tracking(push) : Tracking(push, kept), notify = push.NotifyBuyer },
            $"{push.StoreOrderId}/{fulfilmentId}",
            isRead: false,
            data => ReadFulfilment(data.Object("fulfillmentTrackingInfoUpdate")),
            cancellationToken);
        return updated.Map(id => new TrackingReceipt(id, false));
    }

    private async Task<CallResult<ShopifyShipping>> ReadShippingAsync(StoreAccount account, string storeOrderId, CancellationToken cancellationToken)
    {
        var first = await AskAsync(
            account,
            ShopifyDocument.OrderShipping,
            new { id = ShopifyMapper.Gid("Order", storeOrderId) },
            storeOrderId,
            order =>
            {
                var gaps = ShopifyMapper.FindGaps(order, FirstParcels);
                return (
                    IsCancelled: order.OptionalTime("cancelledAt") is not null,
                    Gaps: gaps,
                    Parts: gaps.Parts ? null : ShopifyMapper.Parts(order),
                    Parcels: gaps.Parcels ? null : ShopifyMapper.Parcels(order));
            },
            cancellationToken);
        if (!first.IsSuccess)
        {
            return first.As<ShopifyShipping>();
        }

        var rest = await ReadRestAsync(account, storeOrderId, first.Value.Gaps, cancellationToken);
        return rest.Map(pages => new ShopifyShipping(first.Value.IsCancelled, first.Value.Parts ?? pages.Parts!, first.Value.Parcels ?? pages.Parcels!));
    }

    /// <summary>Reads the lists that a first reply did not hold whole.</summary>
    private async Task<CallResult<ShopifyPages>> ReadRestAsync(StoreAccount account, string storeOrderId, ShopifyGaps gaps, CancellationToken cancellationToken)
    {
        var pages = ShopifyPages.None;
        if (gaps.LinesAfter is { } after)
        {
            var lines = await ReadLinesAsync(account, storeOrderId, after, cancellationToken);
            if (!lines.IsSuccess)
            {
                return lines.As<ShopifyPages>();
            }

            pages = pages with { Lines = lines.Value };
        }

        if (gaps.Parts)
        {
            var parts = await ReadPartsAsync(account, storeOrderId, cancellationToken);
            if (!parts.IsSuccess)
            {
                return parts.As<ShopifyPages>();
            }

            pages = pages with { Parts = parts.Value };
        }

        if (gaps.Parcels)
        {
            var parcels = await AskAsync(
                account,
                ShopifyDocument.OrderParcels,
                new { id = ShopifyMapper.Gid("Order", storeOrderId) },
                storeOrderId,
                order => ShopifyMapper.Parcels(order) is { Count: < MostParcels } all ? all : throw new UnreadableReplyException("the order has more fulfilments than can be read at once"),
                cancellationToken);
            if (!parcels.IsSuccess)
            {
                return parcels.As<ShopifyPages>();
            }

            pages = pages with { Parcels = parcels.Value };
        }

        return CallResult.Success(pages);
    }

    private async Task<CallResult<IReadOnlyList<JsonElement>>> ReadLinesAsync(StoreAccount account, string storeOrderId, string after, CancellationToken cancellationToken)
    {
        var lines = new List<JsonElement>();
        for (string? next = after; next is not null;)
        {
            var read = await AskAsync(
                account,
                ShopifyDocument.OrderLines,
                new { id = ShopifyMapper.Gid("Order", storeOrderId), after = next },
                storeOrderId,
                order => (Lines: order.Object("lineItems").Items("nodes"), Next: ShopifyMapper.Next(order.Object("lineItems"))),
                cancellationToken);
            if (!read.IsSuccess)
            {
                return read.As<IReadOnlyList<JsonElement>>();
            }

            lines.AddRange(read.Value.Lines);
            next = read.Value.Next;
        }

        return CallResult.Success<IReadOnlyList<JsonElement>>(lines);
    }

    // One fulfilment order after the other, and the lines of each page by page: lists within lists are dear.
    private async Task<CallResult<IReadOnlyList<ShopifyPart>>> ReadPartsAsync(StoreAccount account, string storeOrderId, CancellationToken cancellationToken)
    {
        var parts = new List<ShopifyPart>();
        string? partsAfter = null;
        string? linesAfter = null;
        while (true)
        {
            var read = await AskAsync(
                account,
                ShopifyDocument.OrderParts,
                new { id = ShopifyMapper.Gid("Order", storeOrderId), partsAfter, linesAfter },
                storeOrderId,
                order =>
                {
                    var connection = order.Object("fulfillmentOrders");
                    var node = connection.Items("nodes").Cast<JsonElement?>().FirstOrDefault();
                    return (Part: node is { } part ? ShopifyMapper.Part(part) : null, NextLines: node is { } owner ? ShopifyMapper.Next(owner.Object("lineItems")) : null, NextPart: ShopifyMapper.Next(connection));
                },
                cancellationToken);
            if (!read.IsSuccess)
            {
                return read.As<IReadOnlyList<ShopifyPart>>();
            }

            if (read.Value.Part is not { } part)
            {
                return CallResult.Success<IReadOnlyList<ShopifyPart>>(parts);
            }

            if (linesAfter is null)
            {
                parts.Add(part);
            }
            else
            {
                parts[^1] = parts[^1] with { Lines = [.. parts[^1].Lines, .. part.Lines] };
            }

            linesAfter = read.Value.NextLines;
            if (linesAfter is null)
            {
                partsAfter = read.Value.NextPart;
                if (partsAfter is null)
                {
                    return CallResult.Success<IReadOnlyList<ShopifyPart>>(parts);
                }
            }
        }
    }

    /// <summary>Asks something of one order.</summary>
    private Task<CallResult<T>> AskAsync<T>(StoreAccount account, ShopifyDocument document, object variables, string storeOrderId, Func<JsonElement, T> read, CancellationToken cancellationToken) => client.SendAsync(
        account,
        document,
        variables,
        storeOrderId,
        isRead: true,
        data => data.TryField("order", out var order)
            ? CallResult.Success(read(order))
            : data.TryGetProperty("order", out _)
                ? CallResult.Refused<T>("no-such-order", "The store has no such order.", RefusalMeaning.NotFound)
                : throw new UnreadableReplyException("'order' is missing"),
        cancellationToken);

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
        url = PageOf(push.TrackingNumber),
    };

    // Shopify knows one carrier for all numbers of a fulfilment; the links are what leads each of them to its own.
    private object Tracking(TrackingPush push, List<ShopifyTracking> kept) => new
    {
        company = kept[0].Company ?? ShopifyTables.Company(push.CarrierName, push.CarrierCode),
        numbers = (string[])[.. kept.Select(one => one.Number), push.TrackingNumber],
        urls = (string[])[.. kept.Select(one => one.Url ?? PageOf(one.Number)), PageOf(push.TrackingNumber)],
    };

    private string PageOf(string number) => options.Value.TrackingPage.Replace("{number}", Uri.EscapeDataString(number), StringComparison.Ordinal);

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
