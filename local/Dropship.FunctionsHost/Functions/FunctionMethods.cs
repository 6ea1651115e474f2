using ExecutionContext = Microsoft.Azure.WebJobs.ExecutionContext;

namespace Dropship.FunctionsHost.Functions;

/// <summary>The base of the type that <see cref="FunctionTypes"/> makes, with one method for each function.</summary>
public abstract class FunctionMethods
{
    internal FunctionInvoker? Invoker { get; set; }

    /// <summary>Runs the function with that number in the worker.</summary>
    public Task<object?> RunAsync(
        int function,
        object trigger,
        Binder binder,
        ExecutionContext context,
        CancellationToken cancellationToken
    ) => Invoker!.InvokeAsync(function, trigger, binder, context, cancellationToken);
}
