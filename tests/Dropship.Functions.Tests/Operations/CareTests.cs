using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Azure;
using Azure.Data.Tables;
using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Core.Stores;
using Dropship.Functions.Tests.Support;
using Dropship.Storage.Operations;

namespace Dropship.Functions.Tests.Operations;

/// <summary>What finds, shows and mends what went wrong, in the whole app on real storage.</summary>
public sealed class CareTests(HubFixture azurite) : IClassFixture<HubFixture>
{
    [Fact]
    public async Task A_poison_message_is_listed_read_and_sent_again_while_others_flow_on()
    {
        await using var app = await WholeApp.StartAsync(azurite.ConnectionString);
        var (absent, present) = (NewAccount(), NewAccount());
        await app.Get<IStoreAccounts>().SaveAsync(Account(present), CancellationToken.None);
        var (stuck, free) = (new OrderKey(absent, "1"), new OrderKey(present, "1"));
        await TakeAsync(app, stuck);
        await TakeAsync(app, free);

        // The one of an account that is not set up fails each time; the other goes its way meanwhile.
        await UntilAsync("the other flows on", async () => (await OrderAsync(app, free)).State == OrderState.Held);
        var listed = await WaitingAsync(app, stuck.ToString());
        Assert.Equal((QueueNames.Orders, 1), (listed["queue"]!.GetValue<string>(), listed["count"]!.GetValue<int>()));
        Assert.Contains($"'{absent}' is not set up", listed["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        var path = $"api/failed-messages/{listed["id"]}";
        Assert.Equal(listed.ToJsonString(), (await app.GetJsonAsync(path)).ToJsonString());
        Assert.Contains(await app.Get<IAlerts>().ListOpenAsync(CancellationToken.None), alert => alert.Notice.Code == HoldReasons.MessageFailed.Code && alert.Notice.Order == stuck);

        using var incomplete = await app.PostAsync($"{path}/redrive", new { who = "Ann" });
        Assert.Equal(HttpStatusCode.BadRequest, incomplete.StatusCode);
        await app.Get<IStoreAccounts>().SaveAsync(Account(absent), CancellationToken.None);
        using var again = await app.PostAsync($"{path}/redrive", new { who = "Ann", why = "the account is set up now" });
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        await UntilAsync("it went on", async () => (await OrderAsync(app, stuck)).State == OrderState.Held);
        using var twice = await app.PostAsync($"{path}/redrive", new { who = "Ann", why = "once more" });
        Assert.Equal(HttpStatusCode.NotFound, twice.StatusCode);
        Assert.Contains(await app.Get<IOrders>().ReadEventsAsync(stuck, CancellationToken.None), told => told is { What: "message-sent-again", Who: "person:Ann", Why: "the account is set up now" });
        Assert.Equal("SentAgain", (await app.GetJsonAsync(path))["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_message_that_nobody_can_read_is_dropped_with_a_reason_and_its_row_says_so()
    {
        await using var app = await WholeApp.StartAsync(azurite.ConnectionString);
        var text = $"not a key {Guid.NewGuid():N}";
        await app.Queue(QueueNames.SupplierChanges).SendMessageAsync(text);
        var listed = await WaitingAsync(app, text);
        Assert.Contains("does not name a 1688 order", listed["reason"]!.GetValue<string>(), StringComparison.Ordinal);

        using var dropped = await app.PostAsync($"api/failed-messages/{listed["id"]}/drop", new { who = "Li", why = "sent by mistake" });
        Assert.Equal(HttpStatusCode.OK, dropped.StatusCode);

        var row = await app.GetJsonAsync($"api/failed-messages/{listed["id"]}");
        Assert.Equal(("Dropped", "person:Li", "sent by mistake"), (row["state"]!.GetValue<string>(), row["handledBy"]!.GetValue<string>(), row["handledWhy"]!.GetValue<string>()));
        Assert.DoesNotContain((await app.GetJsonAsync("api/failed-messages"))["messages"]!.AsArray(), message => message!["text"]!.GetValue<string>() == text);
        Assert.Contains((await app.GetJsonAsync("api/failed-messages?all=true"))["messages"]!.AsArray(), message => message!["text"]!.GetValue<string>() == text);
    }

    [Fact]
    public async Task A_dead_letter_of_the_purchase_orders_is_taken_in_and_goes_back_to_its_session()
    {
        await using var app = await WholeApp.StartAsync(azurite.ConnectionString);
        var order = new OrderKey(NewAccount(), "1");
        var key = PurchaseOrderKey.Create(order, "b2b-1", "digest", PurchasePurpose.Sale, 1);
        var session = PurchaseLane.Of("buyer-one", order);
        await app.Get<IWorkQueues>().SendPurchaseOrderAsync(key, "buyer-one", PurchaseCall.At(DateTimeOffset.UtcNow), CancellationToken.None);

        var listed = await WaitingAsync(app, key.Value);
        Assert.Equal((QueueNames.PurchaseOrders, session), (listed["queue"]!.GetValue<string>(), listed["session"]!.GetValue<string>()));
        Assert.StartsWith(nameof(OrderMissingException), listed["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        await using var graveyard = app.Bus.CreateReceiver(QueueNames.DeadPurchaseOrders);
        // Its row is written first, then the dead letter is taken away.
        await UntilAsync("the dead letter is taken away", async () => await graveyard.PeekMessageAsync() is null);

        await using var held = await app.Bus.AcceptSessionAsync(QueueNames.PurchaseOrders, session);
        using var again = await app.PostAsync($"api/failed-messages/{listed["id"]}/redrive", new { who = "Ann", why = "the order is back" });
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        var message = (await held.ReceiveMessageAsync(TimeSpan.FromSeconds(10)))!;
        Assert.Equal((key.Value, $"{key}@again-1", session), (message.Body.ToString(), message.MessageId, message.SessionId));
        await held.CompleteMessageAsync(message);
    }

    [Fact]
    public async Task Orders_deleted_from_the_tables_are_restored_exactly_and_the_report_says_which()
    {
        await using var app = await WholeApp.StartAsync(azurite.ConnectionString);
        var account = NewAccount();
        var now = DateTimeOffset.UtcNow;
        for (var id = 1; id <= 12; id++)
        {
            app.Store.Orders[$"{id}"] = Order($"{id}", now.AddHours(-id));
        }

        await app.Get<IStoreAccounts>().SaveAsync(Account(account), CancellationToken.None);
        await app.Get<IWorkQueues>().SendStorePullAsync(account, CancellationToken.None);
        await UntilAsync("all orders are here and listed", async () => await CountAsync(app, account) == 12);
        // The pull moves its cursor last, behind all that it brought.
        await UntilAsync("the pull is over", async () => (await app.Get<IStoreAccounts>().ReadCursorAsync(account, CancellationToken.None)).Watermark is not null);
        var cursor = await app.Get<IStoreAccounts>().ReadCursorAsync(account, CancellationToken.None);
        Assert.Equal(0, (await ReconcileAsync(app, account))["gapCount"]!.GetValue<int>());

        string[] lost = ["2", "3", "7", "11"];
        foreach (var id in lost)
        {
            await DeleteAsync(await app.OrderTableAsync(new OrderKey(account, id)), $"{account}|{id}");
        }

        var report = await ReconcileAsync(app, account);

        Assert.Equal(lost.Select(id => $"{account}|{id}").Order(StringComparer.Ordinal), report["gaps"]!.AsArray().Select(gap => gap!["subject"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.All(report["gaps"]!.AsArray(), gap => Assert.Equal(("OrderMissed", true), (gap!["kind"]!.GetValue<string>(), gap["isMended"]!.GetValue<bool>())));
        for (var id = 1; id <= 12; id++)
        {
            Assert.Equal(lost.Contains($"{id}"), (await OrderAsync(app, new OrderKey(account, $"{id}"))).WasMissed);
        }

        var after = await app.Get<IStoreAccounts>().ReadCursorAsync(account, CancellationToken.None);
        Assert.Equal((cursor.Watermark, cursor.Version), (after.Watermark, after.Version));
        Assert.Contains(await app.Get<IAlerts>().ListOpenAsync(CancellationToken.None), alert => alert.Notice.Key == $"compared-store:{account}:{HoldReasons.StoreGap.Code}");
        Assert.True((await ReconcileAsync(app, account))["isZeroGap"]!.GetValue<bool>());
        Assert.DoesNotContain(await app.Get<IAlerts>().ListOpenAsync(CancellationToken.None), alert => alert.Notice.Key.StartsWith($"compared-store:{account}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_row_that_is_changed_in_the_table_is_named_by_the_check_of_one_order_and_of_all()
    {
        await using var app = await WholeApp.StartAsync(azurite.ConnectionString);
        var account = NewAccount();
        await app.Get<IStoreAccounts>().SaveAsync(Account(account), CancellationToken.None);
        for (var id = 1; id <= 3; id++)
        {
            await TakeAsync(app, new OrderKey(account, $"{id}"));
        }

        await UntilAsync("all are looked at", async () => await CountAsync(app, account) == 3);
        var whole = await app.GetJsonAsync($"api/orders/{account}/2/verify");
        Assert.Null(whole["break"]);
        Assert.True(whole["events"]!.GetValue<int>() >= 2);

        var table = await app.OrderTableAsync(new OrderKey(account, "2"));
        var row = (await table.GetEntityAsync<TableEntity>($"{account}|2", $"e-{account}|2-000000")).Value;
        const string Second = "S00000002_0";
        var doc = JsonNode.Parse(row.GetString(Second)!)!;
        doc[0]!["Who"] = "person:Eve";
        row[Second] = doc.ToJsonString();
        await table.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Replace);

        var broken = (await app.GetJsonAsync($"api/orders/{account}/2/verify"))["break"]!;
        Assert.Equal((2, "RowChanged"), (broken["sequence"]!.GetValue<int>(), broken["fault"]!.GetValue<string>()));
        var found = await FindBrokenAsync(app, account);
        Assert.Equal(("2", 2), (found["order"]!["storeOrderId"]!.GetValue<string>(), found["break"]!["sequence"]!.GetValue<int>()));

        // What is cut off is found, too, and so is a story whose order is gone.
        row.Remove(Second);
        await table.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Replace);
        Assert.Equal("RowMissing", (await app.GetJsonAsync($"api/orders/{account}/2/verify"))["break"]!["fault"]!.GetValue<string>());
        await table.DeleteEntityAsync($"{account}|2", $"a-{account}|2", ETag.All);
        Assert.Equal("OrderMissing", (await FindBrokenAsync(app, account))["break"]!["fault"]!.GetValue<string>());
        Assert.Contains(await app.Get<IAlerts>().ListOpenAsync(CancellationToken.None), alert => alert.Notice.Key == $"order:{account}|2:{HoldReasons.StoryBroken.Code}");
    }

    // The first order of an account, of all there are, whose story does not hold.
    private static async Task<JsonNode> FindBrokenAsync(WholeApp app, string account)
    {
        for (var after = string.Empty; ;)
        {
            using var answer = await app.PostAsync($"api/audit/verify?after={Uri.EscapeDataString(after)}");
            answer.EnsureSuccessStatusCode();
            var page = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            if (page["broken"] is { } broken && broken["order"]!["accountId"]!.GetValue<string>() == account)
            {
                return broken;
            }

            after = page["next"]?.GetValue<string>() ?? throw new InvalidOperationException("All stories hold.");
        }
    }

    private static async Task<JsonNode> ReconcileAsync(WholeApp app, string account)
    {
        var before = DateTimeOffset.UtcNow;
        using var started = await app.PostAsync("api/reconciliations");
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        JsonNode? report = null;
        await UntilAsync("the comparison has ended", async () =>
        {
            var record = (await app.GetJsonAsync("api/reconciliations"))["accounts"]!.AsArray().FirstOrDefault(one => one!["accountId"]!.GetValue<string>() == account);
            report = record?["running"] is null ? record?["last"] : null;
            return report is not null && report["finishedAt"]!.GetValue<DateTimeOffset>() > before;
        });
        return report!;
    }

    private static async Task<JsonNode> WaitingAsync(WholeApp app, string text)
    {
        JsonNode? found = null;
        await UntilAsync($"'{text}' was put aside", async () =>
        {
            found = (await app.GetJsonAsync("api/failed-messages"))["messages"]!.AsArray().FirstOrDefault(message => message!["text"]!.GetValue<string>() == text);
            return found is not null;
        });
        return found!;
    }

    private static async Task TakeAsync(WholeApp app, OrderKey key) =>
        await app.Get<OrderIntake>().TakeAsync(Account(key.AccountId), new StoreOrderReading(key.StoreOrderId, DateTimeOffset.UtcNow, Order(key.StoreOrderId, DateTimeOffset.UtcNow), null), CancellationToken.None);

    private static async Task<OrderRecord> OrderAsync(WholeApp app, OrderKey key) => (await app.Get<IOrders>().LoadAsync(key, CancellationToken.None))!;

    private static async Task<int> CountAsync(WholeApp app, string account)
    {
        var count = 0;
        await foreach (var order in app.Get<IOrders>().ListOpenAsync(null, CancellationToken.None))
        {
            count += order.Key.AccountId == account && order.State == OrderState.Held ? 1 : 0;
        }

        return count;
    }

    private static async Task DeleteAsync(TableClient table, string partition)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}")))
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All);
        }
    }

    private static string NewAccount() => $"a{Guid.NewGuid():N}"[..20];

    private static StoreAccount Account(string id) => new() { Id = id, Platform = "scripted", DisplayName = "Shop", Endpoint = new Uri("https://shop.example"), Currency = "USD", BuyerAccountId = "buyer-one" };

    private static StoreOrder Order(string id, DateTimeOffset updatedAt) => new()
    {
        StoreOrderId = id,
        Number = $"#{id}",
        CreatedAt = updatedAt,
        UpdatedAt = updatedAt,
        Payment = StorePaymentStatus.Paid,
        Fulfilment = StoreFulfilmentStatus.Unfulfilled,
        Total = new Money(1000, "USD"),
        Lines = [new OrderLine { LineId = "L1", Sku = null, Title = "Mug", Quantity = 1, OpenQuantity = 1, UnitPrice = new Money(1000, "USD") }],
    };

    private static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(40), $"Waited in vain: {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }
}
