using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dropship.Core;
using Dropship.Core.Ingest;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.EndToEnd.Tests.Support;

/// <summary>Stores of a test's own, each a shop of the sandbox.</summary>
internal static class Stores
{
    public static string NewId() => $"a{Guid.NewGuid():N}"[..20];

    /// <summary>Opens a shop in the sandbox and sets its account up in the app, as a person would.</summary>
    public static async Task AddStoreAsync(this LocalSystem system, string id)
    {
        var settings = await system.ControlAsync(HttpMethod.Get, "settings");
        var shops = settings["shops"]!.DeepClone().AsArray();
        shops.Add(id);
        await system.ControlAsync(HttpMethod.Put, "settings", new JsonObject { ["shops"] = shops });
        using var answer = await system.AppAsync(
            HttpMethod.Put,
            $"api/accounts/stores/{id}",
            JsonContent.Create(
                new JsonObject
                {
                    ["platform"] = "shopify",
                    ["displayName"] = "Shop",
                    ["endpoint"] = new Uri(system.Sandbox, $"shopify/{id}").AbsoluteUri,
                    ["currency"] = "USD",
                    ["purchasingAccountId"] = "demo-1688",
                    ["credentials"] = new JsonObject
                    {
                        ["accessToken"] = settings["shopifyAccessToken"]!.GetValue<string>(),
                        ["clientSecret"] = settings["shopifyClientSecret"]!.GetValue<string>(),
                    },
                }
            )
        );
        var saved = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>();
        Assert.True(saved!["verified"]!.GetValue<bool>(), saved.ToJsonString());
    }

    /// <summary>An account as the app keeps it.</summary>
    public static StoreAccount Account(string id) =>
        new()
        {
            Id = id,
            Platform = "shopify",
            DisplayName = "Shop",
            Endpoint = new Uri("http://127.0.0.1"),
            Currency = "USD",
            PurchasingAccountId = "demo-1688",
        };

    /// <summary>Has the app take in what a store tells of an order.</summary>
    public static Task TakeAsync(this AppServices services, string account, StoreOrder order) =>
        services
            .Get<OrderIntake>()
            .TakeAsync(Account(account), new StoreOrderReading(order.StoreOrderId, order.UpdatedAt, order, null), CancellationToken.None);

    /// <summary>An order whose one line has no SKU, so that it waits for a person.</summary>
    public static StoreOrder OrderWithoutSku(string id) =>
        new()
        {
            StoreOrderId = id,
            Number = $"#{id}",
            CreatedAt = DateTimeOffset.UtcNow,
            UpdatedAt = DateTimeOffset.UtcNow,
            Payment = StorePaymentStatus.Paid,
            Fulfilment = StoreFulfilmentStatus.Unfulfilled,
            Total = new Money(1000, "USD"),
            Lines =
            [
                new OrderLine
                {
                    LineId = "L1",
                    Sku = null,
                    Title = "Mug",
                    Quantity = 1,
                    OpenQuantity = 1,
                    UnitPrice = new Money(1000, "USD"),
                },
            ],
        };
}
