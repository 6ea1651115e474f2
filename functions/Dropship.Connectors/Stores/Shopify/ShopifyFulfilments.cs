using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Shopify;

/// <summary>Pushes tracking numbers. Each write reads the order first.</summary>
internal sealed class ShopifyFulfilments(ShopifyClient client, ShopifyOrders orders, TrackingPages pages)
{
    public async Task<CallResult<TrackingReceipt>> PushAsync(StoreAccount account, TrackingPush push, CancellationToken cancellationToken)
    {
        string? fulfilmentId = null;
        for (var look = 1; ; look++)
        {
            var read = await orders.ReadShippingAsync(account, push.StoreOrderId, cancellationToken);
            if (!read.IsSuccess)
            {
                return read.As<TrackingReceipt>();
            }

            var plan = ShopifyFulfillmentPlan.Plan(read.Value, push);
            if (plan.Refusal is { } refusal)
            {
                if (
                    refusal.Meaning == RefusalMeaning.TakenBack
                    && await FindStillWantedAsync(account, push, cancellationToken) is { } wanted
                )
                {
                    return wanted;
                }

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

    // No fulfilment order holds the goods, which proves no refund: the app may not see it. The order's lines say whether they are still to
    // be sent.
    private async Task<CallResult<TrackingReceipt>?> FindStillWantedAsync(
        StoreAccount account,
        TrackingPush push,
        CancellationToken cancellationToken
    )
    {
        var read = await orders.ReadAsync(account, push.StoreOrderId, cancellationToken);
        if (!read.IsSuccess)
        {
            return read.As<TrackingReceipt>();
        }

        if (read.Value.Order is not { } order)
        {
            return CallResult.NotSent<TrackingReceipt>(
                new CallProblem(ProblemKind.Unreadable, "unreadable", read.Value.Problem ?? "the order cannot be read")
            );
        }

        return order.Lines.Any(line => line.OpenQuantity > 0 && push.Lines.Any(piece => piece.LineId == line.LineId))
            ? CallResult.Refused<TrackingReceipt>(
                "not-visible",
                "The goods are not fulfilled, and the store shows this app no fulfilment order that it may ship.",
                RefusalMeaning.WrongState
            )
            : null;
    }

    public Task<CallResult<TrackingReceipt>> AddAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        CancellationToken cancellationToken
    ) => ChangeTrackingAsync(account, fulfilmentId, push, there => there, cancellationToken);

    public Task<CallResult<TrackingReceipt>> ReplaceAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        CancellationToken cancellationToken
    ) =>
        ChangeTrackingAsync(
            account,
            fulfilmentId,
            push,
            there => there.Where(one => push.Replaces is { } old && !TrackingNumbers.AreSame(one.Number, old)),
            cancellationToken
        );

    private async Task<CallResult<TrackingReceipt>> ChangeTrackingAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        Func<IEnumerable<ShopifyTracking>, IEnumerable<ShopifyTracking>> keep,
        CancellationToken cancellationToken
    )
    {
        var read = await orders.ReadShippingAsync(account, push.StoreOrderId, cancellationToken);
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
            return CallResult.Refused<TrackingReceipt>(
                "fulfilment-cancelled",
                "The fulfilment was cancelled in the store.",
                RefusalMeaning.WrongState
            );
        }

        var there = fulfilment.Tracking.FirstOrDefault(one => TrackingNumbers.AreSame(one.Number, push.TrackingNumber));
        var isCorrected =
            TrackingNumbers.AreSame(push.Replaces, push.TrackingNumber)
            && there is not null
            && there.Company != ShopifyTables.Company(push.CarrierName, push.CarrierCode, push.Country);
        if (there is not null && !isCorrected)
        {
            return CallResult.Success(new TrackingReceipt(fulfilmentId, true));
        }

        var kept = keep(fulfilment.Tracking).ToList();
        var updated = await client.SendAsync(
            account,
            ShopifyDocument.FulfillmentTrackingInfoUpdate,
            new
            {
                id = ShopifyMapper.Gid("Fulfillment", fulfilmentId),
                tracking = kept.Count == 0 ? Tracking(push) : Tracking(push, kept, isCorrected),
                notify = push.NotifyCustomer,
            },
            $"{push.StoreOrderId}/{fulfilmentId}",
            isRead: false,
            data => ReadFulfilment(data.Object("fulfillmentTrackingInfoUpdate")),
            cancellationToken
        );
        return updated.Map(id => new TrackingReceipt(id, false));
    }

    private async Task<CallResult<string>> CreateAsync(
        StoreAccount account,
        TrackingPush push,
        IReadOnlyList<ShopifyParcelPart> parts,
        CancellationToken cancellationToken
    )
    {
        var fulfillment = new
        {
            lineItemsByFulfillmentOrder = parts
                .GroupBy(part => part.FulfilmentOrderId, StringComparer.Ordinal)
                .Select(group => new
                {
                    fulfillmentOrderId = group.Key,
                    fulfillmentOrderLineItems = group
                        .Select(part => new { id = part.FulfilmentOrderLineId, quantity = part.Quantity })
                        .ToList(),
                })
                .ToList(),
            trackingInfo = Tracking(push),
            notifyCustomer = push.NotifyCustomer,
        };
        return await client.SendAsync(
            account,
            ShopifyDocument.FulfillmentCreate,
            new { fulfillment },
            push.StoreOrderId,
            isRead: false,
            data => ReadFulfilment(data.Object("fulfillmentCreate")),
            cancellationToken
        );
    }

    private object Tracking(TrackingPush push) =>
        new
        {
            company = ShopifyTables.Company(push.CarrierName, push.CarrierCode, push.Country),
            number = push.TrackingNumber,
            url = PageOf(push),
        };

    // Shopify knows one carrier for all numbers of a fulfilment; the links are what leads each of them to its own.
    private object Tracking(TrackingPush push, List<ShopifyTracking> kept, bool isCorrected) =>
        new
        {
            company = (isCorrected ? null : kept[0].Company) ?? ShopifyTables.Company(push.CarrierName, push.CarrierCode, push.Country),
            numbers = (string[])[.. kept.Select(one => one.Number), push.TrackingNumber],
            urls = (string[])[.. kept.Select(one => one.Url ?? pages.Of(one.Number).AbsoluteUri), PageOf(push)],
        };

    private string PageOf(TrackingPush push) => pages.Of(push.TrackingNumber, push.CarrierName, push.CarrierCode).AbsoluteUri;

    /// <summary>Reads the payload of both mutations. User errors have no code, only messages.</summary>
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
}
