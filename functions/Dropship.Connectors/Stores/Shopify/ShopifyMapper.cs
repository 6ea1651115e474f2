using System.Globalization;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Stores.Shopify;

/// <summary>Maps Shopify's orders to ours. Pure.</summary>
internal static class ShopifyMapper
{
    /// <summary>The number at the end of a <c>gid://shopify/Order/1</c>.</summary>
    /// <exception cref="UnreadableReplyException">It is no such id.</exception>
    public static string Number(string gid, string type)
    {
        var prefix = $"gid://shopify/{type}/";
        return
            gid.StartsWith(prefix, StringComparison.Ordinal)
            && gid.Length > prefix.Length
            && gid.AsSpan(prefix.Length).IndexOfAnyExceptInRange('0', '9') < 0
            ? gid[prefix.Length..]
            : throw new UnreadableReplyException($"an id is not one of {type}");
    }

    public static string Gid(string type, string number) => $"gid://shopify/{type}/{number}";

    /// <summary>Reads what a listing says: that an order changed.</summary>
    /// <exception cref="UnreadableReplyException">The id or the time of change cannot be read.</exception>
    public static StoreOrderReading Changed(JsonElement json) =>
        StoreOrderReading.Changed(Number(json.Text("id"), "Order"), json.Time("updatedAt"));

    /// <summary>Reads one order. The reading reports its errors.</summary>
    /// <param name="changed">Its id and time of change.</param>
    /// <param name="json">The order.</param>
    /// <param name="pages">Those of its lists that were read in pages of their own.</param>
    /// <param name="locations">The locations whose goods are bought; null when the location does not matter.</param>
    public static StoreOrderReading Order(
        StoreOrderReading changed,
        JsonElement json,
        ShopifyPages pages,
        IReadOnlyList<string>? locations = null
    )
    {
        try
        {
            return changed with { Order = StoreReads.Checked(Whole(json, changed.StoreOrderId, changed.UpdatedAt, pages, locations)) };
        }
        catch (Exception exception) when (JsonShape.IsOfReply(exception))
        {
            return changed with { Problem = exception.Message };
        }
    }

    /// <summary>Finds what a reply leaves out. A list that is not as it should be counts as whole here: reading it tells its
    /// fault.</summary>
    /// <param name="json">The order.</param>
    /// <param name="parcelsAsked">How many fulfilments were asked for; as many may mean that there are more, for this list has no
    /// pages.</param>
    public static ShopifyGaps FindGaps(JsonElement json, int parcelsAsked)
    {
        var parcels = Nodes(json, "fulfillments");
        return new ShopifyGaps(
            HasMore(json, "lineItems") ? json.Object("lineItems").Object("pageInfo").Text("endCursor") : null,
            HasMore(json, "fulfillmentOrders")
                || Nodes(json.OptionalField("fulfillmentOrders"), "nodes").Any(part => HasMore(part, "lineItems")),
            parcels.Count >= parcelsAsked || parcels.Any(parcel => HasMore(parcel, "fulfillmentLineItems"))
        );

        static bool HasMore(JsonElement owner, string list) =>
            owner.OptionalField(list)?.OptionalField("pageInfo")?.OptionalFlag("hasNextPage") == true;

        static List<JsonElement> Nodes(JsonElement? owner, string list) =>
            owner?.OptionalField(list) is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];
    }

    /// <summary>Where a connection goes on; null at its end.</summary>
    /// <exception cref="UnreadableReplyException">It does not say, or goes on after nothing.</exception>
    public static string? Next(JsonElement connection)
    {
        if (!connection.Object("pageInfo").Flag("hasNextPage"))
        {
            return null;
        }

        return connection.Items("nodes").Count > 0
            ? connection.Object("pageInfo").Text("endCursor")
            : throw new UnreadableReplyException("an empty page is said to go on");
    }

    private static StoreOrder Whole(
        JsonElement json,
        string id,
        DateTimeOffset updatedAt,
        ShopifyPages pages,
        IReadOnlyList<string>? locations
    )
    {
        var lineItems = json.Object("lineItems");
        if (pages.Lines is null)
        {
            RequireEnd(lineItems);
        }

        var parts = pages.Parts ?? Parts(json);
        var parcels = pages.Parcels ?? Parcels(json);
        var cancelledAt = json.OptionalTime("cancelledAt");

        var ours = parts.Where(part => IsAt(locations, part.LocationId)).ToList();
        var fulfilment = ShopifyTables.Fulfilment(json.Text("displayFulfillmentStatus"));
        var open = new OpenPieces(
            Remaining(ours),
            Remaining(parts.Except(ours)),
            parcels
                .Where(parcel => !parcel.IsCancelled)
                .SelectMany(parcel => parcel.Lines)
                .ToLookup(line => line.LineId, line => line.Quantity, StringComparer.Ordinal),
            cancelledAt is not null,
            fulfilment == StoreFulfilmentStatus.Fulfilled
        );
        return new StoreOrder
        {
            StoreOrderId = id,
            Number = json.Text("name"),
            CreatedAt = json.Time("createdAt"),
            UpdatedAt = updatedAt,
            PaidAt = PaidAt(json),
            CancelledAt = cancelledAt,
            ShipBy = ours.Where(part => part.Lines.Any(line => line.Remaining > 0)).Select(part => part.ShipBy).Min(),
            Payment = ShopifyTables.Payment(json.OptionalText("displayFinancialStatus")),
            Fulfilment = fulfilment,
            StoreHold = Hold(json, ours),
            HeldLines = IsRisky(json)
                ? []
                :
                [
                    .. ours.Where(part => part.Hold is not null)
                        .SelectMany(part => part.Lines)
                        .Where(line => line.Remaining > 0)
                        .Select(line => line.LineId)
                        .Distinct(StringComparer.Ordinal),
                ],
            Lines = [.. lineItems.Items("nodes").Concat(pages.Lines ?? []).Select(line => Line(line, open))],
            Fulfilments =
            [
                .. parcels.Select(parcel => new StoreFulfilment(
                    parcel.Id,
                    parcel.IsCancelled,
                    [.. parcel.Tracking.Select(one => one.Number)],
                    parcel.Lines
                )),
            ],
            Total = Amount(json.Object("currentTotalPriceSet")),
            ShipTo = json.OptionalField("shippingAddress") is { } address ? Address(address, PhoneOf(json)) : null,
            Note = json.OptionalText("note"),
            IsTest = json.Flag("test"),
        };
    }

    /// <summary>Reads the fulfilment orders of an order.</summary>
    /// <exception cref="UnreadableReplyException">They cannot be read, or there are more, or more lines in one, than the reply
    /// holds.</exception>
    public static IReadOnlyList<ShopifyFulfillmentOrder> Parts(JsonElement json)
    {
        var connection = json.Object("fulfillmentOrders");
        RequireEnd(connection);
        return
        [
            .. connection
                .Items("nodes")
                .Select(part =>
                {
                    RequireEnd(part.Object("lineItems"));
                    return Part(part);
                }),
        ];
    }

    /// <summary>Reads the fulfilments of an order.</summary>
    /// <exception cref="UnreadableReplyException">They cannot be read, or one has more lines than the reply holds.</exception>
    public static IReadOnlyList<ShopifyFulfilment> Parcels(JsonElement json) =>
        [
            .. json.Items("fulfillments")
                .Select(parcel =>
                {
                    RequireEnd(parcel.Object("fulfillmentLineItems"));
                    return Parcel(parcel);
                }),
        ];

    // What is missing must never pass for not being there.
    private static void RequireEnd(JsonElement connection)
    {
        if (connection.Object("pageInfo").Flag("hasNextPage"))
        {
            throw new UnreadableReplyException("the order has longer lists than can be read at once");
        }
    }

    private static OrderLine Line(JsonElement json, OpenPieces open)
    {
        var id = Number(json.Text("id"), "LineItem");
        var requiresShipping = json.Flag("requiresShipping");
        var quantity = json.Count("quantity");
        var (openPieces, hidden) = requiresShipping ? open.Of(id, json.Count("currentQuantity")) : (0, 0);
        return new OrderLine
        {
            LineId = id,
            Sku = json.OptionalText("sku"),
            ProductId = json.OptionalField("product") is { } product ? Number(product.Text("id"), "Product") : null,
            VariantId = json.OptionalField("variant") is { } variant ? Number(variant.Text("id"), "ProductVariant") : null,
            Title = json.Text("title"),
            VariantTitle = json.OptionalText("variantTitle"),
            Quantity = quantity,
            OpenQuantity = openPieces,
            HiddenQuantity = hidden,
            UnitPrice = Approximate(json.Object("discountedUnitPriceAfterAllDiscountsSet")),
            RequiresShipping = requiresShipping,
            ImageUrl = json.OptionalField("image")?.OptionalText("url"),
        };
    }

    /// <summary>Reads one fulfilment order with the lines that the reply holds of it.</summary>
    /// <exception cref="UnreadableReplyException">It cannot be read.</exception>
    public static ShopifyFulfillmentOrder Part(JsonElement json)
    {
        var status = json.Text("status");

        // Not the notes that go with a reason: people write names and numbers there, and what holds an order stands in histories and mails.
        var reasons = json.Items("fulfillmentHolds").Select(hold => hold.Text("reason")).ToList();
        var hold = status switch
        {
            "ON_HOLD" => reasons.Count > 0 ? string.Join("; ", reasons) : "ON_HOLD",
            "SCHEDULED" => json.OptionalTime("fulfillAt") is { } due
                ? string.Create(CultureInfo.InvariantCulture, $"SCHEDULED for {due:yyyy-MM-dd HH:mm} UTC")
                : "SCHEDULED",
            _ => null,
        };
        return new ShopifyFulfillmentOrder(
            json.Text("id"),
            status,
            json.Object("assignedLocation").OptionalField("location")?.OptionalText("id"),
            json.Items("supportedActions").Any(action => action.Text("action") == "CREATE_FULFILLMENT"),
            hold,
            json.OptionalTime("fulfillBy"),
            [
                .. json.Object("lineItems")
                    .Items("nodes")
                    .Select(line => new ShopifyPartLine(
                        line.Text("id"),
                        Number(line.Object("lineItem").Text("id"), "LineItem"),
                        line.Count("remainingQuantity")
                    )),
            ]
        );
    }

    private static ShopifyFulfilment Parcel(JsonElement json) =>
        new(
            Number(json.Text("id"), "Fulfillment"),
            json.Text("status") is "CANCELLED" or "ERROR" or "FAILURE",
            [
                .. json.Items("trackingInfo")
                    .Where(info => info.OptionalText("number") is not null)
                    .Select(info => new ShopifyTracking(info.Text("number"), info.OptionalText("company"), info.OptionalText("url"))),
            ],
            [
                .. json.Object("fulfillmentLineItems")
                    .Items("nodes")
                    .Select(line => new LineQuantity(
                        Number(line.Object("lineItem").Text("id"), "LineItem"),
                        line.OptionalCount("quantity") ?? 0
                    ))
                    .Where(line => line.Quantity > 0),
            ]
        );

    private static ShipTo Address(JsonElement json, string? otherPhone) =>
        new()
        {
            FullName = json.OptionalText("name") ?? string.Empty,
            Company = json.OptionalText("company"),
            Phone =
                json.OptionalText("phone") is { } phone && Phones.Normalise(phone) is not null
                    ? phone
                    : otherPhone ?? json.OptionalText("phone"),
            Country = json.OptionalText("countryCodeV2") ?? string.Empty,
            Province = json.OptionalText("province") ?? json.OptionalText("provinceCode"),
            City = json.OptionalText("city"),
            Line1 = json.OptionalText("address1") ?? string.Empty,
            Line2 = json.OptionalText("address2"),
            PostCode = json.OptionalText("zip"),
        };

    // Where the checkout asks for "phone or mail", the number stands on the order and not in the address.
    private static string? PhoneOf(JsonElement json) =>
        ((string?[])[json.OptionalText("phone"), json.OptionalField("billingAddress")?.OptionalText("phone")]).FirstOrDefault(phone =>
            Phones.Normalise(phone) is not null
        );

    private static bool IsAt(IReadOnlyList<string>? locations, string? location) =>
        locations is null or { Count: 0 } || location is null || locations.Any(one => one == location || Gid("Location", one) == location);

    // A held one counts too, for its goods will be wanted once the hold is over.
    private static Dictionary<string, int> Remaining(IEnumerable<ShopifyFulfillmentOrder> parts) =>
        parts
            .Where(part => part.Status is "OPEN" or "IN_PROGRESS" or "SCHEDULED" or "ON_HOLD")
            .SelectMany(part => part.Lines)
            .GroupBy(line => line.LineId, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(line => line.Remaining), StringComparer.Ordinal);

    private static bool IsRisky(JsonElement json) => json.Object("risk").OptionalText("recommendation") is "CANCEL" or "INVESTIGATE";

    private static string? Hold(JsonElement json, IReadOnlyList<ShopifyFulfillmentOrder> parts)
    {
        var reasons = parts.Select(part => part.Hold).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (IsRisky(json))
        {
            reasons.Add("RISK: " + json.Object("risk").Text("recommendation"));
        }

        return reasons.Count > 0 ? string.Join("; ", reasons) : null;
    }

    /// <summary>There is no field for it: it is the time of the first payment that went through.</summary>
    private static DateTimeOffset? PaidAt(JsonElement json) =>
        json.Items("transactions")
            .Where(transaction => transaction.Text("kind") is "SALE" or "CAPTURE" && transaction.Text("status") == "SUCCESS")
            .Select(transaction => transaction.OptionalTime("processedAt"))
            .Min();

    /// <summary>
    /// How many pieces of a line are still to be sent: what the fulfilment orders have left, which know of refunds, edits and earlier
    /// parcels; and what none of them holds though it is neither fulfilled nor taken back. A store shows no fulfilment orders that the app
    /// has no scope for.
    /// </summary>
    private sealed record OpenPieces(
        Dictionary<string, int> Here,
        Dictionary<string, int> Elsewhere,
        ILookup<string, int> Fulfilled,
        bool OrderIsCancelled,
        bool OrderIsFulfilled
    )
    {
        public (int Open, int Hidden) Of(string line, int current)
        {
            if (OrderIsCancelled)
            {
                return (0, 0);
            }

            var here = Math.Min(Here.GetValueOrDefault(line), current);
            var hidden = OrderIsFulfilled ? 0 : Math.Max(0, current - Fulfilled[line].Sum() - here - Elsewhere.GetValueOrDefault(line));
            return (here + hidden, hidden);
        }
    }

    // Shopify divides a line's price by its quantity, to more decimals than the currency has.
    private static Money Approximate(JsonElement bag)
    {
        var money = bag.Object("shopMoney");
        var currency = Currencies.Normalise(money.Text("currencyCode"));
        return Money.FromDecimal(Math.Round(money.Decimal("amount"), Currencies.Decimals(currency), MidpointRounding.ToZero), currency);
    }

    private static Money Amount(JsonElement bag)
    {
        var money = bag.Object("shopMoney");
        return Money.FromDecimal(money.Decimal("amount"), money.Text("currencyCode"));
    }
}
