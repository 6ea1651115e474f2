using Dropship.Storage.Queues;
using Dropship.Storage.Tests.Support;

namespace Dropship.Storage.Tests;

/// <summary>What the app makes at its start.</summary>
[Collection(StorageGroup.Name)]
public sealed class StorageSetupTests(StorageFixture fixture)
{
    [Fact]
    public async Task Tables_and_queues_are_made_and_making_them_again_is_harmless()
    {
        await using var here = fixture.Open();
        await using var there = fixture.Open();
        await here.RawQueues.DeleteQueueAsync(QueueNames.StorePulls);
        await here.Tables.DeleteTableAsync("PastOrders");

        await Task.WhenAll(here.SetUpAsync(), there.SetUpAsync());
        await here.SetUpAsync();

        var tables = await here.Tables.QueryAsync().Select(table => table.Name).ToListAsync();
        Assert.Superset(
            new HashSet<string>(
                ["Orders", "PastOrders", "OrderList", "Accounts", "SkuMappings", "SkuWaiting", "Alerts", "WebhookDeliveries"],
                StringComparer.Ordinal
            ),
            tables.ToHashSet(StringComparer.Ordinal)
        );
        var queues = await here.RawQueues.GetQueuesAsync().Select(queue => queue.Name).ToListAsync();
        Assert.Superset(QueueNames.OnStorage.ToHashSet(StringComparer.Ordinal), queues.ToHashSet(StringComparer.Ordinal));
        Assert.DoesNotContain(QueueNames.PurchaseOrders, queues);
    }
}
