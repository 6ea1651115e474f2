using Microsoft.Extensions.Logging;

namespace Dropship.AzureSdk.Host;

/// <summary>What the host says: 1xx calls, 2xx its own life, 3xx timers, 4xx storage queues, 5xx Service Bus, 6xx HTTP.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "Executing 'Functions.{Function}' (Reason='{Reason}', Id={InvocationId})")]
    public static partial void Executing(ILogger logger, string function, string reason, string invocationId);

    [LoggerMessage(101, LogLevel.Information, "Executed 'Functions.{Function}' (Succeeded, Id={InvocationId}, Duration={Milliseconds}ms)")]
    public static partial void Executed(ILogger logger, string function, string invocationId, long milliseconds);

    [LoggerMessage(102, LogLevel.Error, "Executed 'Functions.{Function}' (Failed, Id={InvocationId}, Duration={Milliseconds}ms)")]
    public static partial void Failed(ILogger logger, Exception exception, string function, string invocationId, long milliseconds);

    [LoggerMessage(103, LogLevel.Warning, "Executed 'Functions.{Function}' (Cancelled, Id={InvocationId})")]
    public static partial void Cancelled(ILogger logger, string function, string invocationId);

    [LoggerMessage(200, LogLevel.Information, "Host '{HostId}' starts with {Count} functions: {Functions}")]
    public static partial void Starting(ILogger logger, string hostId, int count, string functions);

    [LoggerMessage(201, LogLevel.Information, "Function '{Function}' is disabled")]
    public static partial void Disabled(ILogger logger, string function);

    [LoggerMessage(202, LogLevel.Information, "Host started")]
    public static partial void Started(ILogger logger);

    [LoggerMessage(203, LogLevel.Information, "Host stops; {Running} calls still run")]
    public static partial void Stopping(ILogger logger, int running);

    [LoggerMessage(204, LogLevel.Information, "Host stopped; {Running} calls were left behind")]
    public static partial void Stopped(ILogger logger, int running);

    [LoggerMessage(205, LogLevel.Warning, "A listener did not stop in order")]
    public static partial void ListenerFailedToStop(ILogger logger, Exception exception);
}
