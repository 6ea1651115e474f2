using System.Text.Json;
using Azure.Data.Tables;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Upkeep;
using Dropship.Storage.Tests.Support;

namespace Dropship.Storage.Tests.Orders;

/// <summary>Names, numbers, addresses and remarks lie in one row, and that row can be emptied.</summary>
[Collection(StorageGroup.Name)]
public sealed class PersonalDataTests(StorageFixture fixture)
{
    [Fact]
    public async Task Personal_data_lies_in_one_row_and_erasure_empties_it()
    {
        await using var bench = fixture.Open();
        var key = new OrderKey(StorageFixture.NewAccount(), "person");
        var mark = Guid.NewGuid().ToString("N");
        string[] secrets =
        [
            $"Trần {mark}",
            $"公司{mark}",
            $"+84{mark}",
            $"0912{mark}",
            $"12 Phố {mark}",
            $"căn hộ {mark}",
            $"PC{mark}",
            $"gọi trước {mark}",
        ];
        var person = new ShipTo
        {
            FullName = secrets[0],
            Company = secrets[1],
            Phone = secrets[2],
            Mobile = secrets[3],
            Country = "VN",
            City = "Hà Nội",
            Line1 = secrets[4],
            Line2 = secrets[5],
            PostCode = secrets[6],
        };
        var order = Sample.Order(key);
        var record = await bench.Orders.CreateAsync(
            order with
            {
                StoreOrder = order.StoreOrder with { ShipTo = person, Note = secrets[7] },
                PurchaseOrders = [Sample.Purchase(key, "b2b-1")],
            }
        );

        // All that an order leaves behind on its way: history, list, alert, mapping, messages.
        var after = await bench.Orders.EditAsync(
            key,
            Actor.System,
            TimeProvider.System,
            edit => edit.Move(OrderState.Held, "no mapping", edit.HoldFor(HoldReasons.SkuUnmapped, "SKU-A", "SKU-A")),
            CancellationToken.None
        );
        await bench.Projection.FinishAsync(record, after, isRedelivery: false, CancellationToken.None);
        await bench.Mappings.AddWaitingAsync(key, ["SKU-A"], CancellationToken.None);
        await bench.Queues.SendPurchaseOrderAsync(
            record.PurchaseOrders[0].Key,
            key.AccountId,
            PlacementMessageId.Planned(record.PurchaseOrders[0]),
            CancellationToken.None
        );

        var rows = await bench.AllRowsAsync();
        Assert.All(secrets, secret => Assert.Equal([("Orders", "Person0")], HoldersOf(rows, secret)));

        await new PersonalDataErasure(bench.Orders, bench.Submitted, TimeProvider.System).EraseAsync(
            key,
            "retention",
            CancellationToken.None
        );

        Assert.Empty(HoldersOf(await bench.AllRowsAsync(), mark));
        var erased = (await bench.Orders.LoadAsync(key, CancellationToken.None))!;
        Assert.Null(erased.StoreOrder.ShipTo);
        Assert.Null(erased.StoreOrder.Note);
        Assert.NotNull(erased.PersonalDataErasedAt);
        Assert.Equal(after.PurchaseOrders[0].Key, Assert.Single(erased.PurchaseOrders).Key);
        Assert.Equal(
            [EventKinds.OrderSeen, EventKinds.OrderState, EventKinds.PersonalDataErased],
            (await bench.Orders.ReadStoryAsync(key)).Select(told => told.What)
        );
    }

    [Fact]
    public async Task A_store_is_erased_without_its_neighbour()
    {
        await using var bench = fixture.Open();
        var (account, neighbour) = (StorageFixture.NewAccount(), StorageFixture.NewAccount());
        OrderKey[] keys = [new(account, "open"), new(account, "done"), new(neighbour, "open")];
        foreach (var key in keys)
        {
            var record = await bench.Orders.CreateAsync(
                Sample.Order(key, key.StoreOrderId == "done" ? OrderState.Fulfilled : OrderState.Purchasing)
            );
            await bench.Orders.UpdateListingAsync(record, isListed: false, CancellationToken.None);
        }

        await new StoreErasure(
            bench.Orders,
            new PersonalDataErasure(bench.Orders, bench.Submitted, TimeProvider.System),
            bench.Queues,
            new PersonalDataOptions(),
            TimeProvider.System
        ).EraseAsync(account, CancellationToken.None);

        var people = new List<ShipTo?>();
        foreach (var key in keys)
        {
            people.Add((await bench.Orders.LoadAsync(key, CancellationToken.None))!.StoreOrder.ShipTo);
        }

        Assert.Equal([null, null, Sample.Person], people);
    }

    // In which columns a text stands, as it is or as JSON escapes it.
    private static List<(string Table, string Column)> HoldersOf(IEnumerable<(string Table, TableEntity Row)> rows, string text)
    {
        var escaped = JsonSerializer.Serialize(text).Trim('"');
        return
        [
            .. from found in rows
            from column in found.Row.Keys
            let value = Text(found.Row[column])
            where value.Contains(text, StringComparison.Ordinal) || value.Contains(escaped, StringComparison.Ordinal)
            select (found.Table, column),
        ];
    }

    private static string Text(object? value) =>
        value switch
        {
            byte[] bytes => System.Text.Encoding.UTF8.GetString(bytes),
            BinaryData data => data.ToString(),
            _ => value?.ToString() ?? string.Empty,
        };
}
