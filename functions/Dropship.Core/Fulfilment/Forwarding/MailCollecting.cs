using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Forwarding;

/// <summary>When collected mails to forwarders go, and what is told of those that cannot.</summary>
public sealed class MailCollecting(IAlerts alerts, ApprovalOptions options, TimeProvider time)
{
    /// <summary>Whether what waits since a moment was collected for long enough.</summary>
    public bool IsOver(DateTimeOffset since) => since + options.CollectFor <= time.GetUtcNow();

    /// <summary>Tells a person, once, that a forwarder is not reached. It is tried again all the while.</summary>
    public Task ReportAsync(ForwarderAccount account, CallProblem problem, CancellationToken cancellationToken) =>
        alerts.RaiseAsync(
            new AlertNotice(
                AlertKey.Of(account, HoldReasons.ServiceDown),
                HoldReasons.ServiceDown.Code,
                account.DisplayName,
                $"it is not told what comes: {problem}"
            ),
            cancellationToken
        );

    /// <summary>Closes the alert of a forwarder that is reached again.</summary>
    public Task ResolveAsync(ForwarderAccount account, CancellationToken cancellationToken) =>
        alerts.ResolveAsync(AlertKey.Of(account, HoldReasons.ServiceDown), cancellationToken);
}
