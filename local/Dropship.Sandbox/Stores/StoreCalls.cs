using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Stores;

/// <summary>Answers calls of a store platform: shows faults, does the work in one step, keeps the log.</summary>
internal sealed class StoreCalls(SandboxWorld world, StoreStandIn store)
{
    /// <summary>Answers one call.</summary>
    /// <param name="operation">What faults and the log name it by.</param>
    /// <param name="work">Does it; the status and the body are the answer.</param>
    public async Task AnswerAsync(HttpContext context, string operation, Func<Step, StoreCall, StoreReply> work)
    {
        var started = Stopwatch.GetTimestamp();
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var call = new StoreCall(context.Request, await reader.ReadToEndAsync(context.RequestAborted));
        var guard = new FaultGuard(world, store.Name, operation);
        if (await guard.BeforeAsync(context))
        {
            Note(guard.Shown ?? "ok");
            return;
        }

        var reply = world.Change(step => work(step, call));
        foreach (var (name, value) in reply.Headers)
        {
            context.Response.Headers[name] = value;
        }

        // Whoever has the answer may look for the call in the log at once.
        Note(guard.Shown ?? reply.Outcome);
        await guard.AnswerAsync(context, reply.Status, reply.Body);

        void Note(string outcome) =>
            world.Calls.Add(
                new CallEntry(
                    world.Time.GetUtcNow(),
                    store.Name,
                    operation,
                    "-",
                    outcome,
                    Stopwatch.GetElapsedTime(started).TotalMilliseconds
                )
            );
    }

    public T Change<T>(Func<Step, T> work) => world.Change(work);
}

/// <summary>A call as it came.</summary>
internal sealed record StoreCall(HttpRequest Request, string Body)
{
    /// <summary>The JSON object in the body; null when there is none.</summary>
    public JsonObject? Json
    {
        get
        {
            try
            {
                return Body.Length == 0 ? [] : JsonNode.Parse(Body) as JsonObject;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    public string? Query(string name) => Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    public string Header(string name) => Request.Headers[name].ToString();
}

/// <summary>The answer to a call.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
/// <param name="Outcome">What the log shows of it.</param>
internal sealed record StoreReply(int Status, JsonNode Body, string Outcome = "ok")
{
    public Dictionary<string, string> Headers { get; init; } = [];
}
