using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.AzureSdk.Host.Triggers;

/// <summary>Fills parameters besides the trigger's. Register one as a singleton of this type.</summary>
internal interface IInputBindingProvider
{
    /// <summary>Whether this provider fills the parameter: by its attribute, or by its type.</summary>
    bool CanBind(ParameterInfo parameter);

    ValueTask<object?> BindAsync(ParameterInfo parameter, FunctionContext context);
}
