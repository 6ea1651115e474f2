using System.Reflection;
using Dropship.AzureSdk.Host.Triggers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Dropship.AzureSdk.Host.Http;

/// <summary>Parameters marked [FromBody]: the request's body in the app's own types.</summary>
internal sealed class HttpBodyBinding(ValueConverter converter) : IInputBindingProvider
{
    public bool CanBind(ParameterInfo parameter) => parameter.GetCustomAttribute<FromBodyAttribute>() is not null;

    public async ValueTask<object?> BindAsync(ParameterInfo parameter, FunctionContext context)
    {
        var request = context.GetHttpContext()?.Request
            ?? throw new InvalidOperationException($"[FromBody] on '{parameter.Name}' needs a function that answers HTTP.");
        var body = await BinaryData.FromStreamAsync(request.Body, context.CancellationToken);
        return body.ToMemory().IsEmpty ? null : converter.FromBody(body, parameter.ParameterType);
    }
}
