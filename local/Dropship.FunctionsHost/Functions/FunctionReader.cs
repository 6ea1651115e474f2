using System.Text.Json;
using Dropship.FunctionsHost.Worker;

namespace Dropship.FunctionsHost.Functions;

/// <summary>Reads what the worker tells of its functions, and refuses what the host does not have.</summary>
internal static class FunctionReader
{
    /// <exception cref="HostException">The function has something that the host does not have.</exception>
    public static FunctionDefinition Read(RpcFunctionMetadata told)
    {
        if (told.RetryOptions is { MaxRetryCount: not 0 })
        {
            throw Unsupported(told.Name, "a retry policy");
        }

        FunctionDefinition? definition = null;
        var clients = new List<DurableClientBinding>();
        foreach (var raw in told.RawBindings)
        {
            var binding = JsonElement.Parse(raw);
            var type = Text(binding, "type") ?? string.Empty;
            switch (type.ToLowerInvariant())
            {
                case var trigger when TriggerTypes.Has(trigger):
                    definition = new FunctionDefinition(told.Name, told.FunctionId, trigger, Text(binding, "name")!, binding, clients);
                    break;
                case "durableclient":
                    clients.Add(new DurableClientBinding(Text(binding, "name")!, Text(binding, "taskHub"), Text(binding, "connectionName")));
                    break;
                case "http":
                    break;
                default:
                    throw Unsupported(told.Name, $"a binding of type {type}");
            }
        }

        if (definition is null)
        {
            throw new HostException($"Function {told.Name} has no trigger.");
        }

        if (definition.Text("cardinality") is { } cardinality && cardinality.Equals("many", StringComparison.OrdinalIgnoreCase))
        {
            throw Unsupported(told.Name, "a trigger that takes batches");
        }

        return definition is { TriggerType: TriggerTypes.ServiceBus } && definition.Text("queueName") is null
            ? throw Unsupported(told.Name, "a Service Bus trigger without queueName")
            : definition;
    }

    private static HostException Unsupported(string function, string what) => new($"Function {function} has {what}, which this host does not support.");

    private static string? Text(JsonElement binding, string property) =>
        binding.TryGetProperty(property, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
