using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Sandbox.Alibaba1688;
using Dropship.Sandbox.Forwarders;
using Dropship.Sandbox.Shopify;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Control;

/// <summary>What the stand-ins show of themselves to a test or a person.</summary>
internal sealed class ControlViews(SandboxWorld world)
{
    public JsonObject Calls(string? operation, int last) =>
        new()
        {
            ["calls"] = new JsonArray([
                .. world
                    .Calls.Entries.Where(c => operation is null || c.Operation == operation)
                    .TakeLast(last)
                    .Select(c => JsonSerializer.SerializeToNode(c, Journal.Options)),
            ]),
        };

    public static JsonObject Catalog(Step step) =>
        new()
        {
            ["products"] = new JsonArray([
                .. Catalogue.Products.Select(p =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["sku"] = p.Sku,
                            ["title"] = p.Title,
                            ["variant"] = p.Variant,
                            ["priceCents"] = p.PriceCents,
                            ["parts"] = new JsonArray([
                                .. p.Parts.Select(part =>
                                {
                                    var offer = step.Get<Offer>(MarketService.Key(part.OfferId));
                                    return (JsonNode)
                                        new JsonObject
                                        {
                                            ["offerId"] = offer.Key,
                                            ["specId"] = Catalogue.SpecNamed(offer, part.SpecName)?.SpecId,
                                            ["spec"] = part.SpecName,
                                            ["subject"] = offer.Subject,
                                            ["supplierId"] = offer.SupplierId,
                                            ["supplierName"] = Catalogue.SupplierOf(offer).CompanyName,
                                            ["quantity"] = part.Quantity,
                                        };
                                }),
                            ]),
                        }
                ),
            ]),
            ["offers"] = new JsonArray([
                .. step.All<Offer>().OrderBy(o => o.Id).Select(o => JsonSerializer.SerializeToNode(o, Journal.Options)),
            ]),
            ["savedAddresses"] = new JsonArray([
                .. AddressBook.Saved.Select(a =>
                    (JsonNode)new JsonObject { ["id"] = a.Id, ["address"] = JsonSerializer.SerializeToNode(a.Address, Journal.Options) }
                ),
            ]),
        };

    // Counts alone: a test with thousands of orders looks at it again and again.
    public JsonObject Summary(Step step)
    {
        var purchases = step.All<PurchaseOrder>().ToList();
        return new JsonObject
        {
            ["storeOrders"] = Counts(step.All<StoreOrder>().GroupBy(o => o.DisplayFulfillmentStatus, StringComparer.Ordinal)),
            ["purchaseOrders"] = Counts(purchases.GroupBy(o => o.Status, StringComparer.Ordinal)),
            ["doubledOutOrderIds"] = Doubled(purchases),
            ["paidFen"] = purchases.Sum(o => o.PaidAmount),
            ["payments"] = purchases.Sum(o => o.Payments),
            ["pendingWebhooks"] = step.All<Delivery>().Count(),
            ["pendingPushes"] = step.All<PushMessage>().Count(m => !m.Kept),
            ["calls"] = world.Calls.Counts.Values.Sum(),
            ["shopifyCost"] = JsonSerializer.SerializeToNode(world.Calls.Costs, Journal.Options),
        };

        static JsonObject Counts<T>(IEnumerable<IGrouping<string, T>> groups) =>
            new(groups.OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => KeyValuePair.Create(g.Key, (JsonNode?)g.Count())));
    }

    private static JsonArray Doubled(IEnumerable<PurchaseOrder> purchases) =>
        new([
            .. purchases
                .Where(o => o.OutOrderId.Length > 0)
                .GroupBy(o => o.OutOrderId, StringComparer.Ordinal)
                .Where(g =>
                    g.GroupBy(o => string.Join('|', o.Lines.Select(l => $"{l.OfferId}_{l.SpecId}")), StringComparer.Ordinal)
                        .Any(same => same.Count() > 1)
                )
                .Select(g => (JsonNode)g.Key),
        ]);

    public JsonObject State(Step step) =>
        new()
        {
            ["clock"] = new JsonObject { ["speed"] = step.Clock.Speed, ["elapsedSeconds"] = step.Elapsed },
            ["storeOrders"] = new JsonArray([.. step.All<StoreOrder>().OrderBy(o => o.Id).Select(o => (JsonNode)StoreOrderState(o))]),
            ["purchaseOrders"] = new JsonArray([
                .. step.All<PurchaseOrder>().OrderBy(o => o.Id).Select(o => (JsonNode)PurchaseOrderState(step, o)),
            ]),
            ["doubledOutOrderIds"] = Doubled(step.All<PurchaseOrder>()),
            ["pendingWebhooks"] = step.All<Delivery>().Count(),
            ["pendingPushes"] = step.All<PushMessage>().Count(m => !m.Kept),
            ["keptPushes"] = step.All<PushMessage>().Count(m => m.Kept),
            ["faults"] = new JsonArray([
                .. step.All<Fault>()
                    .OrderBy(f => f.Key, StringComparer.Ordinal)
                    .Select(f => JsonSerializer.SerializeToNode(f, Journal.Options)),
            ]),
            ["callCounts"] = JsonSerializer.SerializeToNode(world.Calls.Counts, Journal.Options),
        };

    // With the numbers that the forwarder gave of it; without any for goods that were not announced.
    private static JsonObject PurchaseOrderState(Step step, PurchaseOrder order)
    {
        var state = PurchaseOrderState(order);
        state["onwardNumbers"] = step.Find<ForwarderOrder>(order.OutOrderId) is { } announced
            ? new JsonArray([.. announced.Shipments.Select(shipment => (JsonNode)shipment.TrackingNumber)])
            : null;
        return state;
    }

    public static JsonObject StoreOrderState(StoreOrder order) =>
        new()
        {
            ["id"] = order.Key,
            ["gid"] = OrderNodes.Gid("Order", order.Id),
            ["shop"] = order.Shop,
            ["name"] = order.Name,
            ["createdAt"] = order.CreatedAt,
            ["updatedAt"] = order.UpdatedAt,
            ["financialStatus"] = order.FinancialStatus,
            ["fulfillmentStatus"] = order.DisplayFulfillmentStatus,
            ["cancelledAt"] = order.CancelledAt,
            ["currency"] = order.Currency,
            ["total"] = order.CurrentTotal,
            ["country"] = order.ShippingAddress?.CountryCode,
            ["buyerMails"] = order.BuyerMails,
            ["lines"] = new JsonArray([
                .. order.Lines.Select(l =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["id"] = MarketService.Key(l.Id),
                            ["sku"] = l.Sku,
                            ["quantity"] = l.Quantity,
                            ["currentQuantity"] = l.CurrentQuantity,
                            ["fulfilledQuantity"] = order.FulfilledQuantity(l.Id),
                        }
                ),
            ]),
            ["fulfillments"] = new JsonArray([
                .. order.Fulfillments.Select(f =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["id"] = MarketService.Key(f.Id),
                            ["status"] = f.Status,
                            ["createdAt"] = f.CreatedAt,
                            ["tracking"] = JsonSerializer.SerializeToNode(f.Tracking, Journal.Options),
                            ["lines"] = new JsonArray([
                                .. f.Lines.Select(l =>
                                    (JsonNode)new JsonObject { ["lineId"] = MarketService.Key(l.LineId), ["quantity"] = l.Quantity }
                                ),
                            ]),
                        }
                ),
            ]),
        };

    public static JsonObject PurchaseOrderState(PurchaseOrder order) =>
        new()
        {
            ["id"] = order.Key,
            ["outOrderId"] = order.OutOrderId,
            ["buyer"] = order.BuyerId,
            ["supplier"] = order.SupplierId,
            ["flow"] = order.Flow,
            ["status"] = order.Status,
            ["total"] = order.Total,
            ["freight"] = order.Freight,
            ["paidAmount"] = order.PaidAmount,
            ["payments"] = order.Payments,
            ["paidBy"] = order.PaidBy,
            ["message"] = order.Message,
            ["createdAt"] = order.CreatedAt,
            ["modifiedAt"] = order.ModifiedAt,
            ["closeReason"] = order.CloseReason,
            ["address"] = JsonSerializer.SerializeToNode(order.Address, Journal.Options),
            ["lines"] = new JsonArray([
                .. order.Lines.Select(l =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["entryId"] = MarketService.Key(l.EntryId),
                            ["offerId"] = MarketService.Key(l.OfferId),
                            ["specId"] = l.SpecId,
                            ["quantity"] = l.Quantity,
                            ["amount"] = l.Amount,
                        }
                ),
            ]),
            ["logistics"] = new JsonArray([
                .. order.Parcels.Select(p =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["logisticsId"] = p.LogisticsId,
                            ["billNumber"] = p.BillNumber,
                            ["carrier"] = p.CarrierCode,
                            ["carrierName"] = p.CarrierName,
                            ["status"] = p.Status,
                        }
                ),
            ]),
        };
}
