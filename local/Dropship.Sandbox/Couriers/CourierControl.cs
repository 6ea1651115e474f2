using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Dropship.Sandbox.Control;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Couriers;

/// <summary>The interface by which a test or a person moves parcels as the carriers know them.</summary>
internal sealed class CourierControl(SandboxWorld world)
{
    private static readonly JsonSerializerOptions s_complete = new(Journal.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    public void Map(IEndpointRouteBuilder routes)
    {
        var control = routes.MapGroup("/control/couriers");
        control.MapGet(
            "/state",
            () =>
                Json(
                    new JsonObject
                    {
                        ["parcels"] = new JsonArray([
                            .. world.Change(step =>
                                step.All<CourierPackage>()
                                    .OrderBy(package => package.Key, StringComparer.Ordinal)
                                    .Select(package => JsonSerializer.SerializeToNode<Entity>(package, s_complete))
                                    .ToList()
                            ),
                        ]),
                    }
                )
        );
        control.MapPut("/settings", (JsonObject changes) => Do(step => ChangeSettings(step, changes)));
        control.MapPost("/parcels/{number}", (string number, JsonObject news) => Do(step => Move(step, number, news)));
        control.MapPost(
            "/parcels/{number}/tell",
            (string number) =>
                Do(step =>
                {
                    CourierWork.Tell(step, CourierWork.PackageOf(step, number));
                    return null;
                })
        );
    }

    // carrier, state, subState, word, text, city, at: what is not given stays; without a text there is no scan.
    private static JsonObject? Move(Step step, string number, JsonObject news)
    {
        var package = CourierWork.PackageOf(step, number);
        package.Carrier = news["carrier"]?.GetValue<string>() ?? package.Carrier;
        package.State = news["state"]?.GetValue<string>() ?? package.State;
        package.SubState = news["subState"]?.GetValue<string>() ?? string.Empty;
        package.OddWord = news["word"]?.GetValue<string>();
        if (news["text"]?.GetValue<string>() is { } text)
        {
            package.Events.Add(
                new CourierEvent
                {
                    At = news["at"]?.GetValue<DateTimeOffset>() ?? step.Now,
                    Text = text,
                    City = news["city"]?.GetValue<string>(),
                }
            );
        }

        CourierWork.Tell(step, package);
        return null;
    }

    private static JsonNode? ChangeSettings(Step step, JsonObject changes)
    {
        var current = JsonSerializer.SerializeToNode<Entity>(CourierWork.SettingsOf(step), s_complete)!.AsObject();
        foreach (var (name, value) in changes)
        {
            if (!current.ContainsKey(name) || name is "key" or "entity")
            {
                throw new ControlException($"There is no setting '{name}'.");
            }

            current[name] = value?.DeepClone();
        }

        step.Add((CourierSettings)JsonSerializer.Deserialize<Entity>(current, Journal.Options)!);
        return null;
    }

    private IResult Do(Func<Step, JsonNode?> work)
    {
        try
        {
            return Json(world.Change(work) ?? new JsonObject { ["done"] = true });
        }
        catch (Exception exception) when (exception is ControlException or JsonException or InvalidOperationException or FormatException)
        {
            return Json(new JsonObject { ["error"] = exception.Message }, 400);
        }
    }

    private static IResult Json(JsonNode node, int status = 200) =>
        Results.Text(node.ToJsonString(Journal.Options), "application/json", statusCode: status);
}
