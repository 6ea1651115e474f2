using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Dropship.AzureSdk.Host;

/// <summary>The app's middleware, the first added outermost, and inside it the call itself.</summary>
internal sealed class FunctionPipeline(IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware, FunctionExecutor executor)
{
    private readonly FunctionExecutionDelegate _all = middleware
        .Reverse()
        .Aggregate((FunctionExecutionDelegate)(context => executor.ExecuteAsync((HostFunctionContext)context)), (next, wrap) => wrap(next));

    public Task Invoke(FunctionContext context) => _all(context);
}
