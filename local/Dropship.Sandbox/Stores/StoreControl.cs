using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Dropship.Sandbox.Control;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Stores;

/// <summary>The interface by which a test or a person moves the orders of a store.</summary>
internal sealed class StoreControl(SandboxWorld world, StoreStandIn store)
{
    private static readonly JsonSerializerOptions s_complete = new(Journal.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    public void Map(IEndpointRouteBuilder routes)
    {
        var control = routes.MapGroup($"/control/{store.Name}");
        control.MapGet("/state", () => ControlAnswers.Json(world.Change(State)));
        control.MapGet(
            "/settings",
            () =>
                ControlAnswers.Json(
                    world.Change(step => JsonSerializer.SerializeToNode<Entity>(StoreBook.SettingsOf(step, store.Name), Journal.Options)!)
                )
        );
        control.MapPut("/settings", (JsonObject changes) => ControlAnswers.Do(world, step => ChangeSettings(step, changes)));
        control.MapPost(
            "/orders",
            (PlatformWish wish) =>
                ControlAnswers.Do(
                    world,
                    step => new JsonObject
                    {
                        ["orders"] = new JsonArray([
                            .. Enumerable.Range(0, wish.Count).Select(_ => (JsonNode)Describe(StoreBook.Make(step, store, wish))),
                        ]),
                    }
                )
        );
        control.MapPost("/orders/{id}/{action}", (string id, string action) => ControlAnswers.Do(world, step => Act(step, id, action)));
    }

    private JsonObject State(Step step) =>
        new()
        {
            ["orders"] = new JsonArray([
                .. StoreBook.All(step, store.Name).OrderBy(order => order.Sequence).Select(order => (JsonNode)Describe(order)),
            ]),
        };

    private JsonObject Describe(PlatformOrder order) =>
        new()
        {
            ["id"] = order.Id,
            ["status"] = store.StatusOf(order),
            ["parcels"] = new JsonArray([
                .. order.Parcels.Select(parcel =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["id"] = parcel.Id,
                            ["carrier"] = parcel.Carrier,
                            ["numbers"] = new JsonArray([.. parcel.Numbers.Select(number => (JsonNode)number)]),
                            ["pieces"] = parcel.Pieces.Values.Sum(),
                        }
                ),
            ]),
        };

    private JsonObject Act(Step step, string id, string action)
    {
        var order = StoreBook.Find(step, store.Name, id) ?? throw new KeyNotFoundException($"There is no order {id}.");
        var act = action switch
        {
            "pay" => (s, o) => StoreBook.Pay(s, store, o),
            "cancel" => (s, o) => StoreBook.Cancel(s, store, o),
            "refund" => (s, o) => StoreBook.RefundLine(s, store, o),
            _ => store.ActOf(action) ?? throw new KeyNotFoundException($"There is no action '{action}' on orders."),
        };
        act(step, order);
        return Describe(order);
    }

    private JsonNode? ChangeSettings(Step step, JsonObject changes)
    {
        var current = JsonSerializer.SerializeToNode<Entity>(StoreBook.SettingsOf(step, store.Name), s_complete)!.AsObject();
        foreach (var (name, value) in changes)
        {
            if (!current.ContainsKey(name) || name is "key" or "entity")
            {
                throw new ControlException($"There is no setting '{name}'.");
            }

            current[name] = value?.DeepClone();
        }

        step.Add((StoreSettings)JsonSerializer.Deserialize<Entity>(current, Journal.Options)!);
        return null;
    }
}
