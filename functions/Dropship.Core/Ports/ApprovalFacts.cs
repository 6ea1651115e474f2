using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>What an approver needs to decide. No name, phone or street of the customer.</summary>
public sealed record ApprovalFacts
{
    public required PurchaseOrderKey Key { get; init; }

    public required string StoreName { get; init; }

    public required string OrderNumber { get; init; }

    public required string SupplierName { get; init; }

    public required IReadOnlyList<ApprovalLine> Lines { get; init; }

    public required IReadOnlyList<string> SupplierOrderIds { get; init; }

    public required Approval Approval { get; init; }

    public Money? Freight { get; init; }

    /// <summary>What the customer pays for these goods.</summary>
    public required Money SalePrice { get; init; }

    /// <summary>What the forwarder takes, in yuan; null when that is not known, or there is none.</summary>
    public Money? ForwarderFee { get; init; }

    /// <summary>The sale price in yuan less fees, the amount and what the forwarder takes; null when no rate is set for the store's
    /// currency.</summary>
    public Money? Margin { get; init; }

    /// <summary>The margin as a share of the sale price, in percent; null when there is no margin.</summary>
    public int? MarginPercent { get; init; }

    /// <summary>The day of the rate behind the margin.</summary>
    public DateOnly? RateOf { get; init; }

    public DateTimeOffset? ShipBy { get; init; }

    /// <summary>City, province and country.</summary>
    public string? Area { get; init; }

    /// <summary>Where to pay once approved; null until then.</summary>
    public Uri? PayLink { get; init; }

    public required PurchaseOrderState State { get; init; }

    public required PurchaseRoute Route { get; init; }

    /// <summary>Where the forwarder is, for goods that go through it; null otherwise.</summary>
    public string? ForwarderArea { get; init; }

    /// <summary>How the stop switch stands; null when payments are not stopped.</summary>
    public StopState? Stop { get; init; }

    public static ApprovalFacts Of(Order record, PurchaseOrder purchase, Approval approval, StoreAccount account, ExchangeRates rates)
    {
        var sale = BundleSale.PriceOf(record.StoreOrder, [purchase]);
        var forwarderFee = ForwarderFees.Of(purchase, rates);
        var margin = Orders.Margin.Of(sale, approval.Amount + (forwarderFee ?? Money.Cny(0)), account.FeePercent, rates);
        return new ApprovalFacts
        {
            Key = purchase.Key,
            StoreName = account.DisplayName,
            OrderNumber = record.StoreOrder.Number,
            SupplierName = purchase.SupplierLabel,
            Lines = [.. purchase.Lines.Select(line => ApprovalLine.Of(record.StoreOrder, purchase, line))],
            SupplierOrderIds = [.. purchase.SupplierOrders.Select(order => order.OrderId)],
            Approval = approval,
            Freight = purchase.Freight,
            SalePrice = sale,
            ForwarderFee = forwarderFee,
            Margin = margin?.Amount,
            MarginPercent = margin?.Percent,
            RateOf = rates.DayOf(sale.Currency),
            ShipBy = record.StoreOrder.ShipBy,
            Area = record.StoreOrder.ShipTo?.Area,
            PayLink = purchase.Payment is { PayLink: { } link } payment && payment.ApprovalRound == approval.Round ? link : null,
            State = purchase.State,
            Route = purchase.Route,
            ForwarderArea = purchase.Forwarder?.Area,
        };
    }
}
