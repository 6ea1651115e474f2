using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Storage.Tests.Support;

namespace Dropship.Storage.Tests.Orders;

/// <summary>What is saved of an order is what is loaded, whatever is in it.</summary>
[Collection(StorageGroup.Name)]
public sealed class OrderRoundTripTests(StorageFixture fixture)
{
    public static TheoryData<string> HardIds =>
        [
            "6001234567890",
            "gid://shopify/Order/1?x=1#y",
            @"back\slash",
            "100%",
            "it's",
            "a+b",
            "~007e",
            "~",
            "tab\tnew\nline",
            "nul\u0000end",
            "c1\u0085\u009f",
            "a|b|c",
            "中文订单-😀",
            " leading",
            "a b",
            "..",
            "e-1",
            "UPPER and upper",
        ];

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 30)]
    [InlineData(4, 50)]
    [InlineData(5, 80)]
    [InlineData(6, 100)]
    public async Task Every_field_of_an_order_comes_back(int seed, int nullsPercent)
    {
        await using var bench = fixture.Open();
        var key = new OrderKey(StorageFixture.NewAccount(), $"order-{seed}");
        var record = Fill(key, seed, nullsPercent);

        var saved = await bench.Orders.SaveAsync(record, [], CancellationToken.None);
        var loaded = await bench.Orders.LoadAsync(key, CancellationToken.None);

        Assert.Equal(saved.Version, loaded!.Version);
        Same.As(InOrder(saved), InOrder(loaded));
        Same.As(InOrder(record with { Version = saved.Version }), InOrder(loaded));
        if (nullsPercent == 0)
        {
            Assert.All(
                loaded.PurchaseOrders,
                purchase =>
                    Assert.True(
                        purchase
                            is { Approval.DecidedBy: not null, Payment.PayLink: not null, Parcels: [{ Problem.RetryAfter: not null }, ..] }
                    )
            );
        }
    }

    [Fact]
    public async Task A_changed_order_comes_back_as_it_was_saved_last()
    {
        await using var bench = fixture.Open();
        var key = new OrderKey(StorageFixture.NewAccount(), "changing");
        var first = await bench.Orders.SaveAsync(Fill(key, 11, 0), [], CancellationToken.None);
        var next = Fill(key, 12, 50) with { PurchaseOrders = first.PurchaseOrders, Version = first.Version };

        var saved = await bench.Orders.SaveAsync(next, [], CancellationToken.None);

        Same.As(InOrder(saved), InOrder((await bench.Orders.LoadAsync(key, CancellationToken.None))!));
        Assert.NotEqual(first.Version, saved.Version);
    }

    [Theory]
    [MemberData(nameof(HardIds))]
    public async Task An_id_may_hold_any_character(string id)
    {
        await using var bench = fixture.Open();
        var account = StorageFixture.NewAccount();
        var key = new OrderKey(account, id);
        var neighbour = new OrderKey(account, id + "x");
        await bench.Orders.CreateAsync(Sample.Order(neighbour));

        var saved = await bench.Orders.CreateAsync(Sample.Order(key) with { PurchaseOrders = [Sample.Purchase(key, "供应商/1")] });
        await bench.Orders.UpdateListingAsync(saved, isListed: false, CancellationToken.None);

        var loaded = await bench.Orders.LoadAsync(key, CancellationToken.None);
        Assert.Equal(key, loaded!.Key);
        Assert.Equal(key, Assert.Single(loaded.PurchaseOrders).Key.Order);
        Assert.Equal([EventKinds.OrderSeen], (await bench.Orders.ReadStoryAsync(key)).Select(told => told.What));
        Assert.Contains(await bench.Orders.ListOpenAsync(null, CancellationToken.None).ToListAsync(), listed => listed.Key == key);
    }

    [Fact]
    public async Task An_order_that_is_not_there_is_null_and_has_no_history()
    {
        await using var bench = fixture.Open();
        var key = new OrderKey(StorageFixture.NewAccount(), "none");

        Assert.Null(await bench.Orders.LoadAsync(key, CancellationToken.None));
        Assert.Empty(await bench.Orders.ReadEventsAsync(key, CancellationToken.None));
        var missing = await Assert.ThrowsAsync<OrderMissingException>(() =>
            bench.Orders.EditAsync(key, "me", TimeProvider.System, _ => { }, CancellationToken.None)
        );
        Assert.Equal(key, missing.Key);
    }

    [Fact]
    public async Task A_document_larger_than_a_property_is_split_and_shrinks_again()
    {
        await using var bench = fixture.Open();
        var key = new OrderKey(StorageFixture.NewAccount(), "large");

        // Some 200 KB each as JSON, under three names in one row.
        var lines = Enumerable
            .Range(0, 600)
            .Select(index => Sample.Order(key).StoreOrder.Lines[0] with { LineId = $"{index}", Title = new string('长', 40) })
            .ToList();
        var purchase = Sample.Purchase(key, "b2b-1");
        purchase = purchase with
        {
            Lines =
            [
                .. Enumerable.Range(0, 600).Select(index => purchase.Lines[0] with { OfferId = $"{index}", Title = new string('货', 40) }),
            ],
        };
        var order = Sample.Order(key);
        var record = order with
        {
            StoreOrder = order.StoreOrder with { Lines = lines, Note = string.Concat(Enumerable.Repeat("注😀", 12_000)) },
            PurchaseOrders = [purchase],
        };

        var saved = await bench.Orders.CreateAsync(record);

        var large = await bench.Orders.LoadAsync(key, CancellationToken.None);
        Same.As(saved, large!);
        var row = (await bench.OrderRowsAsync(key)).Single(row => row.RowKey.StartsWith("a-", StringComparison.Ordinal));
        Assert.All(
            (string[])["Order2", "Purchases2", "Person2"],
            column => Assert.True(row.ContainsKey(column), $"{column} is missing: it was not split")
        );

        var small = await bench.Orders.SaveAsync(
            large! with
            {
                StoreOrder = Sample.Order(key).StoreOrder,
                PurchaseOrders = [Sample.Purchase(key, "b2b-1")],
            },
            [],
            CancellationToken.None
        );
        Same.As(small, (await bench.Orders.LoadAsync(key, CancellationToken.None))!);
        Assert.All(
            await bench.OrderRowsAsync(key),
            row => Assert.DoesNotContain(row.Keys, column => column is "Order1" or "Purchases1" or "Person1")
        );
    }

    [Fact]
    public async Task A_history_of_more_than_a_thousand_events_is_read_to_its_end()
    {
        await using var bench = fixture.Open();
        var key = new OrderKey(StorageFixture.NewAccount(), "long history");
        var record = await bench.Orders.CreateAsync(Sample.Order(key));
        for (var batch = 0; batch < 12; batch++)
        {
            var edit = new OrderEdit(record, "me", Sample.Begin);
            for (var index = 0; index < 90; index++)
            {
                edit.AddEvent(new EventKind("note"), $"note {batch}/{index}");
            }

            record = await bench.Orders.SaveAsync(edit.Record, edit.Events, CancellationToken.None);
        }

        var events = await bench.Orders.ReadStoryAsync(key);

        Assert.Equal(1081, events.Count);
        Assert.Equal((1081, record.EventHash), (record.EventCount, events[^1].Hash));
    }

    private static Order Fill(OrderKey key, int seed, int nullsPercent)
    {
        var filler = new Filler(seed) { NullsPercent = nullsPercent };
        var sequence = 0;
        filler.Given[typeof(OrderKey)] = () => key;
        filler.Given[typeof(PurchaseOrderKey)] = () =>
            PurchaseOrderKey.Create(key, $"b2b-{seed}-{++sequence}", "digest", PurchasePurpose.Resend, sequence);
        return filler.Make<Order>() with { Version = null };
    }

    // Purchase orders are kept by their keys; the order among them says nothing.
    private static Order InOrder(Order record) =>
        record with
        {
            PurchaseOrders = [.. record.PurchaseOrders.OrderBy(purchase => purchase.Key.Value, StringComparer.Ordinal)],
        };
}
