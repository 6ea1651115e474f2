using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Ingest;

/// <summary>Tells a person when a store account cannot work, and when it works again. A store that does not answer is left alone for a
/// while.</summary>
public sealed class StoreAccountHealth(IStoreAccounts accounts, AccountChanges changes, IAlerts alerts, CircuitBreaker breaker)
{
    /// <summary>How long the store is left alone before the next call; null when it may be called.</summary>
    public Task<TimeSpan?> WaitAsync(StoreAccount account, CancellationToken cancellationToken) =>
        breaker.WaitAsync(CircuitBreaker.Store(account.Id), cancellationToken);

    /// <summary>Notes that the store answers.</summary>
    public Task NoteAnswerAsync(StoreAccount account, CancellationToken cancellationToken) =>
        breaker.NoteAsync(CircuitBreaker.Store(account.Id), account.DisplayName, null, cancellationToken);

    /// <summary>Notes a failed call, and tells a person of what does not pass by itself.</summary>
    /// <returns>How long the store is left alone; null when it may be called.</returns>
    public async Task<TimeSpan?> NoteFailureAsync(StoreAccount account, CallProblem problem, CancellationToken cancellationToken)
    {
        if (problem.Kind == ProblemKind.Unauthorized)
        {
            await RefuseAsync(account, problem.ToString(), cancellationToken);
        }
        else if (problem.Kind is ProblemKind.Unreadable or ProblemKind.Rejected)
        {
            var notice = new AlertNotice(
                AlertKey.Of(account, HoldReasons.StoreUnreadable),
                HoldReasons.StoreUnreadable.Code,
                account.DisplayName,
                problem.ToString()
            );
            await alerts.RaiseAsync(notice, cancellationToken);
        }

        return await breaker.NoteAsync(CircuitBreaker.Store(account.Id), account.DisplayName, problem, cancellationToken);
    }

    public Task ResolveUnreadableAsync(StoreAccount account, CancellationToken cancellationToken) =>
        alerts.ResolveAsync(AlertKey.Of(account, HoldReasons.StoreUnreadable), cancellationToken);

    /// <summary>Marks an account whose authorisation the store withdrew: nothing is pulled until it is verified again, and a person is told
    /// once.</summary>
    public async Task RefuseAsync(StoreAccount account, string why, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(account.Id, cancellationToken) is not { State: not StoreAccountState.Paused } now)
        {
            // A person paused or deleted it meanwhile.
            return;
        }

        var refused = now with { State = StoreAccountState.Unauthorized, StateReason = why };
        await (
            now.State == StoreAccountState.Unauthorized
                ? accounts.SaveAsync(refused, cancellationToken)
                : changes.SaveAsync(refused, AccountAct.Refused, AccountActor.System(why), cancellationToken)
        );
        await TellRefusedAsync(now, why, cancellationToken);
    }

    public Task TellRefusedAsync(StoreAccount account, string why, CancellationToken cancellationToken) =>
        alerts.RaiseAsync(
            new AlertNotice(
                AlertKey.Of(account, HoldReasons.StoreUnauthorized),
                HoldReasons.StoreUnauthorized.Code,
                account.DisplayName,
                why
            ),
            cancellationToken
        );
}
