namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the trigger tells besides its value, by name, ignoring case.</summary>
public abstract class BindingContext
{
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
