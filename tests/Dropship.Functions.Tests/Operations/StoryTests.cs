using System.Diagnostics;
using System.Text.Json.Nodes;
using Dropship.Core;
using Dropship.Core.Stores;
using Dropship.Functions.Tests.Support;

namespace Dropship.Functions.Tests.Operations;

/// <summary>What happened to an order, in one answer of the whole app on real storage.</summary>
public sealed class StoryTests(HubFixture azurite) : IClassFixture<HubFixture>
{
    [Fact]
    public async Task One_query_tells_all_that_happened_to_an_order_by_whom_and_why_and_nothing_of_the_buyer()
    {
        await using var app = await WholeApp.StartAsync(azurite.ConnectionString);
        var account = new StoreAccount { Id = $"a{Guid.NewGuid():N}"[..20], Platform = "scripted", DisplayName = "Shop", Endpoint = new Uri("https://shop.example"), Currency = "USD", BuyerAccountId = "buyer-one" };
        await app.Get<IStoreAccounts>().SaveAsync(account, CancellationToken.None);
        var key = new OrderKey(account.Id, "1");
        var order = Order();
        await TakeAsync(order);
        await UntilAsync("it waits for a SKU", async () => await StateAsync() == OrderState.Held);
        await TakeAsync(order with { UpdatedAt = order.UpdatedAt.AddMinutes(1), CancelledAt = order.UpdatedAt.AddMinutes(1) });
        await UntilAsync("it is given up", async () => await StateAsync() == OrderState.Cancelled);

        var answer = await app.GetJsonAsync($"api/orders/{account.Id}/1");
        var story = answer["story"]!.AsArray();

        Assert.Equal((answer["order"]!["eventCount"]!.GetValue<int>(), answer["order"]!["eventHash"]!.GetValue<string>()), (story.Count, Text(story[^1], "hash")));
        Assert.Equal(Enumerable.Range(1, story.Count), story.Select(told => told!["sequence"]!.GetValue<int>()));
        Assert.Equal(["order-seen", "order-state", "order-changed", "order-state"], story.Select(told => Text(told, "what")));
        Assert.All(story, told => Assert.All((string[])["at", "who", "what", "why", "previousHash", "hash"], field => Assert.NotNull(told![field])));
        Assert.Equal(["New", "Held"], story.Where(told => Text(told, "what") == "order-state").Select(told => Text(told, "before")));
        Assert.Equal(["Held (LINE_WITHOUT_SKU)", "Cancelled"], story.Where(told => Text(told, "what") == "order-state").Select(told => Text(told, "after")));
        Assert.All((string[])["Ada", "Tremblay", "Main Street", "555-0100", "ring twice"], secret => Assert.DoesNotContain(secret, answer.ToJsonString(), StringComparison.Ordinal));
        Assert.NotNull((await app.Get<IOrders>().LoadAsync(key, CancellationToken.None))!.Store.ShipTo);

        Task TakeAsync(StoreOrder seen) => app.Get<OrderIntake>().TakeAsync(account, new StoreOrderReading("1", seen.UpdatedAt, seen, null), CancellationToken.None);

        async Task<OrderState> StateAsync() => (await app.Get<IOrders>().LoadAsync(key, CancellationToken.None))!.State;
    }

    private static string? Text(JsonNode? told, string field) => told![field]?.GetValue<string>();

    private static StoreOrder Order() => new()
    {
        StoreOrderId = "1",
        Number = "#1",
        CreatedAt = DateTimeOffset.UtcNow,
        UpdatedAt = DateTimeOffset.UtcNow,
        Payment = StorePaymentStatus.Paid,
        Fulfilment = StoreFulfilmentStatus.Unfulfilled,
        Total = new Money(1000, "USD"),
        Lines = [new OrderLine { LineId = "L1", Sku = null, Title = "Mug", Quantity = 1, OpenQuantity = 1, UnitPrice = new Money(1000, "USD") }],
        ShipTo = new ShipTo { FullName = "Ada Tremblay", Phone = "555-0100", Country = "CA", Province = "ON", City = "Ottawa", Line1 = "1 Main Street", PostCode = "K1A 0A1" },
        Note = "ring twice",
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
