using System.Collections.ObjectModel;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.AzureSdk.Host.Triggers;

/// <summary>One call of a function as its trigger wants it.</summary>
internal sealed record FunctionInvocation
{
    /// <summary>The trigger's value. It is passed as it is when the parameter takes its type.</summary>
    public required object? TriggerValue { get; init; }

    /// <summary>The trigger's value as bytes, from which text, bytes and JSON types are made when the parameter does not take <see cref="TriggerValue"/>.</summary>
    public BinaryData? Body { get; init; }

    /// <summary>What the trigger tells besides, by name, ignoring case; parameters of these names are filled from it.</summary>
    public IReadOnlyDictionary<string, object?> Metadata { get; init; } = ReadOnlyDictionary<string, object?>.Empty;

    /// <summary>Further values, given to parameters of exactly these types.</summary>
    public IReadOnlyDictionary<Type, object> Inputs { get; init; } = ReadOnlyDictionary<Type, object>.Empty;

    /// <summary>Done to the call's context before middleware sees it.</summary>
    public Action<FunctionContext>? Prepare { get; init; }

    /// <summary>Why it runs, in a few words for the log.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether the log is spared the lines around the call, for calls that repeat themselves (replays).</summary>
    public bool IsQuiet { get; init; }
}
