using Microsoft.DurableTask;

namespace Dropship.AzureSdk.Durable.Replay;

/// <summary>Makes orchestrator bodies of functions.</summary>
internal static class OrchestratorBodies
{
    /// <summary>A function that returns a task, with or without a result.</summary>
    public static OrchestratorBody From(Func<TaskOrchestrationContext, Task> orchestrator) => async context =>
    {
        var task = orchestrator(context);
        await task;
        return ResultOf(task);
    };

    /// <summary>The result of a completed task; null when it has none.</summary>
    public static object? ResultOf(Task task)
    {
        for (var type = task.GetType(); type is not null; type = type.BaseType)
        {
            // Behind a plain Task of an async method stands a Task<VoidTaskResult>, which is no result.
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
            {
                var result = type.GetProperty(nameof(Task<object>.Result))!.GetValue(task);
                return result?.GetType().FullName == "System.Threading.Tasks.VoidTaskResult" ? null : result;
            }
        }

        return null;
    }
}
