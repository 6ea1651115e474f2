using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Dropship.Sandbox.Control;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Forwarders;

/// <summary>The interface by which a test or a person moves the forwarder.</summary>
internal sealed class ForwarderControl(SandboxWorld world)
{
    private static readonly JsonSerializerOptions s_complete = new(Journal.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    public void Map(IEndpointRouteBuilder routes)
    {
        var control = routes.MapGroup("/control/forwarder");
        control.MapGet("/state", () => Json(world.Change(State)));
        control.MapGet(
            "/settings",
            () => Json(JsonSerializer.SerializeToNode<Entity>(world.Change(ForwarderWork.SettingsOf), s_complete)!)
        );
        control.MapPut("/settings", (JsonObject changes) => Do(step => ChangeSettings(step, changes)));
        control.MapPost(
            "/announcements/{reference}/{action}",
            (string reference, string action) => Do(step => Act(step, reference, action))
        );
    }

    private static JsonObject State(Step step) =>
        new()
        {
            ["announcements"] = new JsonArray([
                .. step.All<ForwarderOrder>()
                    .OrderBy(order => order.Key, StringComparer.Ordinal)
                    .Select(order =>
                    {
                        var json = ForwarderWork.Describe(order);
                        json["orderNumber"] = order.OrderNumber;
                        json["announced"] = order.Announced;
                        json["isCancelled"] = order.IsCancelled;
                        return (JsonNode)json;
                    }),
            ]),
        };

    private static JsonObject Act(Step step, string reference, string action)
    {
        var order = step.Find<ForwarderOrder>(reference) ?? throw new KeyNotFoundException($"There is no announcement {reference}.");
        Action<Step, ForwarderOrder> act = action switch
        {
            "arrive" => ForwarderWork.Arrive,
            "send" => ForwarderWork.Send,
            "correct" => ForwarderWork.Correct,
            "miss" => (s, o) => ForwarderWork.Miss(s, o, "the parcel did not arrive"),
            "tell" => ForwarderWork.Tell,
            _ => throw new KeyNotFoundException($"There is no action '{action}' on announcements."),
        };
        act(step, order);
        return ForwarderWork.Describe(order);
    }

    private static JsonNode? ChangeSettings(Step step, JsonObject changes)
    {
        var current = JsonSerializer.SerializeToNode<Entity>(ForwarderWork.SettingsOf(step), s_complete)!.AsObject();
        foreach (var (name, value) in changes)
        {
            if (!current.ContainsKey(name) || name is "key" or "entity")
            {
                throw new ControlException($"There is no setting '{name}'.");
            }

            current[name] = value?.DeepClone();
        }

        step.Add((ForwarderSettings)JsonSerializer.Deserialize<Entity>(current, Journal.Options)!);
        return null;
    }

    private IResult Do(Func<Step, JsonNode?> work)
    {
        try
        {
            return Json(world.Change(work) ?? new JsonObject { ["done"] = true });
        }
        catch (Exception exception) when (exception is ControlException or JsonException)
        {
            return Json(new JsonObject { ["error"] = exception.Message }, 400);
        }
        catch (KeyNotFoundException exception)
        {
            return Json(new JsonObject { ["error"] = exception.Message }, 404);
        }
    }

    private static IResult Json(JsonNode node, int status = 200) =>
        Results.Text(node.ToJsonString(Journal.Options), "application/json", statusCode: status);
}
