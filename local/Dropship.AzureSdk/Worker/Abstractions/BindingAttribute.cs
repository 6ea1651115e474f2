namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>What ties a function to the outside.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class BindingAttribute : Attribute
{
}
