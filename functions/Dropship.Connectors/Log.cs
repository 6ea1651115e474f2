using Dropship.Core;
using Microsoft.Extensions.Logging;

namespace Dropship.Connectors;

/// <summary>What the connectors write to the log: names, keys, outcomes and times; never bodies, tokens or people.</summary>
internal static partial class Log
{
    [LoggerMessage(
        3001,
        LogLevel.Information,
        "{Connector} {Operation} of {Account} for {Subject}: {Outcome} {Code} in {Milliseconds:F0} ms, try {Attempt}"
    )]
    public static partial void CallEnded(
        ILogger logger,
        string connector,
        string operation,
        string account,
        string subject,
        CallOutcome outcome,
        string code,
        double milliseconds,
        int attempt
    );

    [LoggerMessage(3002, LogLevel.Warning, "{Connector} {Operation} of {Account} gave a reply that cannot be read: {Problem}")]
    public static partial void ReplyUnreadable(ILogger logger, string connector, string operation, string account, string problem);

    [LoggerMessage(3003, LogLevel.Information, "A new access token of {Account} was got; it is good until {ExpiresAt}")]
    public static partial void TokenRefreshed(ILogger logger, string account, DateTimeOffset expiresAt);

    [LoggerMessage(
        3004,
        LogLevel.Critical,
        "The new tokens of {Account} could not be saved; this process works on with them, but a restart falls back to the old ones"
    )]
    public static partial void TokenNotSaved(ILogger logger, Exception exception, string account);

    [LoggerMessage(3005, LogLevel.Warning, "The orders of {Account} are listed {PageSize} at a time, because a larger page costs too much")]
    public static partial void PageShrunk(ILogger logger, string account, int pageSize);

    [LoggerMessage(3006, LogLevel.Information, "Mail {MailId} to {Recipients} recipients: {Outcome} {Code}")]
    public static partial void MailEnded(ILogger logger, string mailId, int recipients, CallOutcome outcome, string code);
}
