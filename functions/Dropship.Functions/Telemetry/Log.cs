using Dropship.Core.Fulfilment;
using Dropship.Core.Ports;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Telemetry;

/// <summary>The app's log messages. Keys, states and counts only: no personal data, no secret, no link.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Information, "Store {AccountId} pulled: {Taken} orders taken in, problem: {Problem}")]
    public static partial void StorePulled(this ILogger logger, string accountId, int taken, string problem);

    [LoggerMessage(1002, LogLevel.Information, "Delivery for store {AccountId}: {Answer}")]
    public static partial void WebhookAnswered(this ILogger logger, string accountId, WebhookAnswer answer);

    [LoggerMessage(1003, LogLevel.Information, "1688 message for purchasing account {AccountId}: {Answer}")]
    public static partial void PushAnswered(this ILogger logger, string accountId, WebhookAnswer answer);

    [LoggerMessage(1004, LogLevel.Warning, "1688 order {Change} could not be read now: {Problem}")]
    public static partial void SupplierUnread(this ILogger logger, string change, string problem);

    [LoggerMessage(1005, LogLevel.Warning, "Alert {Key} could not be mailed now: {Problem}")]
    public static partial void AlertUnsent(this ILogger logger, string key, string problem);

    [LoggerMessage(1006, LogLevel.Information, "Purchase order {Key}: next {Step}")]
    public static partial void NextStep(this ILogger logger, string key, FulfilmentStep step);

    [LoggerMessage(1007, LogLevel.Warning, "Purchase order {Key} could not go on, {Failures} times in a row: {Message}")]
    public static partial void StepFailed(this ILogger logger, string key, int failures, string message);

    [LoggerMessage(1008, LogLevel.Information, "Personal data of {Orders} orders erased")]
    public static partial void PersonalDataErased(this ILogger logger, int orders);

    [LoggerMessage(
        1009,
        LogLevel.Information,
        "For their age {Messages} settled messages, {Spending} rows of spending, {Alerts} closed alerts, {Suppliers} purchases of suppliers and {Deliveries} deliveries removed; none left for the next run: {IsComplete}"
    )]
    public static partial void OldRecordsRemoved(
        this ILogger logger,
        int messages,
        int spending,
        int alerts,
        int suppliers,
        int deliveries,
        bool isComplete
    );

    [LoggerMessage(
        1010,
        LogLevel.Information,
        "{Orchestrations} orchestrations that ended long ago removed; none left for the next run: {IsComplete}"
    )]
    public static partial void EndedFulfilmentsRemoved(this ILogger logger, int orchestrations, bool isComplete);

    [LoggerMessage(1011, LogLevel.Warning, "A collected mail to approvers could not be handed over now: {Problem}")]
    public static partial void ApproverMailUnsent(this ILogger logger, string problem);

    [LoggerMessage(1012, LogLevel.Warning, "The digest could not be handed over to everyone now: {Problem}")]
    public static partial void DigestUnsent(this ILogger logger, string problem);

    [LoggerMessage(1013, LogLevel.Warning, "A collected mail to a forwarder could not be handed over now: {Problem}")]
    public static partial void ForwarderMailUnsent(this ILogger logger, string problem);
}
