using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Storage.Tests.Support;

/// <summary>Records for tests that are about something else than their content.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Begin = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public static ShipTo Person { get; } =
        new()
        {
            FullName = "Trần Thị Hồng",
            Phone = "+84 912 345 678",
            Country = "VN",
            Province = "Hà Nội",
            City = "Hà Nội",
            Line1 = "12 Phố Huế",
        };

    public static Order Order(OrderKey key, OrderState state = OrderState.New) =>
        new()
        {
            Key = key,
            State = state,
            StateSince = Begin,
            FirstSeenAt = Begin,
            StoreOrder = new StoreOrder
            {
                StoreOrderId = key.StoreOrderId,
                Number = "#1001",
                CreatedAt = Begin,
                UpdatedAt = Begin,
                Payment = StorePaymentStatus.Paid,
                Fulfilment = StoreFulfilmentStatus.Unfulfilled,
                Total = new Money(4999, "USD"),
                ShipTo = Person,
                Lines =
                [
                    new OrderLine
                    {
                        LineId = "1",
                        Sku = "SKU-A",
                        Title = "Lamp",
                        Quantity = 1,
                        OpenQuantity = 1,
                        UnitPrice = new Money(4999, "USD"),
                    },
                ],
            },
        };

    public static PurchaseOrder Purchase(OrderKey order, string supplier, PurchaseOrderState state = PurchaseOrderState.Planned) =>
        new()
        {
            Key = PurchaseOrderKey.Create(order, supplier, "digest", PurchasePurpose.Sale, 1),
            ShipToDigest = "digest",
            State = state,
            StateSince = Begin,
            CreatedAt = Begin,
            PurchasingAccountId = "purchasing-one",
            SupplierId = supplier,
            Route = PurchaseRoute.Direct,
            Lines =
            [
                new PurchaseOrderLine
                {
                    OfferId = "610000000001",
                    Quantity = 1,
                    Sources = [new LineSource("1", "SKU-A", 1, 1, 1, true)],
                },
            ],
        };

    /// <summary>Saves a new order with one event that tells so.</summary>
    public static Task<Order> CreateAsync(this IOrders orders, Order record)
    {
        var edit = new OrderEdit(record, Actor.Store, Begin);
        edit.Change(EventKinds.OrderSeen, "pulled", same => same);
        return orders.SaveAsync(edit.Record, edit.Events, CancellationToken.None);
    }

    /// <summary>The whole history, checked: no gap, and each row's digest fits it and the row before.</summary>
    public static async Task<IReadOnlyList<OrderEvent>> ReadStoryAsync(this IOrders orders, OrderKey key)
    {
        var events = await orders.ReadEventsAsync(key, CancellationToken.None);
        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(told => told.Sequence));
        Assert.All(events, told => Assert.True(told.IsIntact(), $"Event {told.Sequence} was changed."));
        Assert.Equal([string.Empty, .. events.SkipLast(1).Select(told => told.Hash)], events.Select(told => told.PreviousHash));
        return events;
    }
}
