using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Queues;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.EndToEnd.Tests.Support;
using Dropship.Storage.Queues;

namespace Dropship.EndToEnd.Tests;

/// <summary>What finds, shows and mends what went wrong.</summary>
[Collection(nameof(QuietSystem))]
public sealed class CareTests(QuietSystem fixture)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private readonly LocalSystem _system = fixture.System;
    private readonly AppServices _services = fixture.Services;

    [Fact]
    public async Task A_poison_message_is_listed_read_and_sent_again_while_others_flow_on()
    {
        var (absent, present) = (Stores.NewId(), Stores.NewId());
        await _system.AddStoreAsync(present);
        var (stuck, free) = (new OrderKey(absent, "1"), new OrderKey(present, "1"));
        await _services.TakeAsync(absent, Stores.OrderWithoutSku("1"));
        await _services.TakeAsync(present, Stores.OrderWithoutSku("1"));

        // The one of an account that is not set up fails each time; the other goes its way meanwhile.
        await Wait.UntilAsync("the other flows on", async () => (await OrderAsync(free)).State == OrderState.Held, s_limit);
        var listed = await WaitingAsync(stuck.ToString());
        Assert.Equal((QueueNames.Orders, 1), (listed["queue"]!.GetValue<string>(), listed["count"]!.GetValue<int>()));
        Assert.Contains($"'{absent}' is not set up", listed["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        var path = $"api/failed-messages/{listed["id"]}";
        Assert.Equal(listed.ToJsonString(), (await _system.AppJsonAsync(path)).ToJsonString());
        await Wait.UntilAsync(
            "a person is told",
            async () =>
                (await AlertsAsync()).Exists(alert =>
                    Text(alert, "code") == HoldReasons.MessageFailed.Code
                    && Text(alert, "detail").Contains(stuck.ToString(), StringComparison.Ordinal)
                ),
            s_limit
        );

        using var incomplete = await PostAsync($"{path}/redrive", new JsonObject { ["who"] = "Ann" });
        Assert.Equal(HttpStatusCode.BadRequest, incomplete.StatusCode);
        await _system.AddStoreAsync(absent);
        using var again = await PostAsync($"{path}/redrive", new JsonObject { ["who"] = "Ann", ["why"] = "the account is set up now" });
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        await Wait.UntilAsync("it went on", async () => (await OrderAsync(stuck)).State == OrderState.Held, s_limit);
        using var twice = await PostAsync($"{path}/redrive", new JsonObject { ["who"] = "Ann", ["why"] = "once more" });
        Assert.Equal(HttpStatusCode.NotFound, twice.StatusCode);
        Assert.Contains(
            await _services.Get<IOrders>().ReadEventsAsync(stuck, CancellationToken.None),
            told => told is { What.Code: "message-sent-again", Actor: "person:Ann", Why: "the account is set up now" }
        );
        Assert.Equal("SentAgain", Text(await _system.AppJsonAsync(path), "state"));
    }

    [Fact]
    public async Task A_message_that_nobody_can_read_is_dropped_with_a_reason_and_its_row_says_so()
    {
        var text = $"not a key {Guid.NewGuid():N}";
        await _services.Get<QueueServiceClient>().GetQueueClient(QueueNames.SupplierChanges).SendMessageAsync(text);
        var listed = await WaitingAsync(text);
        Assert.Contains("does not name a 1688 order", listed["reason"]!.GetValue<string>(), StringComparison.Ordinal);

        using var dropped = await PostAsync(
            $"api/failed-messages/{listed["id"]}/drop",
            new JsonObject { ["who"] = "Li", ["why"] = "sent by mistake" }
        );
        Assert.Equal(HttpStatusCode.OK, dropped.StatusCode);

        var row = await _system.AppJsonAsync($"api/failed-messages/{listed["id"]}");
        Assert.Equal(("Dropped", "person:Li", "sent by mistake"), (Text(row, "state"), Text(row, "handledBy"), Text(row, "handledWhy")));
        Assert.DoesNotContain(
            (await _system.AppJsonAsync("api/failed-messages"))["messages"]!.AsArray(),
            message => Text(message!, "text") == text
        );
        Assert.Contains(
            (await _system.AppJsonAsync("api/failed-messages?all=true"))["messages"]!.AsArray(),
            message => Text(message!, "text") == text
        );
    }

    [Fact]
    public async Task A_dead_letter_of_the_purchase_orders_is_taken_in_and_goes_back_to_its_session()
    {
        var order = new OrderKey(Stores.NewId(), "1");
        var key = PurchaseOrderKey.Create(order, "b2b-1", "digest", PurchasePurpose.Sale, 1);
        var session = SessionShard.Of("purchasing-one", order);
        var bus = _services.Get<ServiceBusClient>();
        await _services
            .Get<IWorkQueues>()
            .SendPurchaseOrderAsync(key, "purchasing-one", PlacementMessageId.At(DateTimeOffset.UtcNow), CancellationToken.None);

        var listed = await WaitingAsync(key.Value);
        Assert.Equal((QueueNames.PurchaseOrders, session), (Text(listed, "queue"), Text(listed, "session")));
        Assert.StartsWith(nameof(OrderMissingException), listed["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        await using var graveyard = bus.CreateReceiver(
            QueueNames.PurchaseOrders,
            new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter }
        );

        // Its row is written first, then the dead letter is taken away.
        await Wait.UntilAsync("the dead letter is taken away", async () => await graveyard.PeekMessageAsync() is null, s_limit);

        await using var held = await Wait.ForAsync("the app lets go of the session", () => TryHoldAsync(bus, session), s_limit);
        using var again = await PostAsync(
            $"api/failed-messages/{listed["id"]}/redrive",
            new JsonObject { ["who"] = "Ann", ["why"] = "the order is back" }
        );
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        var message = (await held.ReceiveMessageAsync(TimeSpan.FromSeconds(30)))!;
        Assert.Equal((key.Value, $"{key}@again-1", session), (message.Body.ToString(), message.MessageId, message.SessionId));
        await held.CompleteMessageAsync(message);
    }

    [Fact]
    public async Task Orders_deleted_from_the_tables_are_restored_exactly_and_the_report_says_which()
    {
        var account = Stores.NewId();
        await _system.AddStoreAsync(account);
        var ids = await _system.OrderAsync(
            new JsonObject
            {
                ["shop"] = account,
                ["country"] = "US",
                ["count"] = 12,
                ["lines"] = new JsonArray(
                    new JsonObject
                    {
                        ["sku"] = $"NEW-{account}",
                        ["title"] = "Mug",
                        ["price"] = 1000,
                    }
                ),
            }
        );

        // A store is read up to the last whole second.
        var made = DateTimeOffset.UtcNow;
        await Wait.UntilAsync("the second is over", () => Task.FromResult(DateTimeOffset.UtcNow > made.AddSeconds(1)), s_limit);
        await _services.Get<IWorkQueues>().SendStorePullAsync(account, CancellationToken.None);
        await Wait.UntilAsync("all orders are here and listed", async () => await CountAsync(account) == ids.Count, s_limit);

        // The pull moves its cursor last, behind all that it brought. What changed so lately would be the next one's to bring, but for one
        // that was later.
        var accounts = _services.Get<IStoreAccounts>();
        await Wait.UntilAsync(
            "the pull is over",
            async () => (await accounts.ReadCursorAsync(account, CancellationToken.None)).Watermark is not null,
            s_limit
        );
        var cursor = await accounts.ReadCursorAsync(account, CancellationToken.None);
        Assert.True(
            await accounts.SaveCursorAsync(account, cursor with { Watermark = cursor.Watermark!.Value.AddHours(1) }, CancellationToken.None)
        );
        cursor = await accounts.ReadCursorAsync(account, CancellationToken.None);
        Assert.Equal(0, (await ReconcileAsync(account))["gapCount"]!.GetValue<int>());

        string[] lost = [ids[1], ids[2], ids[6], ids[10]];
        foreach (var id in lost)
        {
            await DeleteAsync(await OrderTableAsync(new OrderKey(account, id)), $"{account}|{id}");
        }

        var report = await ReconcileAsync(account);

        Assert.Equal(
            lost.Select(id => $"{account}|{id}").Order(StringComparer.Ordinal),
            report["gaps"]!.AsArray().Select(gap => Text(gap!, "subject")).Order(StringComparer.Ordinal)
        );
        Assert.All(
            report["gaps"]!.AsArray(),
            gap => Assert.Equal(("OrderMissed", true), (Text(gap!, "kind"), gap!["isRepaired"]!.GetValue<bool>()))
        );
        foreach (var id in ids)
        {
            Assert.Equal(lost.Contains(id), (await OrderAsync(new OrderKey(account, id))).WasMissed);
        }

        var after = await accounts.ReadCursorAsync(account, CancellationToken.None);
        Assert.Equal((cursor.Watermark, cursor.Version), (after.Watermark, after.Version));
        Assert.Contains(await AlertsAsync(), alert => Text(alert, "key") == $"compared-store:{account}:{HoldReasons.StoreGap.Code}");
        Assert.True((await ReconcileAsync(account))["isZeroGap"]!.GetValue<bool>());
        Assert.DoesNotContain(
            await AlertsAsync(),
            alert => Text(alert, "key").StartsWith($"compared-store:{account}", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_row_that_is_changed_in_the_table_is_named_by_the_check_of_one_order_and_of_all()
    {
        var account = Stores.NewId();
        await _system.AddStoreAsync(account);
        for (var id = 1; id <= 3; id++)
        {
            await _services.TakeAsync(account, Stores.OrderWithoutSku($"{id}"));
        }

        await Wait.UntilAsync("all are looked at", async () => await CountAsync(account) == 3, s_limit);
        var whole = await _system.AppJsonAsync($"api/orders/{account}/2/verify");
        Assert.Null(whole["break"]);
        Assert.True(whole["events"]!.GetValue<int>() >= 2);

        var table = await OrderTableAsync(new OrderKey(account, "2"));
        var row = (await table.GetEntityAsync<TableEntity>($"{account}|2", $"e-{account}|2-000000")).Value;
        const string Second = "S00000002_0";
        var doc = JsonNode.Parse(row.GetString(Second)!)!;
        doc[0]!["Actor"] = "person:Eve";
        row[Second] = doc.ToJsonString();
        await table.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Replace);

        var broken = (await _system.AppJsonAsync($"api/orders/{account}/2/verify"))["break"]!;
        Assert.Equal((2, "RowChanged"), (broken["sequence"]!.GetValue<int>(), Text(broken, "fault")));
        var found = await FindBrokenAsync(account);
        Assert.Equal(("2", 2), (Text(found["order"]!, "storeOrderId"), found["break"]!["sequence"]!.GetValue<int>()));

        // What is cut off is found, too, and so is a history whose order is gone.
        row.Remove(Second);
        await table.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Replace);
        Assert.Equal("RowMissing", Text((await _system.AppJsonAsync($"api/orders/{account}/2/verify"))["break"]!, "fault"));
        await table.DeleteEntityAsync($"{account}|2", $"a-{account}|2", ETag.All);
        Assert.Equal("OrderMissing", Text((await FindBrokenAsync(account))["break"]!, "fault"));
        Assert.Contains(await AlertsAsync(), alert => Text(alert, "key") == $"order:{account}|2:{HoldReasons.HistoryBroken.Code}");

        // Those that check all histories after this are not to stumble over it.
        await DeleteAsync(table, $"{account}|2");
    }

    private static async Task<ServiceBusSessionReceiver?> TryHoldAsync(ServiceBusClient bus, string session)
    {
        try
        {
            return await bus.AcceptSessionAsync(QueueNames.PurchaseOrders, session);
        }
        catch (ServiceBusException exception) when (exception.Reason == ServiceBusFailureReason.SessionCannotBeLocked)
        {
            return null;
        }
    }

    // The first order of an account, of all there are, whose history does not hold.
    private async Task<JsonNode> FindBrokenAsync(string account)
    {
        for (var after = string.Empty; ;)
        {
            using var answer = await PostAsync($"api/audit/verify?after={Uri.EscapeDataString(after)}", []);
            var page = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>())!;
            if (page["broken"] is { } broken && Text(broken["order"]!, "accountId") == account)
            {
                return broken;
            }

            after = page["next"]?.GetValue<string>() ?? throw new InvalidOperationException("All histories hold.");
        }
    }

    private async Task<JsonNode> ReconcileAsync(string account)
    {
        var before = DateTimeOffset.UtcNow;
        using var started = await PostAsync("api/reconciliations", []);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        return await Wait.ForAsync(
            "the comparison has ended",
            async () =>
            {
                var record = (await _system.AppJsonAsync("api/reconciliations"))["accounts"]!
                    .AsArray()
                    .FirstOrDefault(one => Text(one!, "accountId") == account);
                var report = record?["running"] is null ? record?["last"] : null;
                return report is not null && report["finishedAt"]!.GetValue<DateTimeOffset>() > before ? report : null;
            },
            s_limit
        );
    }

    private Task<JsonNode> WaitingAsync(string text) =>
        Wait.ForAsync(
            $"'{text}' was put aside",
            async () =>
                (await _system.AppJsonAsync("api/failed-messages"))["messages"]!
                    .AsArray()
                    .FirstOrDefault(message => Text(message!, "text") == text),
            s_limit
        );

    private async Task<List<JsonNode>> AlertsAsync() =>
        [.. (await _system.AppJsonAsync("api/alerts"))["alerts"]!.AsArray().Select(alert => alert!)];

    private Task<HttpResponseMessage> PostAsync(string path, JsonObject body) =>
        _system.AppAsync(HttpMethod.Post, path, JsonContent.Create(body));

    private async Task<Order> OrderAsync(OrderKey key) => (await _services.Get<IOrders>().LoadAsync(key, CancellationToken.None))!;

    private async Task<int> CountAsync(string account)
    {
        var count = 0;
        await foreach (var order in _services.Get<IOrders>().ListOpenAsync(null, CancellationToken.None))
        {
            count += order.Key.AccountId == account && order.State == OrderState.Held ? 1 : 0;
        }

        return count;
    }

    // The table in which an order lies, of those over which they are spread.
    private async Task<TableClient> OrderTableAsync(OrderKey key)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {key.ToString()}");
        await foreach (var table in _services.Get<TableServiceClient>().QueryAsync())
        {
            if (
                table.Name.StartsWith("Orders", StringComparison.Ordinal)
                && await _services.Table(table.Name).QueryAsync<TableEntity>(filter).AnyAsync()
            )
            {
                return _services.Table(table.Name);
            }
        }

        throw new InvalidOperationException($"There is nothing of {key}.");
    }

    private static async Task DeleteAsync(TableClient table, string partition)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}")))
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All);
        }
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
