using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Control;

/// <summary>The answers of the control interface.</summary>
internal static class ControlAnswers
{
    public static IResult Do(SandboxWorld world, Func<Step, JsonNode?> work)
    {
        try
        {
            return Json(world.Change(work) ?? new JsonObject { ["done"] = true });
        }
        catch (ControlException exception)
        {
            return Json(new JsonObject { ["error"] = exception.Message }, 400);
        }
        catch (KeyNotFoundException exception)
        {
            return Json(new JsonObject { ["error"] = exception.Message }, 404);
        }
    }

    public static IResult Json(JsonNode node, int status = 200) =>
        Results.Text(node.ToJsonString(Journal.Options), "application/json", statusCode: status);
}
