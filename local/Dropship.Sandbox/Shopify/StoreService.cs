using Dropship.Sandbox.GraphQL;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Shopify;

/// <summary>The rules by which a store's orders change, whoever changes them: the API, or a person through the control page.</summary>
internal static class StoreService
{
    public const long MainLocation = 70000000001;
    public const long SecondLocation = 70000000002;

    public static string Key(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static long NextId(Step step, string kind, long start) => start + (step.Next("shopify-" + kind) * 32768) + 17;

    public static StoreOrder Create(Step step, StoreOrder order, int locations)
    {
        order.Id = NextId(step, "order", 6100000000000);
        order.Key = Key(order.Id);
        order.Number = 1000 + (int)step.Next("shopify-number-" + order.Shop);
        order.CreatedAt = step.Now;
        order.PaidAt = order.FinancialStatus == "PAID" ? step.Now : null;
        foreach (var line in order.Lines)
        {
            line.Id = NextId(step, "line", 15100000000000);
            line.CurrentQuantity = line.Quantity;
        }

        var shippable = order.Lines.Where(l => l.RequiresShipping).ToList();
        for (var location = 0; location < locations; location++)
        {
            var share = shippable.Where((_, index) => index % locations == location).ToList();
            if (share.Count > 0)
            {
                order.FulfillmentOrders.Add(
                    NewFulfillmentOrder(step, location == 0 ? MainLocation : SecondLocation, share.Select(l => (l.Id, l.Quantity)))
                );
            }
        }

        step.Add(order);
        Updated(step, order);
        Webhooks.Send(step, order.Shop, "orders/create", WebhookBodies.Order(order));
        if (order.FinancialStatus == "PAID")
        {
            Webhooks.Send(step, order.Shop, "orders/paid", WebhookBodies.Order(order));
        }

        return order;
    }

    /// <summary>Sets right what the API tells wrongly of an order.</summary>
    public static void Mend(Step step, StoreOrder order)
    {
        order.Malformed = null;
        Updated(step, order);
        Webhooks.Send(step, order.Shop, "orders/updated", WebhookBodies.Order(order));
    }

    public static void Pay(Step step, StoreOrder order)
    {
        order.FinancialStatus = "PAID";
        order.PaidAt = step.Now;
        Updated(step, order);
        Webhooks.Send(step, order.Shop, "orders/paid", WebhookBodies.Order(order));
        Webhooks.Send(step, order.Shop, "orders/updated", WebhookBodies.Order(order));
    }

    /// <summary>Cancels; as on the real service the money stays marked as paid unless it is refunded too.</summary>
    /// <returns>The service's words of refusal; null when it was done.</returns>
    public static string? Cancel(Step step, StoreOrder order, string reason, bool refund)
    {
        if (order.CancelledAt is not null)
        {
            return "Cannot cancel an order that has already been canceled";
        }

        if (order.Fulfillments.Exists(f => f.Status == "SUCCESS"))
        {
            return "Cannot cancel an order that has outstanding fulfillments";
        }

        order.CancelledAt = step.Now;
        order.CancelReason = reason;
        foreach (var fulfillmentOrder in order.FulfillmentOrders)
        {
            fulfillmentOrder.Status = "CLOSED";
            fulfillmentOrder.UpdatedAt = step.Now;
        }

        if (refund && order.FinancialStatus is "PAID" or "PARTIALLY_REFUNDED")
        {
            order.FinancialStatus = "REFUNDED";
            order.Refunds.Add(
                new StoreRefund
                {
                    Id = NextId(step, "refund", 910000000000),
                    CreatedAt = step.Now,
                    Amount = order.CurrentTotal,
                }
            );
        }

        Updated(step, order);
        Webhooks.Send(step, order.Shop, "orders/cancelled", WebhookBodies.Order(order));
        Webhooks.Send(step, order.Shop, "orders/updated", WebhookBodies.Order(order));
        return null;
    }

    /// <summary>Refunds lines; what is not shipped yet of them will not be shipped any more.</summary>
    /// <param name="quantities">Line id to quantity; empty for all that is left.</param>
    public static void Refund(Step step, StoreOrder order, IReadOnlyDictionary<long, int> quantities)
    {
        var refund = new StoreRefund { Id = NextId(step, "refund", 910000000000), CreatedAt = step.Now };
        foreach (var line in order.Lines)
        {
            var quantity =
                quantities.Count == 0 ? line.CurrentQuantity : Math.Min(quantities.GetValueOrDefault(line.Id), line.CurrentQuantity);
            if (quantity <= 0)
            {
                continue;
            }

            line.CurrentQuantity -= quantity;
            refund.Quantities[line.Id] = quantity;
            refund.Amount += quantity * line.Price;
            TakeOffRemaining(step, order, line.Id, quantity);
        }

        if (quantities.Count == 0)
        {
            refund.Amount += order.ShippingPrice;
        }

        order.Refunds.Add(refund);
        order.FinancialStatus = order.Lines.TrueForAll(l => l.CurrentQuantity == 0) ? "REFUNDED" : "PARTIALLY_REFUNDED";
        Updated(step, order);
        Webhooks.Send(step, order.Shop, "refunds/create", WebhookBodies.Refund(order, refund));
        Webhooks.Send(step, order.Shop, "orders/updated", WebhookBodies.Order(order));
    }

    public static void ChangeAddress(Step step, StoreOrder order, StoreAddress address)
    {
        order.ShippingAddress = address;
        Updated(step, order);
        Webhooks.Send(step, order.Shop, "orders/updated", WebhookBodies.Order(order));
    }

    public static void Hold(Step step, StoreOrder order, string reason, string? notes)
    {
        foreach (var fulfillmentOrder in order.FulfillmentOrders.Where(f => f.Status is "OPEN" or "IN_PROGRESS"))
        {
            fulfillmentOrder.Status = "ON_HOLD";
            fulfillmentOrder.UpdatedAt = step.Now;
            fulfillmentOrder.Holds.Add(
                new FulfillmentHold
                {
                    Id = NextId(step, "hold", 260000000000),
                    Reason = reason,
                    Notes = notes,
                }
            );
        }

        Updated(step, order);
        Webhooks.Send(step, order.Shop, "orders/updated", WebhookBodies.Order(order));
    }

    public static void ReleaseHolds(Step step, StoreOrder order)
    {
        foreach (var fulfillmentOrder in order.FulfillmentOrders.Where(f => f.Status == "ON_HOLD"))
        {
            fulfillmentOrder.Status = "OPEN";
            fulfillmentOrder.UpdatedAt = step.Now;
            fulfillmentOrder.Holds.Clear();
        }

        Updated(step, order);
        Webhooks.Send(step, order.Shop, "orders/updated", WebhookBodies.Order(order));
    }

    /// <summary>Ships what the groups name, by the rules and in the order of checks that were recorded from the real service.</summary>
    public static FulfillmentOutcome Fulfill(
        Step step,
        string shop,
        IReadOnlyList<FulfillmentGroup> groups,
        IReadOnlyList<TrackingInfo> tracking,
        bool notify
    )
    {
        for (var g = 0; g < groups.Count; g++)
        {
            var lines = groups[g].Lines;
            for (var l = 0; l < (lines?.Count ?? 0); l++)
            {
                if (lines![l].Quantity <= 0)
                {
                    string[] field =
                    [
                        "fulfillment",
                        "lineItemsByFulfillmentOrder",
                        $"{g}",
                        "fulfillmentOrderLineItems",
                        $"{l}",
                        "quantity",
                    ];
                    return FulfillmentOutcome.Refused("Quantity must be greater than 0", field);
                }
            }
        }

        var found = new List<(StoreOrder Order, FulfillmentOrder Part, FulfillmentGroup Group)>();
        foreach (var group in groups)
        {
            var order = step.All<StoreOrder>()
                .FirstOrDefault(o => o.Shop == shop && o.FulfillmentOrders.Exists(f => f.Id == group.FulfillmentOrderId));
            if (order is null)
            {
                return FulfillmentOutcome.Refused("Fulfillment order does not exist.");
            }

            found.Add((order, order.FulfillmentOrders.Find(f => f.Id == group.FulfillmentOrderId)!, group));
        }

        var orders = found.Select(f => f.Order.Id).Distinct().ToList();
        if (orders.Count > 1)
        {
            return FulfillmentOutcome.Refused(
                $"All fulfillment orders must belong to the same order. Multiple orders with ids [{string.Join(", ", orders)}] were found."
            );
        }

        var locations = found.Select(f => f.Part.LocationId).Distinct().ToList();
        if (locations.Count > 1)
        {
            return FulfillmentOutcome.Refused(
                $"All fulfillment orders must be assigned to a single location. Multiple locations with ids [{string.Join(", ", locations)}] were found."
            );
        }

        var closed = found.Find(f => f.Part.Status is not ("OPEN" or "IN_PROGRESS"));
        if (closed.Part is not null)
        {
            return FulfillmentOutcome.Refused(
                $"Fulfillment order {closed.Part.Id} has an unfulfillable status= {closed.Part.Status.ToLowerInvariant()}."
            );
        }

        var parcel = new List<(FulfillmentOrder Part, FulfillmentOrderLine Line, int Quantity)>();
        foreach (var (_, part, group) in found)
        {
            if (group.Lines is null)
            {
                parcel.AddRange(part.Lines.Where(l => l.Remaining > 0).Select(l => (part, l, l.Remaining)));
                continue;
            }

            foreach (var (id, quantity) in group.Lines)
            {
                var line = part.Lines.Find(l => l.Id == id);
                if (line is null)
                {
                    return FulfillmentOutcome.Refused("Fulfillment order line item does not exist.");
                }

                if (quantity + parcel.Where(p => p.Line == line).Sum(p => p.Quantity) > line.Remaining)
                {
                    return FulfillmentOutcome.Refused("Invalid fulfillment order line item quantity requested.");
                }

                parcel.Add((part, line, quantity));
            }
        }

        var subject = found[0].Order;
        var fulfillment = new Fulfillment
        {
            Id = NextId(step, "fulfillment", 5400000000000),
            CreatedAt = step.Now,
            UpdatedAt = step.Now,
            Tracking = [.. tracking],
        };
        foreach (var (part, line, quantity) in parcel)
        {
            line.Remaining -= quantity;
            fulfillment.Lines.Add(
                new FulfillmentLine
                {
                    Id = NextId(step, "fulfillment-line", 11400000000000),
                    LineId = line.LineId,
                    FulfillmentOrderId = part.Id,
                    Quantity = quantity,
                }
            );
            part.Status = part.Lines.TrueForAll(l => l.Remaining == 0) ? "CLOSED" : "IN_PROGRESS";
            part.UpdatedAt = step.Now;
        }

        subject.Fulfillments.Add(fulfillment);
        if (notify)
        {
            subject.BuyerMails++;
        }

        Updated(step, subject);
        Webhooks.Send(step, shop, "fulfillments/create", WebhookBodies.Fulfillment(subject, fulfillment));
        Webhooks.Send(
            step,
            shop,
            subject.DisplayFulfillmentStatus == "FULFILLED" ? "orders/fulfilled" : "orders/partially_fulfilled",
            WebhookBodies.Order(subject)
        );
        Webhooks.Send(step, shop, "orders/updated", WebhookBodies.Order(subject));
        return FulfillmentOutcome.Done(subject, fulfillment);
    }

    public static FulfillmentOutcome UpdateTracking(
        Step step,
        string shop,
        long fulfillmentId,
        IReadOnlyList<TrackingInfo> tracking,
        bool notify
    )
    {
        var (order, fulfillment) = FindFulfillment(step, shop, fulfillmentId);
        if (order is null || fulfillment is null)
        {
            return FulfillmentOutcome.Refused("Fulfillment does not exist.", "fulfillmentId");
        }

        fulfillment.Tracking = [.. tracking];
        fulfillment.UpdatedAt = step.Now;
        if (notify)
        {
            order.BuyerMails++;
        }

        Updated(step, order);
        Webhooks.Send(step, shop, "fulfillments/update", WebhookBodies.Fulfillment(order, fulfillment));
        return FulfillmentOutcome.Done(order, fulfillment);
    }

    /// <summary>Cancels a parcel. Its quantities come back under a new fulfilment order where the old one was closed.</summary>
    public static FulfillmentOutcome CancelFulfillment(Step step, string shop, long fulfillmentId)
    {
        var (order, fulfillment) = FindFulfillment(step, shop, fulfillmentId);
        if (order is null || fulfillment is null)
        {
            return FulfillmentOutcome.Refused("Fulfillment not found.", "id");
        }

        if (fulfillment.Status != "CANCELLED")
        {
            fulfillment.Status = "CANCELLED";
            fulfillment.UpdatedAt = step.Now;
            foreach (var group in fulfillment.Lines.GroupBy(l => l.FulfillmentOrderId).ToList())
            {
                var part = order.FulfillmentOrders.Find(f => f.Id == group.Key)!;
                if (part.Status == "CLOSED")
                {
                    order.FulfillmentOrders.Add(NewFulfillmentOrder(step, part.LocationId, group.Select(l => (l.LineId, l.Quantity))));
                    continue;
                }

                foreach (var line in group)
                {
                    part.Lines.Find(l => l.LineId == line.LineId)!.Remaining += line.Quantity;
                }
            }

            Updated(step, order);
            Webhooks.Send(step, shop, "fulfillments/update", WebhookBodies.Fulfillment(order, fulfillment));
        }

        return FulfillmentOutcome.Done(order, fulfillment);
    }

    private static (StoreOrder? Order, Fulfillment? Fulfillment) FindFulfillment(Step step, string shop, long id)
    {
        var order = step.All<StoreOrder>().FirstOrDefault(o => o.Shop == shop && o.Fulfillments.Exists(f => f.Id == id));
        return (order, order?.Fulfillments.Find(f => f.Id == id));
    }

    private static FulfillmentOrder NewFulfillmentOrder(Step step, long location, IEnumerable<(long Line, int Quantity)> lines) =>
        new()
        {
            Id = NextId(step, "fulfillment-order", 6900000000000),
            LocationId = location,
            CreatedAt = step.Now,
            UpdatedAt = step.Now,
            Lines =
            [
                .. lines.Select(l => new FulfillmentOrderLine
                {
                    Id = NextId(step, "fulfillment-order-line", 14900000000000),
                    LineId = l.Line,
                    Total = l.Quantity,
                    Remaining = l.Quantity,
                }),
            ],
        };

    private static void TakeOffRemaining(Step step, StoreOrder order, long lineId, int quantity)
    {
        foreach (var part in order.FulfillmentOrders.Where(f => f.Status != "CLOSED"))
        {
            foreach (var line in part.Lines.Where(l => l.LineId == lineId))
            {
                var off = Math.Min(quantity, line.Remaining);
                line.Remaining -= off;
                line.Total -= off;
                quantity -= off;
            }

            if (part.Lines.TrueForAll(l => l.Remaining == 0))
            {
                part.Status = "CLOSED";
            }

            part.UpdatedAt = step.Now;
        }
    }

    private static void Updated(Step step, StoreOrder order)
    {
        order.UpdatedAt = step.Now;
        step.Touch(order);
    }
}

/// <summary>What one call wants shipped of one fulfilment order; no lines for everything left.</summary>
internal sealed record FulfillmentGroup(long FulfillmentOrderId, IReadOnlyList<(long Id, int Quantity)>? Lines);

/// <summary>A parcel, or the user error that came instead.</summary>
internal sealed record FulfillmentOutcome(StoreOrder? Order, Fulfillment? Fulfillment, IReadOnlyList<string>? Field, string? Error)
{
    public static FulfillmentOutcome Done(StoreOrder order, Fulfillment fulfillment) => new(order, fulfillment, null, null);

    public static FulfillmentOutcome Refused(string message, params string[] field) =>
        new(null, null, field.Length == 0 ? ["fulfillment"] : field, message);

    public GraphNode ToNode(string type) =>
        new(type)
        {
            ["fulfillment"] = Fulfillment is null ? null : OrderNodes.Fulfillment(Order!, Fulfillment),
            ["userErrors"] = Error is null
                ? new List<GraphNode>()
                : new List<GraphNode>
                {
                    new("UserError") { ["field"] = Field, ["message"] = Error },
                },
        };
}
