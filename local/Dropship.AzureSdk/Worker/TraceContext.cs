using System.Collections.ObjectModel;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Where the call stands in a distributed trace (W3C).</summary>
public abstract class TraceContext
{
    public abstract string TraceParent { get; }

    public abstract string TraceState { get; }

    public virtual IReadOnlyDictionary<string, string> Attributes { get; } = ReadOnlyDictionary<string, string>.Empty;
}
