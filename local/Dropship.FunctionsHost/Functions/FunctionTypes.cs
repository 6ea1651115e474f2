using System.Reflection;
using System.Reflection.Emit;
using Dropship.FunctionsHost.ServiceBus;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Host;
using Binder = Microsoft.Azure.WebJobs.Binder;
using ExecutionContext = Microsoft.Azure.WebJobs.ExecutionContext;

namespace Dropship.FunctionsHost.Functions;

/// <summary>
/// Gives the WebJobs SDK the type that it wants, and its one instance: a method for each function, with the attributes that extensions look
/// for.
/// </summary>
internal sealed class FunctionTypes : ITypeLocator, IJobActivator
{
    private const BindingFlags Protected = BindingFlags.Instance | BindingFlags.NonPublic;
    private static readonly MethodInfo s_run = typeof(FunctionMethods).GetMethod("RunAsync", Protected)!;
    private readonly FunctionMethods _instance;

    /// <exception cref="HostException">A trigger lacks something.</exception>
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
        var answers = function.Type is TriggerType.OrchestrationTrigger or TriggerType.ActivityTrigger;
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

        foreach (var (index, name) in ((string[])["_binder", "_context", "_cancellationToken"]).Index())
        {
            method.DefineParameter(index + 2, ParameterAttributes.None, name);
        }

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
        var connection = ("Connection", function.Text("connection"));
        return function.Type switch
        {
            TriggerType.HttpTrigger => (typeof(HttpContext), null),
            TriggerType.QueueTrigger => (payload, Attribute<QueueTriggerAttribute>([function.Required("queueName")], connection)),
            TriggerType.TimerTrigger => (typeof(TimerInfo), Attribute<TimerTriggerAttribute>(
                [function.Required("schedule")],
                ("RunOnStartup", function.Flag("runOnStartup")),
                ("UseMonitor", function.Flag("useMonitor")))),
            TriggerType.ServiceBusTrigger => (payload, Attribute<ServiceBusTriggerAttribute>(
                [function.Required("queueName")], connection, ("IsSessionsEnabled", function.Flag("isSessionsEnabled")))),
            TriggerType.OrchestrationTrigger => (typeof(string), Attribute<OrchestrationTriggerAttribute>(
                [], ("Orchestration", function.Text("orchestration")))),
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
