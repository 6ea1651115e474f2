using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing.Guards;

namespace Dropship.Core.Operations;

/// <summary>Reads an order on 1688 and compares it with what a purchase order asks for.</summary>
public sealed class HandPlacementCheck(IPurchasingAccounts accounts, IStoreAccounts stores, ISupplierMarket market, PurchaseGuards guards)
{
    /// <returns>The order as 1688 tells it; or why it is not the purchase order's.</returns>
    public async Task<(SupplierOrder? Read, string? Refusal)> ReadAsync(
        Order order,
        PurchaseOrder purchase,
        string supplierOrderId,
        CancellationToken cancellationToken
    )
    {
        var account = await accounts.RequireAsync(purchase.PurchasingAccountId, cancellationToken);
        var result = await market.ReadOrderAsync(account, supplierOrderId, cancellationToken);
        if (!result.IsSuccess)
        {
            return (null, $"1688 order {supplierOrderId} could not be read: {result.Problem}");
        }

        var read = result.Value;
        var why = WhyNot(purchase, read) ?? await WhyTooDearAsync(order, purchase, read, cancellationToken);
        return why is null ? (read, null) : (null, $"1688 order {supplierOrderId} is not taken: {why}");
    }

    /// <summary>Why an order on 1688 is not what a purchase order asks for; null when it is.</summary>
    public string? WhyNot(PurchaseOrder purchase, SupplierOrder read)
    {
        if (read.Key is { } key && key != purchase.Key.Value)
        {
            return $"it carries the number {key}";
        }

        if (purchase.State == PurchaseOrderState.PlacementUnknown && read.Key is null)
        {
            return "our own call may have placed one too, which is looked up first; try again in some minutes";
        }

        if (read.Status == SupplierOrderStatus.Cancelled)
        {
            return "it is closed";
        }

        if (
            read.SupplierId is { } seller
            && market.IsMemberId(seller)
            && market.IsMemberId(purchase.SupplierId)
            && seller != purchase.SupplierId
        )
        {
            return $"its supplier is {seller}, and {purchase.SupplierId} was asked for";
        }

        if (read.Lines.Count == 0)
        {
            return "1688 does not tell its goods";
        }

        var asked = Sum(purchase.Lines.Select(line => (line.OfferId, line.SpecId, line.Quantity)));
        var found = Sum(read.Lines.Select(line => (line.OfferId, line.SpecId, line.Quantity)));
        var wrong = asked
            .Keys.Union(found.Keys)
            .Order(StringComparer.Ordinal)
            .Where(goods => asked.GetValueOrDefault(goods) != found.GetValueOrDefault(goods))
            .Select(goods => $"{found.GetValueOrDefault(goods)} of {goods}, and {asked.GetValueOrDefault(goods)} were asked for")
            .ToList();
        return wrong.Count == 0 ? null : $"it holds {string.Join("; ", wrong)}";
    }

    private async Task<string?> WhyTooDearAsync(
        Order order,
        PurchaseOrder purchase,
        SupplierOrder read,
        CancellationToken cancellationToken
    )
    {
        var priced = order with
        {
            PurchaseOrders =
            [
                .. order.PurchaseOrders.Select(one =>
                    one.Key == purchase.Key ? one with { SupplierOrders = [SupplierOrderRecord.From(read)] } : one
                ),
            ],
        };
        var store = await stores.RequireAsync(order.Key.AccountId, cancellationToken);
        return (await guards.JudgeAsync(priced, purchase.Key, store, cancellationToken))?.Detail.Text;
    }

    private static Dictionary<string, int> Sum(IEnumerable<(string OfferId, string? SpecId, int Quantity)> lines) =>
        lines
            .GroupBy(line => $"{line.OfferId}/{line.SpecId}", line => line.Quantity, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(), StringComparer.Ordinal);
}
