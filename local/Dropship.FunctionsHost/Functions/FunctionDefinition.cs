using System.Text.Json;
using Dropship.FunctionsHost.Worker;

namespace Dropship.FunctionsHost.Functions;

/// <summary>A function as the worker tells it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">What the worker calls it.</param>
/// <param name="Type">The type of its trigger.</param>
/// <param name="Trigger">All that the trigger's binding says.</param>
/// <param name="DurableClients">Its durable clients.</param>
internal sealed record FunctionDefinition(
    string Name, string Id, TriggerType Type, JsonElement Trigger, IReadOnlyList<DurableClientBinding> DurableClients)
{
    /// <summary>The parameter that gets the trigger's value.</summary>
    public string Parameter => Required("name");

    public bool IsDurable => Type is TriggerType.OrchestrationTrigger or TriggerType.ActivityTrigger || DurableClients.Count > 0;

    public bool WantsBytes => Says("dataType", "binary");

    /// <summary>Reads what the worker tells of a function, and refuses what the host does not have.</summary>
    /// <exception cref="HostException">The function has something that the host does not have.</exception>
    public static FunctionDefinition Read(RpcFunctionMetadata told)
    {
        HostException Unsupported(string what) => new($"Function {told.Name} has {what}, which this host does not support.");

        FunctionDefinition? function = null;
        var clients = new List<DurableClientBinding>();
        foreach (var binding in told.RawBindings.Select(raw => JsonElement.Parse(raw)))
        {
            var type = Text(binding, "type");
            if (Enum.TryParse<TriggerType>(type, ignoreCase: true, out var trigger))
            {
                function = new FunctionDefinition(told.Name, told.FunctionId, trigger, binding, clients);
            }
            else if (string.Equals(type, "durableClient", StringComparison.OrdinalIgnoreCase))
            {
                clients.Add(new DurableClientBinding(Text(binding, "name")!, Text(binding, "taskHub"), Text(binding, "connectionName")));
            }
            else if (type is not "http")
            {
                throw Unsupported($"a binding of type {type}");
            }
        }

        return function switch
        {
            null => throw Unsupported("no trigger"),
            _ when told.RetryOptions is not null => throw Unsupported("a retry policy"),
            _ when function.Says("cardinality", "many") => throw Unsupported("a trigger that takes batches"),
            _ => function,
        };
    }

    /// <summary>A property of the trigger; null when it says nothing of it.</summary>
    public string? Text(string property) => Text(Trigger, property);

    /// <summary>A yes or no of the trigger; null when it says nothing of it.</summary>
    public bool? Flag(string property) =>
        Trigger.TryGetProperty(property, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : null;

    /// <summary>The same of what the trigger must say.</summary>
    /// <exception cref="HostException">It does not.</exception>
    public string Required(string property) =>
        Text(property) ?? throw new HostException($"Function {Name}: its {Type} does not say {property}.");

    private static string? Text(JsonElement binding, string property) =>
        binding.TryGetProperty(property, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private bool Says(string property, string value) => string.Equals(Text(property), value, StringComparison.OrdinalIgnoreCase);
}
