using System.Security.Cryptography;
using System.Text;
using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>A purchase as it goes to the market, for a preview or for real.</summary>
public sealed record PurchaseRequest
{
    /// <summary>Our business key; the market keeps it as the outer order number and finds the order by it.</summary>
    public required string Key { get; init; }

    public required IReadOnlyList<SupplierLine> Lines { get; init; }

    public required ShipTo ShipTo { get; init; }

    /// <summary>Said to the supplier; null for nothing.</summary>
    public string? Message { get; init; }

    /// <summary>One of the preview's trade types; null lets the market choose.</summary>
    public string? TradeType { get; init; }

    /// <summary>The flow that the preview allowed; null for the account's own.</summary>
    public string? Flow { get; init; }

    /// <summary>What to ask for a purchase order; null when its address is not known.</summary>
    public static PurchaseRequest? For(
        Order record,
        PurchaseOrder purchase,
        PurchasingAccount purchasingAccount,
        ForwarderAccount? forwarder
    ) =>
        DestinationOf(purchase.Route, record.StoreOrder.ShipTo, forwarder) is not { } shipTo
            ? null
            : new PurchaseRequest
            {
                Key = purchase.Key.Value,
                Lines = [.. purchase.Lines.Select(line => new SupplierLine(line.OfferId, line.SpecId, line.Quantity))],
                ShipTo = shipTo,
                Message = MessageOf(record, purchase, purchasingAccount),
                TradeType = purchasingAccount.TradeType,
                Flow = purchasingAccount.Flow,
            };

    /// <summary>A digest of all that is asked for: two requests of one key must not differ in it.</summary>
    public string Digest()
    {
        var text = new StringBuilder();
        foreach (
            var part in (string?[])
                [
                    Key,
                    ShipTo.Digest(),
                    Message,
                    TradeType,
                    Flow,
                    .. Lines.SelectMany(line => (string?[])[line.OfferId, line.SpecId, FormattableString.Invariant($"{line.Quantity}")]),
                ]
        )
        {
            // The length in front keeps two different requests from reading the same.
            text.Append(FormattableString.Invariant($"{part?.Length ?? -1}:{part}\n"));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    // A forwarder tells parcels apart by the store's order number.
    private static string? MessageOf(Order record, PurchaseOrder purchase, PurchasingAccount purchasingAccount) =>
        purchase.Route == PurchaseRoute.Transit
            ? string.Join(' ', ((string?[])[purchasingAccount.Remark, $"面单备注：{record.StoreOrder.Number}"]).OfType<string>())
            : purchasingAccount.Remark;

    /// <summary>Where goods go on a route; null when that address is not known.</summary>
    public static ShipTo? DestinationOf(PurchaseRoute route, ShipTo? customer, ForwarderAccount? forwarder) =>
        route == PurchaseRoute.Transit ? forwarder?.Address : customer;
}
