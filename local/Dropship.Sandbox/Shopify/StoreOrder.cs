using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Shopify;

/// <summary>An order of a store. Amounts are in minor units of <see cref="Currency"/>.</summary>
internal sealed class StoreOrder : Entity
{
    public long Id { get; set; }

    public string Shop { get; set; } = string.Empty;

    public int Number { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? PaidAt { get; set; }

    public DateTimeOffset? CancelledAt { get; set; }

    public string? CancelReason { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public bool Test { get; set; }

    public string? Note { get; set; }

    public List<string> Tags { get; set; } = [];

    public string? Email { get; set; }

    public string Currency { get; set; } = "USD";

    public long ShippingPrice { get; set; }

    public string FinancialStatus { get; set; } = "PAID";

    public string RiskRecommendation { get; set; } = "ACCEPT";

    public StoreAddress? ShippingAddress { get; set; }

    public List<StoreLine> Lines { get; set; } = [];

    public List<FulfillmentOrder> FulfillmentOrders { get; set; } = [];

    public List<Fulfillment> Fulfillments { get; set; } = [];

    public List<StoreRefund> Refunds { get; set; } = [];

    /// <summary>What the API tells wrongly of it, for tests: <see cref="MalformedCurrency"/> or <see cref="MalformedLine"/>; null for
    /// nothing.</summary>
    public string? Malformed { get; set; }

    /// <summary>How often the buyer was mailed about a shipment.</summary>
    public int BuyerMails { get; set; }

    /// <summary>Its money is in XXX, Shopify's word for no currency.</summary>
    public const string MalformedCurrency = "currency";

    /// <summary>Its first line has a negative quantity.</summary>
    public const string MalformedLine = "line";

    public string Name => $"#{Number}";

    public string DisplayFulfillmentStatus
    {
        get
        {
            var shippable = Lines.Where(l => l.RequiresShipping).ToList();
            var fulfilled = shippable.Sum(l => FulfilledQuantity(l.Id));
            var wanted = shippable.Sum(l => l.CurrentQuantity);
            if (fulfilled > 0)
            {
                return fulfilled >= wanted ? "FULFILLED" : "PARTIALLY_FULFILLED";
            }

            var open = FulfillmentOrders.Where(f => f.Status is not ("CLOSED" or "CANCELLED")).ToList();
            return open.Exists(f => f.Status == "ON_HOLD") ? "ON_HOLD"
                : open.Exists(f => f.Status == "SCHEDULED") ? "SCHEDULED"
                : open.Exists(f => f.Status == "IN_PROGRESS") ? "IN_PROGRESS"
                : "UNFULFILLED";
        }
    }

    public long CurrentTotal => Lines.Sum(l => l.Price * l.CurrentQuantity) + ShippingPrice;

    public int FulfilledQuantity(long line) =>
        Fulfillments.Where(f => f.Status == "SUCCESS").SelectMany(f => f.Lines).Where(l => l.LineId == line).Sum(l => l.Quantity);
}

internal sealed class StoreLine
{
    public long Id { get; set; }

    public string? Sku { get; set; }

    public string Title { get; set; } = string.Empty;

    public string? VariantTitle { get; set; }

    public string? ImageUrl { get; set; }

    public long VariantId { get; set; }

    public long ProductId { get; set; }

    public long Price { get; set; }

    public int Quantity { get; set; }

    /// <summary>What is left of it after refunds.</summary>
    public int CurrentQuantity { get; set; }

    public bool RequiresShipping { get; set; } = true;
}

internal sealed class StoreAddress
{
    public string FirstName { get; set; } = string.Empty;

    public string LastName { get; set; } = string.Empty;

    public string? Company { get; set; }

    public string Address1 { get; set; } = string.Empty;

    public string? Address2 { get; set; }

    public string City { get; set; } = string.Empty;

    public string? Province { get; set; }

    public string? ProvinceCode { get; set; }

    public string Zip { get; set; } = string.Empty;

    public string Country { get; set; } = string.Empty;

    public string CountryCode { get; set; } = string.Empty;

    public string? Phone { get; set; }

    public string Name => $"{FirstName} {LastName}";
}

/// <summary>The part of an order that one location is to ship.</summary>
internal sealed class FulfillmentOrder
{
    public long Id { get; set; }

    public long LocationId { get; set; }

    public string Status { get; set; } = "OPEN";

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? FulfillBy { get; set; }

    public List<FulfillmentOrderLine> Lines { get; set; } = [];

    public List<FulfillmentHold> Holds { get; set; } = [];
}

internal sealed class FulfillmentOrderLine
{
    public long Id { get; set; }

    public long LineId { get; set; }

    public int Total { get; set; }

    public int Remaining { get; set; }
}

internal sealed class FulfillmentHold
{
    public long Id { get; set; }

    public string Reason { get; set; } = "OTHER";

    public string? Notes { get; set; }
}

/// <summary>A parcel.</summary>
internal sealed class Fulfillment
{
    public long Id { get; set; }

    public string Status { get; set; } = "SUCCESS";

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public List<TrackingInfo> Tracking { get; set; } = [];

    public List<FulfillmentLine> Lines { get; set; } = [];
}

internal sealed record TrackingInfo(string? Company, string? Number, string? Url);

internal sealed class FulfillmentLine
{
    public long Id { get; set; }

    public long LineId { get; set; }

    public long FulfillmentOrderId { get; set; }

    public int Quantity { get; set; }
}

internal sealed class StoreRefund
{
    public long Id { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public long Amount { get; set; }

    public Dictionary<long, int> Quantities { get; set; } = [];
}
