using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Upkeep;
using Dropship.Storage.Tests.Support;

namespace Dropship.Storage.Tests.Orders;

/// <summary>The list of orders: open ones apart from those at their end, and always told by the newest state.</summary>
[Collection(StorageGroup.Name)]
public sealed class OrderListTests(StorageFixture fixture)
{
    private static readonly DateOnly s_day = DateOnly.FromDateTime(Sample.Begin.UtcDateTime);

    [Theory]
    [InlineData(OrderState.New, true)]
    [InlineData(OrderState.AwaitingPayment, true)]
    [InlineData(OrderState.Held, true)]
    [InlineData(OrderState.Purchasing, true)]
    [InlineData(OrderState.Fulfilled, false)]
    [InlineData(OrderState.FulfilledElsewhere, false)]
    [InlineData(OrderState.Cancelled, false)]
    public async Task An_order_is_listed_by_whether_it_is_at_its_end(OrderState state, bool isOpen)
    {
        await using var bench = fixture.Open();
        var key = new OrderKey(StorageFixture.NewAccount(), "listed");
        var record = await bench.Orders.CreateAsync(Sample.Order(key, state) with { PurchaseOrders = [Sample.Purchase(key, "b2b-1")] });

        await bench.Orders.UpdateListingAsync(record, isListed: false, CancellationToken.None);
        await bench.Orders.UpdateListingAsync(record, isListed: false, CancellationToken.None);

        Same.As([OrderSummary.Of(record)], await ListAsync(bench, key.AccountId, includeFinal: true));
        Assert.Equal(isOpen ? 1 : 0, (await ListAsync(bench, key.AccountId, includeFinal: false)).Count);
    }

    [Fact]
    public async Task An_order_leaves_the_open_ones_at_its_end()
    {
        await using var bench = fixture.Open();
        var key = new OrderKey(StorageFixture.NewAccount(), "ends");
        var before = await bench.Orders.CreateAsync(Sample.Order(key, OrderState.Purchasing));
        await bench.Orders.UpdateListingAsync(before, isListed: false, CancellationToken.None);

        var after = await bench.Orders.EditFromAsync(
            before,
            "me",
            TimeProvider.System,
            edit => edit.Move(OrderState.Fulfilled, "confirmed"),
            CancellationToken.None
        );
        await bench.Orders.UpdateListingAsync(after, isListed: true, CancellationToken.None);

        Assert.Empty(await ListAsync(bench, key.AccountId, includeFinal: false));
        Assert.Equal(OrderState.Fulfilled, Assert.Single(await ListAsync(bench, key.AccountId, includeFinal: true)).State);

        // A step that wrote before that one, and comes to showing only now.
        await bench.Orders.UpdateListingAsync(before, isListed: true, CancellationToken.None);
        Assert.Empty(await ListAsync(bench, key.AccountId, includeFinal: false));
        Assert.Equal(OrderState.Fulfilled, Assert.Single(await ListAsync(bench, key.AccountId, includeFinal: true)).State);
    }

    [Fact]
    public async Task An_order_whose_first_showing_was_lost_is_listed_by_the_next()
    {
        await using var bench = fixture.Open();
        var key = new OrderKey(StorageFixture.NewAccount(), "lost");
        var record = await bench.Orders.CreateAsync(Sample.Order(key, OrderState.Purchasing));
        await bench.Orders.UpdateListingAsync(record, isListed: true, CancellationToken.None);
        Assert.Equal(key, Assert.Single(await ListAsync(bench, key.AccountId, includeFinal: false)).Key);
    }

    [Fact]
    public async Task More_than_a_thousand_are_listed_and_one_that_ends_while_they_are_read_is_not_missed()
    {
        await using var bench = fixture.Open();
        var account = StorageFixture.NewAccount();
        var records = Enumerable
            .Range(0, 1_100)
            .Select(index =>
                Sample.Order(new OrderKey(account, $"{index:D5}"), index % 10 == 0 ? OrderState.Cancelled : OrderState.Purchasing)
            )
            .ToList();
        await Parallel.ForEachAsync(
            records,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (record, token) => await bench.Orders.UpdateListingAsync(record, isListed: false, token)
        );
        Assert.Equal(990, (await ListAsync(bench, account, includeFinal: false)).Count);

        // The reader holds its first page; of the open orders, the last to be read come to their end.
        await using var reader = bench
            .Orders.ListOpenAsync(null, CancellationToken.None)
            .Concat(bench.Orders.ListEndedAsync(s_day, CancellationToken.None))
            .GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        var read = new HashSet<OrderKey> { reader.Current.Key };
        foreach (var record in records.Where(record => record.State == OrderState.Purchasing).TakeLast(30))
        {
            await bench.Orders.UpdateListingAsync(record with { State = OrderState.Fulfilled }, isListed: false, CancellationToken.None);
        }

        while (await reader.MoveNextAsync())
        {
            read.Add(reader.Current.Key);
        }

        Assert.Equal(1_100, read.Count(key => key.AccountId == account));
    }

    [Fact]
    public async Task Open_orders_are_gone_through_in_portions_though_one_of_them_ends_meanwhile()
    {
        await using var bench = fixture.Open();
        var account = StorageFixture.NewAccount();
        var ids = Enumerable.Range(0, 30).Select(index => $"{index} a/b").ToList();
        foreach (var id in ids)
        {
            await bench.Orders.UpdateListingAsync(
                Sample.Order(new OrderKey(account, id), OrderState.Purchasing),
                isListed: false,
                CancellationToken.None
            );
        }

        var found = new List<OrderKey>();
        OrderKey? after = null;
        while (
            await bench
                .Orders.ListOpenAsync(after, CancellationToken.None)
                .Where(order => order.Key.AccountId == account)
                .Take(4)
                .ToListAsync()
                is { Count: > 0 } portion
        )
        {
            found.AddRange(portion.Select(order => order.Key));
            after = portion[^1].Key;
            await bench.Orders.UpdateListingAsync(
                Sample.Order(portion[^1].Key, OrderState.Cancelled),
                isListed: true,
                CancellationToken.None
            );
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), found.Select(key => key.StoreOrderId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_step_that_was_overtaken_leaves_neither_an_old_state_in_the_list_nor_an_alert()
    {
        await using var bench = fixture.Open();
        var key = new OrderKey(StorageFixture.NewAccount(), "overtaken");
        var start = await bench.Orders.CreateAsync(Sample.Order(key, OrderState.Purchasing));
        var held = await bench.Orders.EditFromAsync(
            start,
            "slow",
            TimeProvider.System,
            edit => edit.Move(OrderState.Held, "stock", edit.HoldFor(HoldReasons.OutOfStock, "0 left", "SKU-A")),
            CancellationToken.None
        );
        var done = await bench.Orders.EditFromAsync(
            held,
            "fast",
            TimeProvider.System,
            edit => edit.Move(OrderState.Cancelled, "the store cancelled it"),
            CancellationToken.None
        );

        // The slow one wrote first and shows last.
        await bench.Projection.FinishAsync(held, done, isRedelivery: false, CancellationToken.None);
        await bench.Projection.FinishAsync(start, held, isRedelivery: false, CancellationToken.None);

        Assert.Empty(await ListAsync(bench, key.AccountId, includeFinal: false));
        Assert.Equal(OrderState.Cancelled, Assert.Single(await ListAsync(bench, key.AccountId, includeFinal: true)).State);
        Assert.DoesNotContain(await bench.Alerts.ListOpenAsync(CancellationToken.None), alert => alert.Notice.Order == key);
    }

    [Fact]
    public async Task An_order_that_is_erased_is_listed_with_its_day_and_no_more_among_those_to_be_erased()
    {
        await using var bench = fixture.Open();
        var key = new OrderKey(StorageFixture.NewAccount(), "erased");
        var record = await bench.Orders.CreateAsync(Sample.Order(key, OrderState.Fulfilled));
        await bench.Orders.UpdateListingAsync(record, isListed: false, CancellationToken.None);
        Assert.Equal(1, await UnerasedAsync(bench, key, s_day));
        Assert.Equal(0, await UnerasedAsync(bench, key, s_day.AddDays(-1)));

        await new PersonalDataErasure(bench.Orders, bench.Submitted, TimeProvider.System).EraseAsync(
            key,
            "retention",
            CancellationToken.None
        );
        Assert.Equal(0, await UnerasedAsync(bench, key, DateOnly.MaxValue));
        Assert.NotNull(Assert.Single(await ListAsync(bench, key.AccountId, includeFinal: true)).PersonalDataErasedAt);

        // A step that wrote before, and comes to showing only now; the next run of the retention mends it.
        await bench.Orders.UpdateListingAsync(record, isListed: true, CancellationToken.None);
        Assert.Equal(1, await UnerasedAsync(bench, key, s_day));
        await new PersonalDataRetention(
            bench.Orders,
            new PersonalDataErasure(bench.Orders, bench.Submitted, TimeProvider.System),
            new PersonalDataOptions(),
            TimeProvider.System
        ).EraseDueAsync(CancellationToken.None);
        Assert.Equal(0, await UnerasedAsync(bench, key, DateOnly.MaxValue));
    }

    private static async Task<int> UnerasedAsync(StorageBench bench, OrderKey key, DateOnly until) =>
        await bench.Orders.ListUnerasedAsync(until, CancellationToken.None).CountAsync(listed => listed.Key == key);

    private static async Task<List<OrderSummary>> ListAsync(StorageBench bench, string account, bool includeFinal)
    {
        var listed = bench.Orders.ListOpenAsync(null, CancellationToken.None);
        return await (includeFinal ? listed.Concat(bench.Orders.ListEndedAsync(s_day, CancellationToken.None)) : listed)
            .Where(order => order.Key.AccountId == account)
            .ToListAsync();
    }
}
