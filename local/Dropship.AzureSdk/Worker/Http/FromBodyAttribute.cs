namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Fills the parameter from the request's body, read with the worker's serializer.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public class FromBodyAttribute : Attribute
{
}
