using System.Reflection;
using System.Reflection.Emit;
using Dropship.FunctionsHost.ServiceBus;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Binder = Microsoft.Azure.WebJobs.Binder;
using ExecutionContext = Microsoft.Azure.WebJobs.ExecutionContext;

namespace Dropship.FunctionsHost.Functions;

/// <summary>Gives the WebJobs SDK the type that it wants: a method for each function, with the attributes extensions look for.</summary>
internal sealed class FunctionTypes : ITypeLocator, IJobActivator
{
    private static readonly MethodInfo s_run = typeof(FunctionMethods).GetMethod(nameof(FunctionMethods.RunAsync))!;
    private readonly FunctionMethods _instance;

    /// <exception cref="HostException">The host does not have the trigger of a function.</exception>
    public FunctionTypes(IReadOnlyList<FunctionDefinition> functions, FunctionInvoker invoker)
    {
        // The SDK names functions and the status of timers after the type, here as in Azure.
        var module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Host"), AssemblyBuilderAccess.Run).DefineDynamicModule("Host");
        var type = module.DefineType("Host.Functions", TypeAttributes.Public | TypeAttributes.Class, typeof(FunctionMethods));
        for (var i = 0; i < functions.Count; i++)
        {
            Define(type, functions[i], i);
        }

        _instance = (FunctionMethods)Activator.CreateInstance(type.CreateType())!;
        _instance.Invoker = invoker;
    }

    public IReadOnlyList<Type> GetTypes() => [_instance.GetType()];

    public T CreateInstance<T>() => (T)(object)_instance;

    private static void Define(TypeBuilder type, FunctionDefinition function, int number)
    {
        var (value, attribute) = Trigger(function);
        var method = type.DefineMethod(
            function.Name,
            MethodAttributes.Public | MethodAttributes.HideBySig,
            function.GivesBack ? typeof(Task<object>) : typeof(Task),
            [value, typeof(Binder), typeof(ExecutionContext), typeof(CancellationToken)]
        );
        var trigger = method.DefineParameter(1, ParameterAttributes.None, function.Parameter);
        if (attribute is null)
        {
            method.SetCustomAttribute(Attribute<NoAutomaticTriggerAttribute>([]));
        }
        else
        {
            trigger.SetCustomAttribute(attribute);
        }

        method.DefineParameter(2, ParameterAttributes.None, "_binder");
        method.DefineParameter(3, ParameterAttributes.None, "_context");
        method.DefineParameter(4, ParameterAttributes.None, "_cancellationToken");
        var body = method.GetILGenerator();
        body.Emit(OpCodes.Ldarg_0);
        body.Emit(OpCodes.Ldc_I4, number);
        body.Emit(OpCodes.Ldarg_1);
        body.Emit(OpCodes.Ldarg_2);
        body.Emit(OpCodes.Ldarg_3);
        body.Emit(OpCodes.Ldarg_S, (byte)4);
        body.Emit(OpCodes.Call, s_run);
        body.Emit(OpCodes.Ret);
    }

    private static (Type Value, CustomAttributeBuilder? Attribute) Trigger(FunctionDefinition function)
    {
        var said = function.Trigger;
        var connection = ("Connection", (object?)said["connection"]?.ToString());
        return function.Type switch
        {
            "httpTrigger" => (typeof(HttpContext), null),
            "queueTrigger" => (typeof(string), Attribute<QueueTriggerAttribute>([said["queueName"]!.ToString()], connection)),
            "timerTrigger" => (
                typeof(TimerInfo),
                Attribute<TimerTriggerAttribute>(
                    [said["schedule"]!.ToString()],
                    ("RunOnStartup", (bool?)said["runOnStartup"]),
                    ("UseMonitor", (bool?)said["useMonitor"])
                )
            ),
            "serviceBusTrigger" => (
                typeof(string),
                Attribute<ServiceBusTriggerAttribute>(
                    [said["queueName"]!.ToString()],
                    connection,
                    ("IsSessionsEnabled", (bool?)said["isSessionsEnabled"])
                )
            ),
            "orchestrationTrigger" => (
                typeof(string),
                Attribute<OrchestrationTriggerAttribute>([], ("Orchestration", said["orchestration"]?.ToString()))
            ),
            "activityTrigger" => (typeof(string), Attribute<ActivityTriggerAttribute>([], ("Activity", said["activity"]?.ToString()))),
            _ => throw function.Unsupported($"a binding of type {function.Type}"),
        };
    }

    private static CustomAttributeBuilder Attribute<T>(string[] arguments, params (string Name, object? Value)[] properties)
    {
        var said = properties.Where(property => property.Value is not null).ToArray();
        return new CustomAttributeBuilder(
            typeof(T).GetConstructor([.. arguments.Select(_ => typeof(string))])!,
            arguments,
            [.. said.Select(property => typeof(T).GetProperty(property.Name)!)],
            [.. said.Select(property => property.Value)]
        );
    }
}
