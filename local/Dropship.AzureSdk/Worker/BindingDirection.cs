namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which way a binding carries its value.</summary>
public enum BindingDirection
{
    In,
    Out,
}
