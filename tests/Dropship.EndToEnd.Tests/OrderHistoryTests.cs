using System.Text.Json.Nodes;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.EndToEnd.Tests.Support;

namespace Dropship.EndToEnd.Tests;

/// <summary>What happened to an order, in one answer.</summary>
[Collection(nameof(QuietSystem))]
public sealed class OrderHistoryTests(QuietSystem fixture)
{
    private readonly LocalSystem _system = fixture.System;
    private readonly AppServices _services = fixture.Services;

    [Fact]
    public async Task One_query_tells_all_that_happened_to_an_order_by_whom_and_why_and_nothing_of_the_customer()
    {
        var account = Stores.NewId();
        await _system.AddStoreAsync(account);
        var key = new OrderKey(account, "1");
        var order = Stores.OrderWithoutSku("1") with
        {
            ShipTo = new ShipTo
            {
                FullName = "Ada Tremblay",
                Phone = "555-0100",
                Country = "CA",
                Province = "ON",
                City = "Ottawa",
                Line1 = "1 Main Street",
                PostCode = "K1A 0A1",
            },
            Note = "ring twice",
        };
        await _services.TakeAsync(account, order);
        await Wait.UntilAsync("it waits for a SKU", async () => await StateAsync() == OrderState.Held, TimeSpan.FromMinutes(2));
        await _services.TakeAsync(
            account,
            order with
            {
                UpdatedAt = order.UpdatedAt.AddMinutes(1),
                CancelledAt = order.UpdatedAt.AddMinutes(1),
            }
        );
        await Wait.UntilAsync("it is given up", async () => await StateAsync() == OrderState.Cancelled, TimeSpan.FromMinutes(2));

        var answer = await _system.AppJsonAsync($"api/orders/{account}/1");
        var history = answer["history"]!.AsArray();

        Assert.Equal(
            (answer["order"]!["eventCount"]!.GetValue<int>(), answer["order"]!["eventHash"]!.GetValue<string>()),
            (history.Count, Text(history[^1], "hash"))
        );
        Assert.Equal(Enumerable.Range(1, history.Count), history.Select(told => told!["sequence"]!.GetValue<int>()));
        Assert.Equal(["order-seen", "order-state", "order-changed", "order-state"], history.Select(told => Text(told, "what")));
        Assert.All(
            history,
            told => Assert.All((string[])["at", "actor", "what", "why", "previousHash", "hash"], field => Assert.NotNull(told![field]))
        );
        Assert.Equal(["New", "Held"], history.Where(told => Text(told, "what") == "order-state").Select(told => Text(told, "before")));
        Assert.Equal(
            ["Held (LINE_WITHOUT_SKU)", "Cancelled"],
            history.Where(told => Text(told, "what") == "order-state").Select(told => Text(told, "after"))
        );
        Assert.All(
            (string[])["Ada", "Tremblay", "Main Street", "555-0100", "ring twice"],
            secret => Assert.DoesNotContain(secret, answer.ToJsonString(), StringComparison.Ordinal)
        );
        Assert.NotNull((await _services.Get<IOrders>().LoadAsync(key, CancellationToken.None))!.StoreOrder.ShipTo);

        async Task<OrderState> StateAsync() => (await _services.Get<IOrders>().LoadAsync(key, CancellationToken.None))!.State;
    }

    private static string? Text(JsonNode? told, string field) => told![field]?.GetValue<string>();
}
