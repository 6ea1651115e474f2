using System.Reflection;
using System.Reflection.Emit;
using Dropship.FunctionsHost.ServiceBus;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Binder = Microsoft.Azure.WebJobs.Binder;
using ExecutionContext = Microsoft.Azure.WebJobs.ExecutionContext;

namespace Dropship.FunctionsHost.Functions;

/// <summary>
/// Makes a type with a method for each function, as the WebJobs SDK wants it: its invoker needs real methods, its extensions need their attributes.
/// </summary>
internal static class FunctionTypeBuilder
{
    private static readonly MethodInfo s_run = typeof(FunctionMethods).GetMethod("RunAsync", BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <exception cref="HostException">A trigger lacks something.</exception>
    public static Type Build(IReadOnlyList<FunctionDefinition> functions)
    {
        var module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Host"), AssemblyBuilderAccess.Run).DefineDynamicModule("Host");

        // The SDK names functions and the status of timers after the type, here as in Azure.
        var type = module.DefineType("Host.Functions", TypeAttributes.Public | TypeAttributes.Class, typeof(FunctionMethods));
        for (var i = 0; i < functions.Count; i++)
        {
            Define(type, functions[i], i);
        }

        return type.CreateType();
    }

    private static void Define(TypeBuilder type, FunctionDefinition function, int number)
    {
        var (value, attribute) = Trigger(function);
        var answers = function.TriggerType is TriggerTypes.Orchestration or TriggerTypes.Activity;
        var method = type.DefineMethod(
            function.Name,
            MethodAttributes.Public | MethodAttributes.HideBySig,
            answers ? typeof(Task<object>) : typeof(Task),
            [value, typeof(Binder), typeof(ExecutionContext), typeof(CancellationToken)]);
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
        var payload = function.WantsBytes ? typeof(byte[]) : typeof(string);
        return function.TriggerType switch
        {
            TriggerTypes.Http => (typeof(HttpContext), null),
            TriggerTypes.Queue => (payload, Attribute<QueueTriggerAttribute>([function.Required("queueName")], ("Connection", function.Text("connection")))),
            TriggerTypes.Timer => (typeof(TimerInfo), Attribute<TimerTriggerAttribute>(
                [function.Required("schedule")], ("RunOnStartup", function.Flag("runOnStartup")), ("UseMonitor", function.Flag("useMonitor")))),
            TriggerTypes.ServiceBus => (payload, Attribute<ServiceBusTriggerAttribute>(
                [function.Required("queueName")],
                ("Connection", function.Text("connection")),
                ("IsSessionsEnabled", function.Flag("isSessionsEnabled")),
                ("AutoComplete", (function.Flag("autoCompleteMessages") ?? function.Flag("autoComplete"))?.ToString()))),
            TriggerTypes.Orchestration => (typeof(string), Attribute<OrchestrationTriggerAttribute>([], ("Orchestration", function.Text("orchestration")))),
            _ => (typeof(string), Attribute<ActivityTriggerAttribute>([], ("Activity", function.Text("activity")))),
        };
    }

    private static CustomAttributeBuilder Attribute<T>(object[] arguments, params (string Name, object? Value)[] properties)
        where T : Attribute
    {
        var said = properties.Where(property => property.Value is not null).ToArray();
        return new CustomAttributeBuilder(
            typeof(T).GetConstructor([.. arguments.Select(argument => argument.GetType())])!,
            arguments,
            [.. said.Select(property => typeof(T).GetProperty(property.Name)!)],
            [.. said.Select(property => property.Value)]);
    }
}
