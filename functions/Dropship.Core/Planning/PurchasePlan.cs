using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Planning;

/// <summary>Turns the lines of a store order into purchase orders: one for each supplier, all to one address. Pure.</summary>
public static class PurchasePlan
{
    /// <summary>How many kinds of goods 1688 takes in one order.</summary>
    public const int MostKinds = 50;

    /// <summary>The line items that the seller ships.</summary>
    public static IReadOnlyList<string> FindNotOurs(
        StoreOrder order,
        StoreAccount account,
        IReadOnlyDictionary<string, SkuMapping> mappings
    ) =>
        [
            .. order
                .Lines.Where(line =>
                    Skus.IsMissing(line.Sku)
                        ? account.LinesWithoutSkuAreNotOurs
                        : mappings.TryGetValue(line.Sku!, out var mapping) && mapping.IsSellerFulfilled
                )
                .Select(line => line.LineId),
        ];

    /// <summary>What of some pieces no mapping covers: SKUs, and lines that have none.</summary>
    public static UnmappedLines FindUnmapped(
        StoreOrder order,
        IReadOnlyList<LineQuantity> pieces,
        IReadOnlyDictionary<string, SkuMapping> mappings
    )
    {
        var lines = order.Lines.Where(line => pieces.Any(piece => piece.LineId == line.LineId)).ToList();
        return new UnmappedLines(
            [.. lines.Where(line => Skus.IsMissing(line.Sku)).Select(line => line.LineId)],
            [
                .. lines
                    .Where(line => !Skus.IsMissing(line.Sku) && !mappings.ContainsKey(line.Sku!))
                    .Select(line => line.Sku!)
                    .Distinct(StringComparer.Ordinal),
            ]
        );
    }

    /// <summary>The SKUs of some pieces that stand for more than one variant, in this order or since the mapping was made: only one of them
    /// can be what the mapping buys.</summary>
    public static IReadOnlyList<AmbiguousSku> FindAmbiguous(
        StoreOrder order,
        IReadOnlyList<LineQuantity> pieces,
        IReadOnlyDictionary<string, SkuMapping> mappings
    ) =>
        [
            .. from sku in ByVariants(order, pieces)
            let mapping = mappings[sku.First().Sku!]
            where !mapping.CoversAllVariants
            let several = sku.Select(line => line.VariantId).Distinct(StringComparer.Ordinal).Count() > 1
            where several || (mapping.Variant is { } mapped && mapped.Id != sku.First().VariantId)
            let name = Skus.Clean(sku.First().Sku)
            let ordered = string.Join(", ", sku.Select(TitleOf).Distinct(StringComparer.Ordinal))
            select new AmbiguousSku(
                name,
                several
                    ? HoldSentences.VariantsShare.With(("sku", name), ("variants", ordered))
                    : HoldSentences.VariantOther.With(
                        ("sku", name),
                        ("mapped", mapping.Variant!.Title ?? mapping.Variant!.Id),
                        ("ordered", ordered)
                    )
            ),
        ];

    /// <summary>The variants that mappings turn out to stand for: of each SKU that an order has in one variant, and whose mapping was for
    /// none so far.</summary>
    public static IReadOnlyList<(SkuMapping Mapping, MappedVariant Variant)> FindNewVariants(
        StoreOrder order,
        IReadOnlyList<LineQuantity> pieces,
        IReadOnlyDictionary<string, SkuMapping> mappings
    ) =>
        [
            .. from sku in ByVariants(order, pieces)
            where
                mappings.TryGetValue(sku.First().Sku!, out var mapping)
                && mapping is { Variant: null, CoversAllVariants: false, IsSellerFulfilled: false }
                && sku.All(line => line.VariantId == sku.First().VariantId)
            let first = sku.First()
            select (mappings[first.Sku!], new MappedVariant(first.VariantId!, TitleOf(first))),
        ];

    /// <summary>Makes the purchase orders for some pieces. Lines and totals are conserved: each piece is in exactly the goods that its
    /// mapping names.</summary>
    /// <param name="record">The store order; it must have an address.</param>
    /// <param name="pieces">What to buy; all of it must be mapped.</param>
    /// <param name="account">The store.</param>
    /// <param name="forwarder">Its forwarder; null when it has none.</param>
    /// <param name="mappings">The mappings in force, by SKU.</param>
    /// <param name="now">The time that is written on them.</param>
    public static IReadOnlyList<PurchaseOrder> Make(
        Order record,
        IReadOnlyList<LineQuantity> pieces,
        StoreAccount account,
        ForwarderAccount? forwarder,
        IReadOnlyDictionary<string, SkuMapping> mappings,
        DateTimeOffset now
    ) =>
        Make(
            record,
            [
                .. from piece in pieces
                let line = record.StoreOrder.Lines.First(line => line.LineId == piece.LineId)
                let mapping = mappings[line.Sku!]
                from item in mapping.Items.Select((item, index) => (Item: item, IsLead: index == 0))
                select new Want(
                    item.Item,
                    mapping.PurchasingAccountId ?? account.PurchasingAccountId,
                    new LineSource(line.LineId, line.Sku!, mapping.Version, piece.Quantity, item.Item.Quantity, item.IsLead)
                ),
            ],
            account,
            forwarder,
            now
        );

    /// <summary>
    /// Makes what is bought in the place of a purchase order that was cancelled: the same goods as far as the store order still asks for
    /// them. Goods that the mapping no longer names give way to those that it names now.
    /// </summary>
    /// <param name="record">The store order; it must have an address.</param>
    /// <param name="replaced">The purchase order that is closed.</param>
    /// <param name="account">The store.</param>
    /// <param name="forwarder">Its forwarder; null when it has none.</param>
    /// <param name="mappings">The mappings in force, by SKU; goods of a SKU that has none stay as they were.</param>
    /// <param name="now">The time that is written on them.</param>
    /// <returns>None if none of the goods are still wanted.</returns>
    public static IReadOnlyList<PurchaseOrder> MakeSuccessors(
        Order record,
        PurchaseOrder replaced,
        StoreAccount account,
        ForwarderAccount? forwarder,
        IReadOnlyDictionary<string, SkuMapping> mappings,
        DateTimeOffset now
    )
    {
        var wants = new List<Want>();
        foreach (var goods in replaced.Lines)
        {
            foreach (var source in goods.Sources)
            {
                var pieces = Math.Min(source.StorePieces, LineCoverage.Wanted(record, source.StoreLineId, goods));
                if (pieces == 0)
                {
                    continue;
                }

                var mapping = mappings.GetValueOrDefault(source.Sku);
                var purchasingAccountId = mapping?.PurchasingAccountId ?? replaced.PurchasingAccountId;
                if (mapping is null || Names(mapping, goods))
                {
                    var limit = mapping is null
                        ? goods.MaximumUnitPrice?.ToDecimal()
                        : mapping.Items.First(item => item.OfferId == goods.OfferId && item.SpecId == goods.SpecId).MaximumUnitPrice;
                    var same = new MappedItem
                    {
                        SupplierId = replaced.SupplierId,
                        SupplierName = replaced.SupplierName,
                        OfferId = goods.OfferId,
                        SpecId = goods.SpecId,
                        Quantity = source.PiecesEach,
                        Title = goods.Title,
                        ImageUrl = goods.ImageUrl,
                        MaximumUnitPrice = limit,
                    };
                    wants.Add(new Want(same, purchasingAccountId, source with { StorePieces = pieces }));
                    continue;
                }

                var others = record
                    .PurchaseOrders.Where(other => other.Key != replaced.Key && LineCoverage.Counts(other))
                    .SelectMany(other => other.Lines)
                    .Where(line => line.Sources.Any(other => other.StoreLineId == source.StoreLineId))
                    .ToList();
                var items = mapping
                    .Items.Where(item => !others.Exists(line => line.OfferId == item.OfferId && line.SpecId == item.SpecId))
                    .ToList();
                wants.AddRange(
                    items.Select(
                        (item, index) =>
                            new Want(
                                item,
                                purchasingAccountId,
                                new LineSource(
                                    source.StoreLineId,
                                    source.Sku,
                                    mapping.Version,
                                    pieces,
                                    item.Quantity,
                                    source.IsLead && index == 0
                                )
                            )
                    )
                );
            }
        }

        return Make(
            record,
            [.. wants.DistinctBy(want => (want.Item.OfferId, want.Item.SpecId, want.Source.StoreLineId))],
            account,
            forwarder,
            now
        );
    }

    /// <summary>Whether the mappings in force still name all goods of a purchase order.</summary>
    public static bool IsMapped(PurchaseOrder purchase, IReadOnlyDictionary<string, SkuMapping> mappings) =>
        purchase.Lines.All(goods =>
            goods.Sources.All(source => !mappings.TryGetValue(source.Sku, out var mapping) || Names(mapping, goods))
        );

    /// <summary>Makes the purchase order that sends some goods once more.</summary>
    /// <param name="record">The store order; it must have an address.</param>
    /// <param name="original">What was sent the first time.</param>
    /// <param name="pieces">What to send again, in pieces of the store's lines.</param>
    /// <param name="now">The time that is written on it.</param>
    public static PurchaseOrder MakeResend(
        Order record,
        PurchaseOrder original,
        IReadOnlyDictionary<string, int> pieces,
        DateTimeOffset now
    )
    {
        var digest = original.Route == PurchaseRoute.Direct ? record.StoreOrder.ShipTo!.Digest() : original.ShipToDigest;
        return new PurchaseOrder
        {
            Key = record.NextKey(original.SupplierId, digest, PurchasePurpose.Resend),
            State = PurchaseOrderState.Planned,
            StateSince = now,
            CreatedAt = now,
            PurchasingAccountId = original.PurchasingAccountId,
            SupplierId = original.SupplierId,
            SupplierName = original.SupplierName,
            Route = original.Route,
            Forwarder = original.Forwarder,
            Forwarding = original.Forwarding is { } forwarding
                ? new ForwardingRecord { PushesDomesticNumber = forwarding.PushesDomesticNumber }
                : null,
            PickupWithin = original.PickupWithin,
            PushAfterPickup = original.PushAfterPickup,
            ShipToDigest = digest,
            ResendOf = original.Key,
            Lines =
            [
                .. from goods in original.Lines
                let sources = goods
                    .Sources.Where(source => pieces.ContainsKey(source.StoreLineId))
                    .Select(source =>
                        source with
                        {
                            StorePieces = Math.Min(source.StorePieces, pieces[source.StoreLineId]),
                            IsLead = false,
                        }
                    )
                    .ToList()
                where sources.Count > 0
                select goods with
                {
                    Sources = sources,
                    Quantity = Sum(sources),
                },
            ],
        };
    }

    private static List<PurchaseOrder> Make(
        Order record,
        IReadOnlyList<Want> wants,
        StoreAccount account,
        ForwarderAccount? forwarder,
        DateTimeOffset now
    )
    {
        if (wants.Count == 0)
        {
            return [];
        }

        var customer = record.StoreOrder.ShipTo ?? throw new InvalidOperationException($"Order {record.Key} has no address.");
        var route = AddressRules.RouteTo(record.StoreOrder);
        var shipTo =
            PurchaseRequest.DestinationOf(route, customer, forwarder)
            ?? throw new InvalidOperationException($"Store account '{account.Id}' has no forwarder.");
        var digest = shipTo.Digest();
        var made = new List<PurchaseOrder>();
        foreach (var supplier in wants.GroupBy(want => want.Item.SupplierId))
        {
            foreach (var kinds in supplier.GroupBy(want => (want.Item.OfferId, want.Item.SpecId)).Chunk(MostKinds))
            {
                var purchase = new PurchaseOrder
                {
                    Key = (record with { PurchaseOrders = [.. record.PurchaseOrders, .. made] }).NextKey(
                        supplier.Key,
                        digest,
                        PurchasePurpose.Sale
                    ),
                    State =
                        account.PlacingMode == PlacingMode.Manual ? PurchaseOrderState.AwaitingConfirmation : PurchaseOrderState.Planned,
                    StateSince = now,
                    CreatedAt = now,
                    PurchasingAccountId = supplier.First().PurchasingAccountId,
                    SupplierId = supplier.Key,
                    Route = route,
                    Forwarder = route == PurchaseRoute.Transit ? forwarder?.Reference : null,
                    Forwarding =
                        route == PurchaseRoute.Transit && !record.StoreOrder.HasPlatformLabel
                            ? new ForwardingRecord { PushesDomesticNumber = account.PushDomesticNumber }
                            : null,
                    PickupWithin = account.PickupHours is { } hours ? TimeSpan.FromHours(hours) : null,
                    PushAfterPickup = account.PushAfterPickup,
                    ShipToDigest = digest,
                    SupplierName = supplier.Select(want => want.Item.SupplierName).FirstOrDefault(name => name is not null),
                    Lines = [.. kinds.Select(LineOf)],
                };
                made.Add(purchase);
            }
        }

        return made;
    }

    private static PurchaseOrderLine LineOf(IGrouping<(string OfferId, string? SpecId), Want> goods) =>
        new()
        {
            OfferId = goods.Key.OfferId,
            SpecId = goods.Key.SpecId,
            Quantity = Sum(goods.Select(want => want.Source)),
            Title = goods.First().Item.Title,
            ImageUrl = goods.First().Item.ImageUrl,
            MaximumUnitPrice = goods.Min(want => want.Item.MaximumUnitPrice) is { } price ? Money.FromDecimal(price, Currencies.Cny) : null,
            Sources = [.. goods.Select(want => want.Source)],
        };

    private static IEnumerable<IGrouping<string, OrderLine>> ByVariants(StoreOrder order, IReadOnlyList<LineQuantity> pieces) =>
        order
            .Lines.Where(line =>
                line.VariantId is not null && !Skus.IsMissing(line.Sku) && pieces.Any(piece => piece.LineId == line.LineId)
            )
            .GroupBy(line => Skus.Key(line.Sku), StringComparer.Ordinal);

    private static string TitleOf(OrderLine line) => line.VariantTitle is null ? line.Title : $"{line.Title} / {line.VariantTitle}";

    private static bool Names(SkuMapping mapping, PurchaseOrderLine goods) =>
        mapping.Items.Any(item => item.OfferId == goods.OfferId && item.SpecId == goods.SpecId);

    private static int Sum(IEnumerable<LineSource> sources) => sources.Sum(source => checked(source.StorePieces * source.PiecesEach));

    private sealed record Want(MappedItem Item, string PurchasingAccountId, LineSource Source);
}
