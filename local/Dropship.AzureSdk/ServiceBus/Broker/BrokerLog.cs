using Microsoft.Extensions.Logging;

namespace Dropship.AzureSdk.ServiceBus;

/// <summary>What the broker tells that nobody asked for by a call.</summary>
internal static partial class BrokerLog
{
    [LoggerMessage(550, LogLevel.Warning, "Message '{MessageId}' of queue '{Queue}' went to the dead letters: {Reason}")]
    public static partial void Buried(ILogger logger, string messageId, string queue, string reason);

    [LoggerMessage(551, LogLevel.Warning, "Queue '{Queue}' could not be written; it is tried again when the message is next due")]
    public static partial void NotWritten(ILogger logger, Exception exception, string queue);
}
