using System.Globalization;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Stores;

namespace Dropship.Connectors.Stores.Shopify;

/// <summary>Turns Shopify's orders into ours. Pure.</summary>
internal static class ShopifyMapper
{
    /// <summary>The number at the end of a <c>gid://shopify/Order/1</c>.</summary>
    /// <exception cref="UnreadableReplyException">It is no such id.</exception>
    public static string Number(string gid, string type)
    {
        var prefix = $"gid://shopify/{type}/";
        return gid.StartsWith(prefix, StringComparison.Ordinal) && gid.Length > prefix.Length && gid.AsSpan(prefix.Length).IndexOfAnyExceptInRange('0', '9') < 0
            ? gid[prefix.Length..]
            : throw new UnreadableReplyException($"an id is not one of {type}");
    }

    public static string Gid(string type, string number) => $"gid://shopify/{type}/{number}";

    /// <summary>Reads one order. Only an order without a readable id or time of change makes the reply unreadable; any other fault is told in the reading.</summary>
    public static ShopifyOrderView Order(JsonElement json)
    {
        var id = Number(json.Text("id"), "Order");
        var updatedAt = json.Time("updatedAt");
        try
        {
            return Whole(json, id, updatedAt);
        }
        catch (UnreadableReplyException exception)
        {
            return Malformed(id, updatedAt, exception.Message);
        }
        catch (FormatException exception)
        {
            return Malformed(id, updatedAt, exception.Message);
        }
    }

    private static ShopifyOrderView Malformed(string id, DateTimeOffset updatedAt, string problem) =>
        new(new StoreOrderReading(id, updatedAt, null, problem), [], true, null);

    private static ShopifyOrderView Whole(JsonElement json, string id, DateTimeOffset updatedAt)
    {
        var lineItems = json.Object("lineItems");
        var partItems = json.Object("fulfillmentOrders");
        var parts = partItems.Items("nodes").Select(Part).ToList();
        var parcels = json.Items("fulfillments");
        var isWhole = !HasMore(partItems)
            && partItems.Items("nodes").All(part => !HasMore(part.Object("lineItems")))
            && parcels.All(parcel => !HasMore(parcel.Object("fulfillmentLineItems")));
        var cancelledAt = json.OptionalTime("cancelledAt");

        // What is open is what the fulfilment orders still have to ship: it knows of refunds, edits and earlier parcels. A
        // held one counts too, for its goods will be wanted once the hold is over.
        var open = parts
            .Where(part => part.Status is "OPEN" or "IN_PROGRESS" or "SCHEDULED" or "ON_HOLD")
            .SelectMany(part => part.Lines)
            .GroupBy(line => line.LineId, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(line => line.Remaining), StringComparer.Ordinal);
        var order = new StoreOrder
        {
            StoreOrderId = id,
            Number = json.Text("name"),
            CreatedAt = json.Time("createdAt"),
            UpdatedAt = updatedAt,
            PaidAt = PaidAt(json),
            CancelledAt = cancelledAt,
            ShipBy = parts.Where(part => part.Lines.Any(line => line.Remaining > 0)).Select(part => part.ShipBy).Min(),
            Payment = ShopifyTables.Payment(json.OptionalText("displayFinancialStatus")),
            Fulfilment = ShopifyTables.Fulfilment(json.Text("displayFulfillmentStatus")),
            StoreHold = Hold(json, parts),
            Lines = [.. lineItems.Items("nodes").Select(line => Line(line, open, cancelledAt is not null))],
            Fulfilments = [.. parcels.Select(Parcel)],
            Total = Amount(json.Object("currentTotalPriceSet")),
            ShipTo = json.OptionalField("shippingAddress") is { } address ? Address(address) : null,
            Note = json.OptionalText("note"),
            IsTest = json.Flag("test"),
        };
        return new ShopifyOrderView(new StoreOrderReading(id, updatedAt, order, null), parts, isWhole, Cursor(lineItems));
    }

    private static OrderLine Line(JsonElement json, Dictionary<string, int> open, bool orderIsCancelled)
    {
        var id = Number(json.Text("id"), "LineItem");
        var requiresShipping = json.Flag("requiresShipping");
        var quantity = json.Count("quantity");
        return new OrderLine
        {
            LineId = id,
            Sku = json.OptionalText("sku"),
            ProductId = json.OptionalField("product") is { } product ? Number(product.Text("id"), "Product") : null,
            VariantId = json.OptionalField("variant") is { } variant ? Number(variant.Text("id"), "ProductVariant") : null,
            Title = json.Text("title"),
            VariantTitle = json.OptionalText("variantTitle"),
            Quantity = quantity,
            OpenQuantity = orderIsCancelled || !requiresShipping ? 0 : Math.Min(open.GetValueOrDefault(id), json.Count("currentQuantity")),
            UnitPrice = Amount(json.Object("discountedUnitPriceAfterAllDiscountsSet")),
            RequiresShipping = requiresShipping,
            ImageUrl = json.OptionalField("image")?.OptionalText("url"),
        };
    }

    private static ShopifyPart Part(JsonElement json)
    {
        var status = json.Text("status");
        var reasons = json.Items("fulfillmentHolds")
            .Select(hold => hold.OptionalText("reasonNotes") is { } notes ? $"{hold.Text("reason")}: {notes}" : hold.Text("reason"))
            .ToList();
        var hold = status switch
        {
            "ON_HOLD" => reasons.Count > 0 ? string.Join("; ", reasons) : "ON_HOLD",
            "SCHEDULED" => json.OptionalTime("fulfillAt") is { } due ? string.Create(CultureInfo.InvariantCulture, $"SCHEDULED for {due:yyyy-MM-dd HH:mm} UTC") : "SCHEDULED",
            _ => null,
        };
        return new ShopifyPart(
            json.Text("id"),
            status,
            json.Object("assignedLocation").OptionalField("location")?.OptionalText("id"),
            json.Items("supportedActions").Any(action => action.Text("action") == "CREATE_FULFILLMENT"),
            hold,
            json.OptionalTime("fulfillBy"),
            [.. json.Object("lineItems").Items("nodes").Select(line => new ShopifyPartLine(
                line.Text("id"),
                Number(line.Object("lineItem").Text("id"), "LineItem"),
                line.Count("remainingQuantity")))]);
    }

    private static StoreFulfilment Parcel(JsonElement json) => new(
        Number(json.Text("id"), "Fulfillment"),
        json.Text("status") is "CANCELLED" or "ERROR" or "FAILURE",
        [.. json.Items("trackingInfo").Select(info => info.OptionalText("number")).OfType<string>()],
        [.. json.Object("fulfillmentLineItems").Items("nodes")
            .Select(line => new LineQuantity(Number(line.Object("lineItem").Text("id"), "LineItem"), (int)(line.OptionalWhole("quantity") ?? 0)))
            .Where(line => line.Quantity > 0)]);

    private static ShipTo Address(JsonElement json) => new()
    {
        FullName = json.OptionalText("name") ?? string.Empty,
        Company = json.OptionalText("company"),
        Phone = json.OptionalText("phone"),
        Country = json.OptionalText("countryCodeV2") ?? string.Empty,
        Province = json.OptionalText("province"),
        City = json.OptionalText("city"),
        Line1 = json.OptionalText("address1") ?? string.Empty,
        Line2 = json.OptionalText("address2"),
        PostCode = json.OptionalText("zip"),
    };

    private static string? Hold(JsonElement json, List<ShopifyPart> parts)
    {
        var reasons = parts.Select(part => part.Hold).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (json.Object("risk").OptionalText("recommendation") is "CANCEL" or "INVESTIGATE")
        {
            reasons.Add("RISK: " + json.Object("risk").Text("recommendation"));
        }

        return reasons.Count > 0 ? string.Join("; ", reasons) : null;
    }

    /// <summary>There is no field for it: it is the time of the first payment that went through.</summary>
    private static DateTimeOffset? PaidAt(JsonElement json) => json.Items("transactions")
        .Where(transaction => transaction.Text("kind") is "SALE" or "CAPTURE" && transaction.Text("status") == "SUCCESS")
        .Select(transaction => transaction.OptionalTime("processedAt"))
        .Min();

    private static Money Amount(JsonElement bag)
    {
        var money = bag.Object("shopMoney");
        return Money.FromDecimal(money.Decimal("amount"), money.Text("currencyCode"));
    }

    private static bool HasMore(JsonElement connection) => connection.Object("pageInfo").Flag("hasNextPage");

    // The listing asks for no cursor: there it only matters that lines are missing.
    private static string? Cursor(JsonElement lineItems) => HasMore(lineItems) ? lineItems.Object("pageInfo").OptionalText("endCursor") ?? string.Empty : null;
}
