using System.Text.Json;

namespace Dropship.FunctionsHost.Functions;

/// <summary>A function as the worker tells it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">What the worker calls it.</param>
/// <param name="TriggerType">The type of its trigger, in lower case.</param>
/// <param name="Parameter">The parameter that gets the trigger's value.</param>
/// <param name="Trigger">All that the trigger's binding says.</param>
/// <param name="DurableClients">Its durable client bindings.</param>
internal sealed record FunctionDefinition(string Name, string Id, string TriggerType, string Parameter, JsonElement Trigger, IReadOnlyList<DurableClientBinding> DurableClients)
{
    public bool IsHttp => TriggerType == TriggerTypes.Http;

    public bool IsDurable => TriggerType is TriggerTypes.Orchestration or TriggerTypes.Activity || DurableClients.Count > 0;

    public bool WantsBytes => Text("dataType") is { } type && type.Equals("binary", StringComparison.OrdinalIgnoreCase);

    /// <summary>A property of the trigger; null when it says nothing of it.</summary>
    public string? Text(string property) => Trigger.TryGetProperty(property, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    /// <summary>A yes or no of the trigger; null when it says nothing of it.</summary>
    public bool? Flag(string property) => Trigger.TryGetProperty(property, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    /// <summary>The same of what the trigger must say.</summary>
    /// <exception cref="HostException">It does not.</exception>
    public string Required(string property) => Text(property) ?? throw new HostException($"Function {Name}: its {Text("type")} does not say {property}.");
}
