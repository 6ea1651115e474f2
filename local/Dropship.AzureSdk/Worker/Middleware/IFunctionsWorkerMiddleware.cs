namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>Something around every call.</summary>
public interface IFunctionsWorkerMiddleware
{
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
