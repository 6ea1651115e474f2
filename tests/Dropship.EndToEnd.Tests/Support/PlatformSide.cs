using System.Text.Json.Nodes;

namespace Dropship.EndToEnd.Tests.Support;

/// <summary>A sandbox store of one platform: what its customers do, and what it shows in the end.</summary>
internal sealed class PlatformSide(LocalSystem system, string account, string platform, bool makesNumber = false)
{
    private readonly string _control = platform == "shopify" ? "orders" : $"{platform}/orders";

    public string Account => account;

    public string Platform => platform;

    /// <summary>Whether the platform makes the number that the customer sees.</summary>
    public bool MakesNumber => makesNumber;

    /// <summary>The label that the platform makes of a parcel, as the app hands it on.</summary>
    public Task<HttpResponseMessage> ReadLabelAsync(string id, string parcel) =>
        system.AppAsync(HttpMethod.Get, $"api/orders/{account}/{id}/labels/{parcel}");

    /// <summary>Whether the order goes out as a whole only.</summary>
    public bool WaitsForRest => platform == "shopee";

    /// <summary>The stand-in's names of the listing and of the reading of one order; null where orders are submitted.</summary>
    public (string? List, string? Read) Operations =>
        platform switch
        {
            "shopify" => ("orders", "order"),
            "shopee" => ("get_order_list", "get_order_detail"),
            "generic" => (null, null),
            _ => ("list", "read"),
        };

    /// <summary>The platform's word for an order that went out as a whole.</summary>
    public string ShippedWord =>
        platform switch
        {
            "shopify" => "FULFILLED",
            "shopee" => "PROCESSED",
            "woocommerce" => "completed",
            "lazada" => "ready_to_ship",
            "tiktok" => "IN_TRANSIT",
            _ => "shipped",
        };

    public static IReadOnlyList<PlatformSide> Of(LocalSystem system) =>
        [
            new(system, "demo-store", "shopify"),
            new(system, "demo-shopee", "shopee", makesNumber: true),
            .. Platforms.Select(platform => new PlatformSide(system, $"demo-{platform}", platform, makesNumber: platform is "lazada")),
        ];

    /// <summary>The platforms whose stand-in keeps its orders in common form, but Amazon: it lists once in three minutes.</summary>
    public static IReadOnlyList<string> Platforms { get; } = ["generic", "woocommerce", "lazada", "ebay", "tiktok"];

    public async Task<string> OrderAsync(params string[] skus)
    {
        var lines = skus.Select(sku => (JsonNode)new JsonObject { ["sku"] = sku, ["quantity"] = 1 });
        var order = new JsonObject { ["lines"] = new JsonArray([.. lines]) };
        if (!MakesNumber)
        {
            // A customer in China gets the supplier's own parcel; what goes abroad is the forwarders' tests'.
            order["country"] = "CN";
        }

        var made = await system.ControlAsync(HttpMethod.Post, _control, order);
        return made["orders"]![0]!["id"]!.GetValue<string>();
    }

    public Task CancelAsync(string id) => system.ControlAsync(HttpMethod.Post, $"{_control}/{id}/cancel", new JsonObject());

    public Task FaultAsync(string operation, string kind, int times = 1) =>
        system.ControlAsync(
            HttpMethod.Post,
            "faults",
            new JsonObject
            {
                ["target"] = platform,
                ["operation"] = operation,
                ["kind"] = kind,
                ["times"] = times,
            }
        );

    public Task<JsonNode> WaitAsync(string id, string what, Func<JsonNode, bool> condition) =>
        system.WaitForOrderAsync(id, what, condition, account);

    /// <summary>Approves all purchase orders of an order by the links in the mails, and pays for them.</summary>
    public async Task ApproveAndPayAsync(string id, int purchases = 1)
    {
        var order = await WaitAsync(id, "asks for all approvals", found => All(found, "AwaitingApproval", purchases));
        var number = order["storeOrder"]!["number"]!.GetValue<string>();
        var mails = await Wait.ForAsync(
            $"the mails about {number}",
            async () =>
                (await system.MailsAsync())
                    .Where(mail => mail!["to"]![0]!["address"]!.GetValue<string>() == "you@example.com")
                    .Where(mail => mail!["subject"]!.GetValue<string>().Contains(number, StringComparison.Ordinal))
                    .ToList()
                    is { } found
                && found.Count == purchases
                    ? found
                    : null,
            TimeSpan.FromMinutes(1)
        );
        foreach (var mail in mails)
        {
            Assert.Equal("Approved", await Approver.DecideAsync(Approver.LinkOf(mail!), "approve"));
        }

        order = await WaitAsync(
            id,
            "has all cashier pages",
            found => found["purchaseOrders"]!.AsArray().All(purchase => purchase!["payment"]?["payLink"] is not null)
        );
        foreach (var supplierOrder in SupplierOrders(order))
        {
            await system.ControlAsync(HttpMethod.Post, $"1688/orders/{supplierOrder}/pay");
        }
    }

    /// <summary>Has the supplier of one purchase order ship, once it is paid.</summary>
    public async Task ShipAsync(string id, int place = 0)
    {
        var order = await WaitAsync(
            id,
            "is paid",
            found => found["purchaseOrders"]![place]!["state"]!.GetValue<string>() == "AwaitingShipment"
        );
        await system.ControlAsync(HttpMethod.Post, $"1688/orders/{SupplierOrders(order)[place]}/ship", new JsonObject());
    }

    /// <summary>The numbers that the store shows of an order, and its own word for how far it is fulfilled.</summary>
    public async Task<(string Status, IReadOnlyList<string> Numbers)> ShownAsync(string id)
    {
        var state = await system.ControlAsync(HttpMethod.Get, platform == "shopify" ? "state" : $"{platform}/state");
        var order = state[platform == "shopify" ? "storeOrders" : "orders"]!.AsArray().Single(one => one!["id"]!.GetValue<string>() == id)!;
        return platform switch
        {
            "shopify" => (
                order["fulfillmentStatus"]!.GetValue<string>(),
                [
                    .. order["fulfillments"]!
                        .AsArray()
                        .SelectMany(fulfilment => Texts(fulfilment!["tracking"]!, tracking => tracking["number"])),
                ]
            ),
            "shopee" => (order["status"]!.GetValue<string>(), Texts(order["packages"]!, package => package["trackingNumber"])),
            _ => (
                order["status"]!.GetValue<string>(),
                [
                    .. order["parcels"]!
                        .AsArray()
                        .SelectMany(parcel => parcel!["numbers"]!.AsArray().Select(number => number!.GetValue<string>())),
                ]
            ),
        };
    }

    public static bool All(JsonNode order, string state, int purchases = 1) =>
        order["purchaseOrders"]!.AsArray() is var all
        && all.Count == purchases
        && all.All(purchase => purchase!["state"]!.GetValue<string>() == state);

    private static List<string> SupplierOrders(JsonNode order) =>
        Texts(order["purchaseOrders"]!, purchase => purchase["supplierOrders"]![0]!["orderId"]);

    private static List<string> Texts(JsonNode list, Func<JsonNode, JsonNode?> choose) =>
        [.. list.AsArray().Select(one => choose(one!)).OfType<JsonNode>().Select(text => text.GetValue<string>())];
}
