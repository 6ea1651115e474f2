using System.Collections.Concurrent;
using System.Reflection;
using Dropship.AzureSdk.Host.Triggers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Dropship.AzureSdk.Host;

/// <summary>Binds a function's parameters, makes its class from the call's services, and calls it.</summary>
internal sealed class FunctionExecutor(IEnumerable<IInputBindingProvider> providers, ValueConverter converter)
{
    private readonly IInputBindingProvider[] _providers = [.. providers];
    private readonly ConcurrentDictionary<Type, ObjectFactory> _factories = new();

    public async Task ExecuteAsync(HostFunctionContext context)
    {
        var function = context.Function;
        var arguments = new object?[function.Parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = BindAsync(function.Parameters[i], context);
            arguments[i] = value.IsCompletedSuccessfully ? value.Result : await value;
        }

        var instance = function.Method.IsStatic ? null : Create(function.Method.DeclaringType!, context.InstanceServices);
        try
        {
            context.ReturnValue = await function.CallAsync(instance, arguments);
        }
        finally
        {
            switch (instance)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
    }

    private object Create(Type type, IServiceProvider services) =>
        _factories.GetOrAdd(type, static t => ActivatorUtilities.CreateFactory(t, Type.EmptyTypes))(services, null);

    private ValueTask<object?> BindAsync(ParameterInfo parameter, HostFunctionContext context)
    {
        var invocation = context.Invocation;
        var type = parameter.ParameterType;
        if (parameter == context.Function.TriggerParameter)
        {
            return new(invocation.Body is { } body && !type.IsInstanceOfType(invocation.TriggerValue)
                ? converter.FromBody(body, type)
                : converter.Convert(invocation.TriggerValue, type));
        }

        if (type == typeof(FunctionContext))
        {
            return new(context);
        }

        if (type == typeof(CancellationToken))
        {
            return new(context.CancellationToken);
        }

        if (invocation.Inputs.TryGetValue(type, out var input))
        {
            return new(input);
        }

        foreach (var provider in _providers)
        {
            if (provider.CanBind(parameter))
            {
                return provider.BindAsync(parameter, context);
            }
        }

        if (context.BindingContext.BindingData.TryGetValue(parameter.Name!, out var value))
        {
            return new(converter.Convert(value, type));
        }

        return parameter.HasDefaultValue ? new(parameter.DefaultValue)
            : !type.IsValueType || Nullable.GetUnderlyingType(type) is not null ? new((object?)null)
            : throw new InvalidOperationException($"Cannot bind parameter '{parameter.Name}' of function '{context.Function.Name}': nothing gives a {type}.");
    }
}
