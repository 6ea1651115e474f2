using Dropship.Sandbox.Shopify;

namespace Dropship.Sandbox.Control;

/// <summary>The store order that somebody wants made.</summary>
internal sealed class OrderWish
{
    public string Shop { get; set; } = "demo-store";

    /// <summary>One line in short; <see cref="Lines"/> goes before it.</summary>
    public string? Sku { get; set; }

    public int Quantity { get; set; } = 1;

    public List<LineWish>? Lines { get; set; }

    public string Country { get; set; } = "US";

    /// <summary>In place of an invented buyer.</summary>
    public StoreAddress? Address { get; set; }

    public string? Email { get; set; }

    public string? Note { get; set; }

    public bool Paid { get; set; } = true;

    /// <summary>In place of PAID or PENDING, for example AUTHORIZED.</summary>
    public string? FinancialStatus { get; set; }

    public bool Test { get; set; }

    public string? Currency { get; set; }

    /// <summary>Two spreads the lines over two locations.</summary>
    public int Locations { get; set; } = 1;

    /// <summary>A hold to put on it at once, for example HIGH_RISK_OF_FRAUD.</summary>
    public string? Hold { get; set; }

    public string? Risk { get; set; }

    /// <summary>Hours until the fulfilment orders' deadline; none when null.</summary>
    public double? FulfillWithinHours { get; set; }

    /// <summary>What the store tells wrongly of it: <c>currency</c> or <c>line</c>; null for nothing.</summary>
    public string? Malformed { get; set; }

    public int Count { get; set; } = 1;
}

/// <summary>A line of it; title and price come from the catalogue where the SKU is known there.</summary>
internal sealed class LineWish
{
    public string? Sku { get; set; }

    public int Quantity { get; set; } = 1;

    public string? Title { get; set; }

    /// <summary>Minor units.</summary>
    public long? Price { get; set; }

    public bool RequiresShipping { get; set; } = true;
}
