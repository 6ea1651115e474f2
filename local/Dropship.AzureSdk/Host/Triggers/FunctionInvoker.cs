using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dropship.AzureSdk.Host.Triggers;

/// <summary>
/// Calls functions: a scope of services for each call, the app's middleware around it, parameters bound, the result awaited.
/// No failure of a function gets out of here; the trigger decides what it means. Nothing is awaited before the function's
/// own first await (unless middleware does), so a caller's synchronization context stays the function's.
/// </summary>
internal sealed class FunctionInvoker(IServiceScopeFactory scopes, FunctionPipeline pipeline, HostShutdown shutdown, HostSettings settings, ILoggerFactory loggers)
{
    private readonly TimeSpan? _timeout = settings.FunctionTimeout;

    public async Task<InvocationOutcome> InvokeAsync(FunctionDescriptor function, FunctionInvocation invocation, CancellationToken cancellationToken)
    {
        using var running = shutdown.Enter();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, shutdown.Token);
        if (_timeout is { } timeout)
        {
            ended.CancelAfter(timeout);
        }

        var logger = loggers.CreateLogger("Function." + function.Name);
        var started = Stopwatch.GetTimestamp();
        var scope = scopes.CreateAsyncScope();
        try
        {
            var context = new HostFunctionContext(function, invocation, scope.ServiceProvider, ended.Token);
            if (!invocation.IsQuiet)
            {
                Log.Executing(logger, function.Name, invocation.Reason, context.InvocationId);
            }

            invocation.Prepare?.Invoke(context);
            try
            {
                await pipeline.Invoke(context);
                if (!invocation.IsQuiet)
                {
                    Log.Executed(logger, function.Name, context.InvocationId, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                }

                return new InvocationOutcome(context.ReturnValue, null, IsCancelled: false);
            }
            catch (OperationCanceledException exception) when (ended.IsCancellationRequested)
            {
                Log.Cancelled(logger, function.Name, context.InvocationId);
                return new InvocationOutcome(null, exception, cancellationToken.IsCancellationRequested || shutdown.Token.IsCancellationRequested);
            }
            catch (Exception exception)
            {
                // The boundary between the app and the host: whatever a function throws is the trigger's to weigh.
                if (!invocation.IsQuiet)
                {
                    Log.Failed(logger, exception, function.Name, context.InvocationId, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                }

                return new InvocationOutcome(null, exception, IsCancelled: false);
            }
        }
        finally
        {
            await scope.DisposeAsync();
        }
    }
}
