using Dropship.AzureSdk.Host.Triggers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Logging;

namespace Dropship.AzureSdk.Host.Timers;

/// <summary>Functions that run by the clock.</summary>
internal sealed class TimerTriggers(SettingNames names, TimerMonitor monitor, FunctionInvoker invoker, TimeProvider time, ILoggerFactory loggers) : ITriggerFamily
{
    public bool Owns(TriggerBindingAttribute trigger) => trigger is TimerTriggerAttribute;

    public void Check(FunctionDescriptor function)
    {
        try
        {
            ScheduleOf(function);
        }
        catch (FormatException exception)
        {
            throw new InvalidOperationException($"Function '{function.Name}': {exception.Message}", exception);
        }
    }

    public ITriggerListener Listen(IReadOnlyList<FunctionDescriptor> functions)
    {
        var logger = loggers.CreateLogger("Host.Triggers.Timer");
        return new ListenerGroup([.. functions.Select(f => new TimerListener(f, ScheduleOf(f), monitor, invoker, time, logger))]);
    }

    public FunctionInvocation ByHand(FunctionDescriptor function, string? input) => Invocation(new TimerInfo(), "This function was programmatically called via the host APIs.");

    internal static FunctionInvocation Invocation(TimerInfo info, string reason) => new()
    {
        TriggerValue = info,
        Body = BinaryData.FromObjectAsJson(info),
        Reason = reason,
    };

    private TimerSchedule ScheduleOf(FunctionDescriptor function) => TimerSchedule.Parse(names.Resolve(((TimerTriggerAttribute)function.Trigger).Schedule));
}
