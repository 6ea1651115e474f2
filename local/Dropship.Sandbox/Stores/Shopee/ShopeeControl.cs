using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Dropship.Sandbox.Alibaba1688;
using Dropship.Sandbox.Control;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Stores.Shopee;

/// <summary>The interface by which a test or a person moves the shops and their orders.</summary>
internal sealed class ShopeeControl(SandboxWorld world)
{
    private static readonly JsonSerializerOptions s_complete = new(Journal.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    public void Map(IEndpointRouteBuilder routes)
    {
        var control = routes.MapGroup("/control/shopee");
        control.MapGet("/state", () => ControlAnswers.Json(world.Change(State)));
        control.MapPut("/settings", (JsonObject changes) => Do(step => ChangeSettings(step, changes)));
        control.MapPost(
            "/orders",
            (ShopeeWish wish) =>
                Do(step => new JsonObject
                {
                    ["orders"] = new JsonArray([.. Enumerable.Range(0, wish.Count).Select(_ => (JsonNode)Describe(Make(step, wish)))]),
                })
        );
        control.MapPost("/orders/{number}/{action}", (string number, string action) => Do(step => Act(step, number, action)));
    }

    private static JsonObject State(Step step) =>
        new()
        {
            ["orders"] = new JsonArray([
                .. step.All<ShopeeOrder>().OrderBy(order => order.Key, StringComparer.Ordinal).Select(order => (JsonNode)Describe(order)),
            ]),
            ["pendingPushes"] = step.All<Delivery>().Count(delivery => delivery.Target == ShopeeStandIn.Target),
        };

    private static JsonObject Describe(ShopeeOrder order) =>
        new()
        {
            ["id"] = order.Key,
            ["shop"] = order.Shop,
            ["status"] = order.Status,
            ["updateTime"] = order.UpdateTime,
            ["packages"] = new JsonArray([
                .. order.Packages.Select(package =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["number"] = package.Number,
                            ["status"] = package.Status,
                            ["trackingNumber"] = package.TrackingNumber,
                        }
                ),
            ]),
        };

    private static ShopeeOrder Make(Step step, ShopeeWish wish)
    {
        if (step.Find<ShopeeShop>(wish.Shop) is null)
        {
            throw new ControlException($"There is no shop '{wish.Shop}'.");
        }

        var lines = wish.Lines ?? [new LineWish { Sku = wish.Sku, Quantity = wish.Quantity }];
        var order = new ShopeeOrder
        {
            Shop = wish.Shop,
            Cod = wish.Cod,
            Flag = wish.Flag ?? "fulfilled_by_local_seller",
        };
        order.Lines.AddRange(
            lines.Select(
                (line, place) =>
                {
                    var product = Catalogue.Products.FirstOrDefault(one => one.Sku == line.Sku);
                    var again = lines.Take(place).Count(earlier => earlier.Sku == line.Sku);
                    return new ShopeeLine
                    {
                        ItemId = 23620850000 + place,
                        ModelId = 221404180000 + (line.Sku is { } sku ? Catalogue.NumberOf(sku) + (1_000_000L * again) : 900 + place),
                        Sku = line.Sku,
                        Title = line.Title ?? product?.Title ?? "Unlisted item",
                        Variant = product?.Variant,
                        Quantity = line.Quantity,
                        Price = line.Price ?? 150_000,
                    };
                }
            )
        );
        return ShopeeDesk.Create(step, order, wish.Paid);
    }

    private static JsonObject Act(Step step, string number, string action)
    {
        var order = step.Find<ShopeeOrder>(number) ?? throw new KeyNotFoundException($"There is no order {number}.");
        Action<Step, ShopeeOrder> act = action switch
        {
            "pay" => ShopeeDesk.Pay,
            "ask-to-cancel" => ShopeeDesk.AskToCancel,
            "refuse-to-cancel" => ShopeeDesk.RefuseToCancel,
            "cancel" => (s, o) => ShopeeDesk.Cancel(s, o, "Need to change delivery address"),
            "split" => ShopeeDesk.Split,
            "arrange" => (s, o) => o.Packages.ForEach(package => ShopeeDesk.Ship(s, o, package, null)),
            "pick-up" => ShopeeDesk.PickUp,
            _ => throw new KeyNotFoundException($"There is no action '{action}' on orders."),
        };
        act(step, order);
        return Describe(order);
    }

    private static JsonNode? ChangeSettings(Step step, JsonObject changes)
    {
        var current = JsonSerializer.SerializeToNode<Entity>(step.Get<ShopeeSettings>(ShopeeSettings.TheKey), s_complete)!.AsObject();
        foreach (var (name, value) in changes)
        {
            if (!current.ContainsKey(name) || name is "key" or "entity")
            {
                throw new ControlException($"There is no setting '{name}'.");
            }

            current[name] = value?.DeepClone();
        }

        step.Add((ShopeeSettings)JsonSerializer.Deserialize<Entity>(current, Journal.Options)!);
        return null;
    }

    private IResult Do(Func<Step, JsonNode?> work) => ControlAnswers.Do(world, work);
}

/// <summary>The order that somebody wants made.</summary>
internal sealed class ShopeeWish
{
    public string Shop { get; set; } = "600100200";

    public string? Sku { get; set; }

    public int Quantity { get; set; } = 1;

    public List<LineWish>? Lines { get; set; }

    public bool Paid { get; set; } = true;

    public bool Cod { get; set; }

    /// <summary>Who fulfils it, in Shopee's words; the seller when null.</summary>
    public string? Flag { get; set; }

    public int Count { get; set; } = 1;
}
