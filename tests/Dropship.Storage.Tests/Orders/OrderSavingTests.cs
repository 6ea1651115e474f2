using System.Globalization;
using Azure.Data.Tables;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Storage.Tests.Support;

namespace Dropship.Storage.Tests.Orders;

/// <summary>A save is all or nothing, and only on the state that was loaded.</summary>
[Collection(StorageGroup.Name)]
public sealed class OrderSavingTests(StorageFixture fixture)
{
    [Fact]
    public async Task Saving_over_somebody_elses_change_is_refused_and_writes_nothing()
    {
        await using var bench = fixture.Open();
        var key = new OrderKey(StorageFixture.NewAccount(), "stale");
        await bench.Orders.CreateAsync(Sample.Order(key));
        var mine = (await bench.Orders.LoadAsync(key, CancellationToken.None))!;
        await bench.Orders.EditAsync(
            key,
            "somebody",
            TimeProvider.System,
            edit => edit.AddEvent(new EventKind("note"), "first"),
            CancellationToken.None
        );
        var before = await RawAsync(bench, key);

        var change = new OrderEdit(mine, "me", Sample.Begin);
        change.Move(OrderState.Cancelled, "mine");
        change.Add(Sample.Purchase(key, "b2b-1"), "mine");
        change.Change(
            new EventKind("address"),
            "mine",
            record =>
                record with
                {
                    StoreOrder = record.StoreOrder with { ShipTo = Sample.Person with { FullName = "Somebody Else" }, Note = "new" },
                }
        );
        // The history stands before the order in the transaction, so it is taken back.
        var refused = await Assert.ThrowsAsync<OrderChangedException>(() =>
            bench.Orders.SaveAsync(change.Record, change.Events, CancellationToken.None)
        );

        Assert.Equal(key, refused.Key);
        Assert.Equal(before, await RawAsync(bench, key));
        Assert.Equal(2, (await bench.Orders.ReadStoryAsync(key)).Count);
    }

    [Fact]
    public async Task An_order_is_created_only_once()
    {
        await using var bench = fixture.Open();
        var key = new OrderKey(StorageFixture.NewAccount(), "twice");
        var first = await bench.Orders.CreateAsync(Sample.Order(key));

        await Assert.ThrowsAsync<OrderChangedException>(() => bench.Orders.CreateAsync(Sample.Order(key, OrderState.Held)));

        Same.As(first, (await bench.Orders.LoadAsync(key, CancellationToken.None))!);
    }

    [Fact]
    public async Task Of_many_that_create_one_order_one_wins()
    {
        await using var bench = fixture.Open();
        var key = new OrderKey(StorageFixture.NewAccount(), "race");

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(async _ =>
                {
                    try
                    {
                        await bench.Orders.CreateAsync(Sample.Order(key));
                        return true;
                    }
                    catch (OrderChangedException)
                    {
                        return false;
                    }
                })
        );

        Assert.Single(outcomes, true);
        Assert.Single(await bench.Orders.ReadStoryAsync(key));
    }

    [Fact]
    public async Task Each_save_adds_to_the_history_what_no_later_one_writes_again()
    {
        await using var bench = fixture.Open();
        var key = new OrderKey(StorageFixture.NewAccount(), "append");
        var record = await bench.Orders.CreateAsync(Sample.Order(key));
        var written = new Dictionary<(string Row, string Column), string>();
        for (var save = 0; save < 60; save++)
        {
            record = await bench.Orders.EditFromAsync(
                record,
                "me",
                TimeProvider.System,
                edit => edit.AddEvent(new EventKind("note"), $"{save}"),
                CancellationToken.None
            );
            var columns = ColumnsOfStory(await bench.OrderRowsAsync(key));
            Assert.Equal(save + 2, columns.Count);
            Assert.All(written, before => Assert.Equal(before.Value, columns[before.Key]));
            written = columns;
        }

        Assert.Equal(2, written.Keys.Select(place => place.Row).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Enumerable.Range(1, 61), (await bench.Orders.ReadStoryAsync(key)).Select(told => told.Sequence));
    }

    [Fact]
    public async Task The_version_that_a_save_gives_is_good_for_the_next()
    {
        await using var bench = fixture.Open();
        var key = new OrderKey(StorageFixture.NewAccount(), "chain");
        var record = await bench.Orders.CreateAsync(Sample.Order(key));
        for (var turn = 0; turn < 3; turn++)
        {
            record = await bench.Orders.EditFromAsync(
                record,
                "me",
                TimeProvider.System,
                edit => edit.AddEvent(new EventKind("note"), $"{turn}"),
                CancellationToken.None
            );
        }

        Assert.Equal(4, record.EventCount);
        Assert.Equal(record.Version, (await bench.Orders.LoadAsync(key, CancellationToken.None))!.Version);
        Assert.Equal(4, (await bench.Orders.ReadStoryAsync(key)).Count);
    }

    [Fact]
    public async Task Every_edit_of_twenty_editors_at_once_survives()
    {
        await using var one = fixture.Open();
        await using var other = fixture.Open();
        var key = new OrderKey(StorageFixture.NewAccount(), "crowd");
        var purchase = Sample.Purchase(key, "b2b-1");
        await one.Orders.CreateAsync(Sample.Order(key) with { PurchaseOrders = [purchase with { CancelReason = "0" }] });

        await Task.WhenAll(
            Enumerable
                .Range(1, 20)
                .Select(async editor =>
                {
                    // Like a message whose handler was overtaken too often: it comes again.
                    for (var isDone = false; !isDone;)
                    {
                        try
                        {
                            await (editor % 2 == 0 ? one : other).Orders.EditAsync(
                                key,
                                $"editor {editor}",
                                TimeProvider.System,
                                edit =>
                                    edit.Change(
                                        purchase.Key,
                                        new EventKind("counted"),
                                        $"by {editor}",
                                        old =>
                                            old with
                                            {
                                                CancelReason = (int.Parse(old.CancelReason!, CultureInfo.InvariantCulture) + 1).ToString(
                                                    CultureInfo.InvariantCulture
                                                ),
                                            }
                                    ),
                                CancellationToken.None
                            );
                            isDone = true;
                        }
                        catch (OrderChangedException)
                        {
                            continue;
                        }
                    }
                })
        );

        var record = (await one.Orders.LoadAsync(key, CancellationToken.None))!;
        var history = await one.Orders.ReadStoryAsync(key);
        Assert.Equal("20", Assert.Single(record.PurchaseOrders).CancelReason);
        Assert.Equal(
            Enumerable.Range(1, 20).Select(editor => $"by {editor}").Order(StringComparer.Ordinal),
            history.Skip(1).Select(told => told.Why).Order(StringComparer.Ordinal)
        );
        Assert.Equal((21, history[^1].Hash), (record.EventCount, record.EventHash));
    }

    [Fact]
    public async Task An_edit_that_changes_nothing_writes_nothing()
    {
        await using var bench = fixture.Open();
        var key = new OrderKey(StorageFixture.NewAccount(), "idle");
        var saved = await bench.Orders.CreateAsync(Sample.Order(key));
        var before = await RawAsync(bench, key);

        var same = await bench.Orders.EditAsync(
            key,
            "me",
            TimeProvider.System,
            edit => edit.Move(OrderState.New, "nothing"),
            CancellationToken.None
        );

        Assert.Equal(saved.Version, same.Version);
        Assert.Equal(before, await RawAsync(bench, key));
    }

    private static Dictionary<(string Row, string Column), string> ColumnsOfStory(IEnumerable<TableEntity> rows) =>
        rows.Where(row => row.RowKey.StartsWith("e-", StringComparison.Ordinal))
            .SelectMany(row => row.Keys.Where(column => column.StartsWith('S')).Select(column => (row, column)))
            .ToDictionary(place => (place.row.RowKey, place.column), place => place.row.GetString(place.column)!);

    // Every row with its version: equal only when nothing at all was written.
    private static async Task<List<string>> RawAsync(StorageBench bench, OrderKey key) =>
        [
            .. (await bench.OrderRowsAsync(key)).Select(row =>
                $"{row.RowKey} {row.ETag} {string.Join(' ', row.Keys.Order(StringComparer.Ordinal))}"
            ),
        ];
}
