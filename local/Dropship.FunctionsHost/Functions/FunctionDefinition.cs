using System.Text.Json.Nodes;

namespace Dropship.FunctionsHost.Functions;

/// <summary>A function as the worker tells it.</summary>
/// <param name="Id">What the worker calls it.</param>
/// <param name="Trigger">All that the binding of its trigger says.</param>
/// <param name="DurableClients">The parameters that get a durable client.</param>
internal sealed record FunctionDefinition(string Name, string Id, JsonNode Trigger, IReadOnlyList<string> DurableClients)
{
    public string Type { get; } = TypeOf(Trigger);

    /// <summary>The parameter that gets the trigger's value.</summary>
    public string Parameter { get; } = NameOf(Trigger);

    /// <summary>Whether the Durable extension reads what the function gives back.</summary>
    public bool GivesBack => Type is "orchestrationTrigger" or "activityTrigger";

    public bool IsDurable => GivesBack || DurableClients.Count > 0;

    /// <summary>Reads what the worker tells of a function, and refuses what the host does not have beside its trigger.</summary>
    /// <exception cref="HostException">The function has something that the host does not have.</exception>
    public static FunctionDefinition Read(RpcFunctionMetadata told)
    {
        var bindings = told.RawBindings.Select(raw => JsonNode.Parse(raw)!).Where(binding => TypeOf(binding) is not "http").ToList();
        var trigger = bindings.Find(binding => TypeOf(binding).EndsWith("Trigger", StringComparison.Ordinal))!;
        var clients = bindings.FindAll(binding => TypeOf(binding) is "durableClient");
        var function = new FunctionDefinition(told.Name, told.FunctionId, trigger, [.. clients.Select(NameOf)]);
        var unsupported =
            bindings.Except([trigger, .. clients]).FirstOrDefault() is { } other ? $"a binding of type {TypeOf(other)}"
            : told.RetryOptions is not null ? "a retry policy"
            : trigger["cardinality"]?.ToString() is "Many" ? "a trigger that takes batches"
            : trigger["dataType"]?.ToString() is "Binary" ? "a trigger that gives bytes"
            : clients.Exists(client => (client["taskHub"] ?? client["connectionName"]) is not null) ? "a client of another task hub"
            : null;
        return unsupported is null ? function : throw function.Unsupported(unsupported);
    }

    public HostException Unsupported(string what) => new($"Function {Name} has {what}, which this host does not support.");

    private static string NameOf(JsonNode binding) => (string)binding["name"]!;

    private static string TypeOf(JsonNode binding) => (string)binding["type"]!;
}
