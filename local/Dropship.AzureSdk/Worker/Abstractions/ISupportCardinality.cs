namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>A trigger that can give one value or many at once.</summary>
public interface ISupportCardinality
{
    Cardinality Cardinality { get; set; }
}
