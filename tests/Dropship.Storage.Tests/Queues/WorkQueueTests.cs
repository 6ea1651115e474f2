using System.Globalization;
using System.Text;
using Azure.Messaging.ServiceBus;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Storage.Queues;
using Dropship.Storage.Tests.Support;

namespace Dropship.Storage.Tests.Queues;

/// <summary>What goes over the queues: keys and times only, in the encoding that triggers read, under ids that make repeats
/// harmless.</summary>
[Collection(StorageGroup.Name)]
public sealed class WorkQueueTests(StorageFixture fixture)
{
    private static readonly OrderKey s_order = new("shop-one", "gid://shopify/Order/1?中文");

    public static TheoryData<string, string> Messages =>
        new()
        {
            { QueueNames.StorePulls, "shop-one" },
            { QueueNames.StoreChanges, $"{s_order}|2026-03-01T08:00:00.0000000+00:00" },
            { QueueNames.Orders, s_order.ToString() },
            { QueueNames.SupplierChanges, "purchasing-one|1690000000000000001" },
            { QueueNames.Alerts, "order:shop-one|1:SKU_UNMAPPED" },
            { QueueNames.Erasures, "shop-one" },
        };

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task A_message_carries_a_key_in_base64(string queue, string key)
    {
        await using var bench = fixture.Open();
        await bench.TakeAsync(queue);

        await SendAsync(bench.Queues, queue, null);

        Assert.Equal([Convert.ToBase64String(Encoding.UTF8.GetBytes(key))], await bench.TakeAsync(queue));
    }

    [Theory]
    [InlineData(QueueNames.StoreChanges)]
    [InlineData(QueueNames.SupplierChanges)]
    [InlineData(QueueNames.Alerts)]
    public async Task A_message_for_later_is_there_and_not_seen_yet(string queue)
    {
        await using var bench = fixture.Open();
        await bench.TakeAsync(queue);
        await SendAsync(bench.Queues, queue, TimeSpan.FromSeconds(1));

        Assert.Empty((await bench.RawQueues.GetQueueClient(queue).PeekMessagesAsync(32)).Value);
        var seen = await Eventually.GetAsync(
            async () => await bench.TakeAsync(queue) is { Count: > 0 } bodies ? bodies : null,
            $"the message on {queue} is seen"
        );
        Assert.Single(seen);
    }

    [Fact]
    public async Task Purchases_of_one_store_order_go_to_one_session_of_their_customer_under_their_own_keys()
    {
        await using var bench = fixture.Open();
        var purchasingAccountId = StorageFixture.NewAccount();
        var first = NewKey("1");
        var second = PurchaseOrderKey.Create(first.Order, "b2b-2", "digest", PurchasePurpose.Sale, 1);
        var third = NewKey("3");

        await bench.Queues.SendPurchaseOrderAsync(first, purchasingAccountId, Planned(first), CancellationToken.None);
        await bench.Queues.SendPurchaseOrderAsync(second, purchasingAccountId, Planned(second), CancellationToken.None);
        await bench.Queues.SendPurchaseOrderAsync(third, StorageFixture.NewAccount(), Planned(third), CancellationToken.None);

        var messages = await ReceiveAsync(bench, SessionShard.Of(purchasingAccountId, first.Order), 2);
        Assert.Equal([first.Value, second.Value], messages.Select(message => message.Body.ToString()));
        Assert.Equal([$"{first}@{Planned(first).Name}", $"{second}@{Planned(second).Name}"], messages.Select(message => message.MessageId));
        Assert.All(messages, message => Assert.Equal(SessionShard.Of(purchasingAccountId, first.Order), message.SessionId));
        Assert.All(messages, message => Assert.Empty(message.ApplicationProperties));
    }

    [Fact]
    public async Task The_same_step_again_is_dropped_and_a_later_try_is_another_step()
    {
        await using var bench = fixture.Open();
        var purchasingAccountId = StorageFixture.NewAccount();
        var key = NewKey("1");
        var later = DateTimeOffset.UtcNow.AddSeconds(1);

        for (var turn = 0; turn < 3; turn++)
        {
            await bench.Queues.SendPurchaseOrderAsync(key, purchasingAccountId, Planned(key), CancellationToken.None);
            await bench.Queues.SendPurchaseOrderAsync(key, purchasingAccountId, PlacementMessageId.At(later), CancellationToken.None);
        }

        var messages = await ReceiveAsync(bench, SessionShard.Of(purchasingAccountId, key.Order), 2);
        Assert.Equal(
            [$"{key}@{Planned(key).Name}", string.Create(CultureInfo.InvariantCulture, $"{key}@{later.ToUnixTimeMilliseconds()}")],
            messages.Select(message => message.MessageId)
        );
        Assert.All(messages, message => Assert.Equal(key.Value, message.Body.ToString()));
        Assert.True(
            messages[1].EnqueuedTime >= later.AddMilliseconds(-50),
            $"It was to come at {later:O} and came at {messages[1].EnqueuedTime:O}."
        );
        await Assert.ThrowsAsync<TimeoutException>(() =>
            ReceiveAsync(bench, SessionShard.Of(purchasingAccountId, key.Order), 1, TimeSpan.FromMilliseconds(200))
        );
    }

    private static PlacementMessageId Planned(PurchaseOrderKey key) => PlacementMessageId.Planned(Sample.Purchase(key.Order, "b2b-1"));

    private static PurchaseOrderKey NewKey(string id) =>
        PurchaseOrderKey.Create(new OrderKey(StorageFixture.NewAccount(), id), "b2b-1", "digest", PurchasePurpose.Sale, 1);

    private static Task SendAsync(IWorkQueues queues, string queue, TimeSpan? after) =>
        queue switch
        {
            QueueNames.StorePulls => queues.SendStorePullAsync("shop-one", CancellationToken.None),
            QueueNames.Erasures => queues.SendErasureAsync("shop-one", CancellationToken.None),
            QueueNames.StoreChanges => queues.SendStoreChangeAsync(
                s_order,
                new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.FromHours(1)),
                after,
                CancellationToken.None
            ),
            QueueNames.Orders => queues.SendOrderAsync(s_order, CancellationToken.None),
            QueueNames.SupplierChanges => queues.SendSupplierChangeAsync(
                new SupplierChange("purchasing-one", "1690000000000000001"),
                after,
                CancellationToken.None
            ),
            QueueNames.Alerts => queues.SendAlertAsync(
                AlertKey.Of(new OrderKey("shop-one", "1"), HoldReasons.SkuUnmapped),
                after,
                CancellationToken.None
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(queue), queue, null),
        };

    // Takes so many messages of one session, in their order.
    private static async Task<List<ServiceBusReceivedMessage>> ReceiveAsync(
        StorageBench bench,
        string session,
        int count,
        TimeSpan? within = null
    )
    {
        await using var receiver = await bench.Bus.AcceptSessionAsync(QueueNames.PurchaseOrders, session);
        var messages = new List<ServiceBusReceivedMessage>();
        while (messages.Count < count)
        {
            var message =
                await receiver.ReceiveMessageAsync(within ?? TimeSpan.FromSeconds(20))
                ?? throw new TimeoutException($"{messages.Count} of {count} messages came.");
            await receiver.CompleteMessageAsync(message);
            messages.Add(message);
        }

        return messages;
    }
}
