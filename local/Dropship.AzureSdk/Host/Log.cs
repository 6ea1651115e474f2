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

    [LoggerMessage(300, LogLevel.Information, "Timer of '{Function}' was due at {Due:o} and runs now")]
    public static partial void TimerPastDue(ILogger logger, string function, DateTime due);

    [LoggerMessage(301, LogLevel.Debug, "Timer of '{Function}' is due next at {Due:o}")]
    public static partial void TimerNext(ILogger logger, string function, DateTime due);

    [LoggerMessage(302, LogLevel.Warning, "The run of timer '{Function}' could not be remembered")]
    public static partial void TimerNotRemembered(ILogger logger, Exception exception, string function);

    [LoggerMessage(400, LogLevel.Warning, "Queue '{Queue}' of function '{Function}' could not be read; it is tried again")]
    public static partial void QueueNotRead(ILogger logger, Exception exception, string queue, string function);

    [LoggerMessage(401, LogLevel.Warning, "Message {MessageId} of queue '{Queue}' is not encoded as host.json says (try {Try})")]
    public static partial void QueueMessageUnreadable(ILogger logger, string queue, string messageId, long @try);

    [LoggerMessage(402, LogLevel.Error, "Message {MessageId} of queue '{Queue}' failed {Tries} times and was moved to '{Poison}'")]
    public static partial void QueueMessagePoisoned(ILogger logger, string queue, string messageId, long tries, string poison);

    [LoggerMessage(403, LogLevel.Error, "Message {MessageId} of queue '{Queue}' failed {Tries} times and stays, for the queue has no poison queue")]
    public static partial void QueueMessageStays(ILogger logger, string queue, string messageId, long tries);

    [LoggerMessage(404, LogLevel.Warning, "Message {MessageId} of queue '{Queue}' was lost to another reader")]
    public static partial void QueueMessageLost(ILogger logger, string queue, string messageId);

    [LoggerMessage(405, LogLevel.Warning, "Message {MessageId} of queue '{Queue}' could not be kept hidden; it is tried again")]
    public static partial void QueueMessageNotRenewed(ILogger logger, Exception exception, string queue, string messageId);

    [LoggerMessage(406, LogLevel.Warning, "Message {MessageId} of queue '{Queue}' could not be settled; it comes back when its lease ends")]
    public static partial void QueueMessageLeft(ILogger logger, Exception exception, string queue, string messageId);

    [LoggerMessage(500, LogLevel.Warning, "Service Bus queue '{Queue}' could not be read; it is tried again")]
    public static partial void ServiceBusNotRead(ILogger logger, Exception exception, string queue);

    [LoggerMessage(501, LogLevel.Warning, "The hold on session '{Session}' of queue '{Queue}' was lost")]
    public static partial void ServiceBusSessionLost(ILogger logger, string session, string queue);

    [LoggerMessage(502, LogLevel.Warning, "The lock of '{MessageOrSession}' of queue '{Queue}' could not be renewed")]
    public static partial void ServiceBusNotRenewed(ILogger logger, Exception exception, string messageOrSession, string queue);

    [LoggerMessage(503, LogLevel.Warning, "Message '{MessageId}' of queue '{Queue}' could not be settled; it is delivered again")]
    public static partial void ServiceBusNotSettled(ILogger logger, Exception exception, string messageId, string queue);
}
