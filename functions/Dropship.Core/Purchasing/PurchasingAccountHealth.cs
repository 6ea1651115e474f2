using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing;

/// <summary>Tells a person when a purchasing account cannot work, and when it works again.</summary>
public sealed class PurchasingAccountHealth(
    IPurchasingAccounts accounts,
    AccountChanges changes,
    IAlerts alerts,
    RecentChanges recent,
    TimeProvider time
)
{
    // A shipped order may be without parcels for so long before a person is told.
    private static readonly TimeSpan s_parcelsMayLag = TimeSpan.FromHours(1);

    /// <summary>Marks an account whose credentials 1688 refuses. Nothing is bought with it until a person renews them.</summary>
    public async Task RefuseAsync(PurchasingAccount account, CallProblem problem, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(account.Id, cancellationToken) is not { State: not PurchasingAccountState.Paused } now)
        {
            // A person paused or deleted it meanwhile.
            return;
        }

        var refused = now with { State = PurchasingAccountState.Unauthorized, StateReason = problem.ToString() };
        await (
            now.State == PurchasingAccountState.Unauthorized
                ? accounts.SaveAsync(refused, cancellationToken)
                : changes.SaveAsync(refused, AccountAct.Refused, AccountActor.System(problem.ToString()), cancellationToken)
        );
        await TellRefusedAsync(now, problem.ToString(), cancellationToken);
    }

    /// <summary>Tells that 1688 refuses the credentials, or one interface.</summary>
    public Task TellRefusedAsync(PurchasingAccount account, string why, CancellationToken cancellationToken) =>
        alerts.RaiseAsync(
            new AlertNotice(
                AlertKey.Of(account, HoldReasons.PurchasingUnauthorized),
                HoldReasons.PurchasingUnauthorized.Code,
                account.DisplayName,
                why
            ),
            cancellationToken
        );

    /// <summary>Tells that the list of changed orders, or an order in it, cannot be read.</summary>
    public Task TellUnreadableAsync(PurchasingAccount account, string detail, CancellationToken cancellationToken) =>
        alerts.RaiseAsync(
            new AlertNotice(UnreadableKey(account), HoldReasons.PurchasingUnreadable.Code, account.DisplayName, detail),
            cancellationToken
        );

    public Task ResolveUnreadableAsync(PurchasingAccount account, CancellationToken cancellationToken) =>
        alerts.ResolveAsync(UnreadableKey(account), cancellationToken);

    /// <summary>Tells that 1688 refuses the parcels of an order, once that order has been shipped for a while.</summary>
    public async Task TellParcelsRefusedAsync(
        PurchasingAccount account,
        SupplierOrder order,
        CallProblem problem,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        if (now - order.ModifiedAt >= s_parcelsMayLag)
        {
            recent.Note(ParcelsKey(account).ToString(), now);
            await alerts.RaiseAsync(
                new AlertNotice(
                    ParcelsKey(account),
                    HoldReasons.PurchasingUnreadable.Code,
                    account.DisplayName,
                    $"1688 order {order.OrderId} is shipped, and its parcels are refused: {problem}"
                ),
                cancellationToken
            );
        }
    }

    public async Task ResolveParcelsAsync(PurchasingAccount account, CancellationToken cancellationToken)
    {
        if (recent.Has(ParcelsKey(account).ToString(), DateTimeOffset.UnixEpoch))
        {
            recent.Forget(ParcelsKey(account).ToString());
            await alerts.ResolveAsync(ParcelsKey(account), cancellationToken);
        }
    }

    private static AlertKey UnreadableKey(PurchasingAccount account) => AlertKey.Of(account, HoldReasons.PurchasingUnreadable);

    private static AlertKey ParcelsKey(PurchasingAccount account) => AlertKey.Of(account, HoldReasons.PurchasingUnreadable, "parcels");
}
