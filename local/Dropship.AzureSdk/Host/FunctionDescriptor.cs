using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Dropship.AzureSdk.Host;

/// <summary>A function of the app: its name, its method, and what starts it.</summary>
internal sealed class FunctionDescriptor
{
    private readonly Func<Task, object?>? _result;

    /// <exception cref="InvalidOperationException">The method cannot be a function; the message says why.</exception>
    public FunctionDescriptor(string name, MethodInfo method)
    {
        Name = name;
        Method = method;
        EntryPoint = $"{method.DeclaringType!.FullName}.{method.Name}";
        Parameters = [.. method.GetParameters()];
        var triggers = Parameters.Where(p => p.GetCustomAttribute<TriggerBindingAttribute>() is not null).ToArray();
        TriggerParameter = triggers.Length == 1
            ? triggers[0]
            : throw new InvalidOperationException($"Function '{name}' ({EntryPoint}) has {triggers.Length} triggers; a function has exactly one.");
        Trigger = TriggerParameter.GetCustomAttribute<TriggerBindingAttribute>()!;
        var returns = method.ReturnType;
        if (returns == typeof(ValueTask) || (returns.IsGenericType && returns.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            throw new InvalidOperationException($"Function '{name}' ({EntryPoint}) returns a ValueTask, which the worker does not await. Return a Task.");
        }

        if (returns.IsGenericType && returns.GetGenericTypeDefinition() == typeof(Task<>))
        {
            var read = typeof(FunctionDescriptor).GetMethod(nameof(ResultOf), BindingFlags.Static | BindingFlags.NonPublic)!;
            _result = read.MakeGenericMethod(returns.GetGenericArguments()[0]).CreateDelegate<Func<Task, object?>>();
        }

        Definition = new HostFunctionDefinition(this);
    }

    public string Name { get; }

    public MethodInfo Method { get; }

    /// <summary>The method with its class, as the official tools write it.</summary>
    public string EntryPoint { get; }

    public ImmutableArray<ParameterInfo> Parameters { get; }

    public ParameterInfo TriggerParameter { get; }

    public TriggerBindingAttribute Trigger { get; }

    public FunctionDefinition Definition { get; }

    /// <summary>Calls the method and gives what it returns, awaited.</summary>
    public async Task<object?> CallAsync(object? instance, object?[] arguments)
    {
        var returned = Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        if (returned is not Task task)
        {
            return returned;
        }

        await task;
        return _result?.Invoke(task);
    }

    private static object? ResultOf<T>(Task task) => ((Task<T>)task).Result;
}
