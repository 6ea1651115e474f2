namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>How many values one call of a function gets.</summary>
public enum Cardinality
{
    Many,
    One,
}
