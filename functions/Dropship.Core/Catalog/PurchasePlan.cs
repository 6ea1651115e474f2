using Dropship.Core.Purchasing;
using Dropship.Core.Stores;

namespace Dropship.Core.Catalog;

/// <summary>Turns the lines of a store order into purchase orders: one for each supplier, all to one address.</summary>
public static class PurchasePlan
{
    /// <summary>The SKUs of an order's open lines that no mapping covers, and the lines that have none.</summary>
    public static UncoveredLines FindUncovered(StoreOrder order, IReadOnlyDictionary<string, SkuMapping> mappings)
    {
        var open = order.Lines.Where(IsOpen).ToList();
        return new UncoveredLines(
            [.. open.Where(line => string.IsNullOrWhiteSpace(line.Sku)).Select(line => line.LineId)],
            [.. open.Where(line => !string.IsNullOrWhiteSpace(line.Sku) && !mappings.ContainsKey(line.Sku!)).Select(line => line.Sku!).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>Where goods go on a route; null when that address is not known.</summary>
    public static ShipTo? DestinationOf(PurchaseRoute route, ShipTo? buyer, StoreAccount account) => route == PurchaseRoute.Transit ? account.Forwarder : buyer;

    /// <summary>The lines that something has to be bought for.</summary>
    public static bool IsOpen(OrderLine line) => line is { OpenQuantity: > 0, RequiresShipping: true };

    /// <summary>Makes the purchase orders. Lines and totals are conserved: each open piece is in exactly the goods that its mapping names.</summary>
    /// <param name="key">The store order.</param>
    /// <param name="order">Its open lines must all be mapped, and it must have an address.</param>
    /// <param name="account">The store.</param>
    /// <param name="mappings">The mappings in force, by SKU.</param>
    /// <param name="now">The time that is written on them.</param>
    public static IReadOnlyList<PurchaseOrder> Make(OrderKey key, StoreOrder order, StoreAccount account, IReadOnlyDictionary<string, SkuMapping> mappings, DateTimeOffset now)
    {
        var buyer = order.ShipTo ?? throw new InvalidOperationException($"Order {key} has no address.");
        var route = AddressRules.RouteTo(buyer);
        var shipTo = DestinationOf(route, buyer, account) ?? throw new InvalidOperationException($"Store account '{account.Id}' has no forwarder.");
        var digest = shipTo.Digest();
        var wanted =
            from line in order.Lines.Where(IsOpen)
            let mapping = mappings[line.Sku!]
            from item in mapping.Items.Select((item, index) => (Item: item, IsLead: index == 0))
            select new
            {
                item.Item,
                Buyer = mapping.BuyerAccountId ?? account.BuyerAccountId,
                Source = new LineSource(line.LineId, line.Sku!, mapping.Version, line.OpenQuantity, item.Item.Quantity, item.IsLead),
            };

        return
        [
            .. from want in wanted
               group want by want.Item.SupplierId into supplier
               select new PurchaseOrder
               {
                   Key = PurchaseOrderKey.Create(key, supplier.Key, digest, PurchasePurpose.Sale, 1),
                   State = account.PlacingMode == PlacingMode.Manual ? PurchaseOrderState.AwaitingConfirmation : PurchaseOrderState.Planned,
                   StateSince = now,
                   CreatedAt = now,
                   BuyerAccountId = supplier.First().Buyer,
                   SupplierId = supplier.Key,
                   Route = route,
                   SupplierName = supplier.Select(want => want.Item.SupplierName).FirstOrDefault(name => name is not null),
                   Lines =
                   [
                       .. from want in supplier
                          group want by (want.Item.OfferId, want.Item.SpecId) into goods
                          select new PurchaseOrderLine
                          {
                              OfferId = goods.Key.OfferId,
                              SpecId = goods.Key.SpecId,
                              Quantity = goods.Sum(want => checked(want.Source.StorePieces * want.Source.PiecesEach)),
                              Title = goods.First().Item.Title,
                              ImageUrl = goods.First().Item.ImageUrl,
                              MaximumUnitPrice = goods.Min(want => want.Item.MaximumUnitPrice) is { } price ? Money.FromDecimal(price, Currencies.Cny) : null,
                              Sources = [.. goods.Select(want => want.Source)],
                          },
                   ],
               },
        ];
    }
}
