using Dropship.Core.Calls;
using Dropship.Core.Operations;

namespace Dropship.Core.Stores;

/// <summary>Reads what changed in the stores since the last time. The cursor moves only behind what was written and queued.</summary>
public sealed class StorePull(IStoreAccounts accounts, IStorePlatforms platforms, OrderIntake intake, IWorkQueues queues, IAlerts alerts, PullOptions options, TimeProvider time)
{
    /// <summary>Has each active store pulled.</summary>
    public async Task QueueDueAsync(CancellationToken cancellationToken)
    {
        foreach (var account in await accounts.ListAsync(cancellationToken))
        {
            if (account.State == StoreAccountState.Active)
            {
                await queues.SendStorePullAsync(account.Id, cancellationToken);
            }
        }
    }

    /// <summary>Pulls one store. Two pulls of one store at once do no harm.</summary>
    public async Task<PullReport> PullAsync(string accountId, CancellationToken cancellationToken)
    {
        var account = await accounts.FindAsync(accountId, cancellationToken);
        if (account is not { State: StoreAccountState.Active })
        {
            return new PullReport(0, null);
        }

        var platform = platforms.Find(account.Platform) ?? throw new InvalidOperationException($"Store account '{account.Id}' names the platform '{account.Platform}', which is not installed.");
        var cursor = await accounts.ReadCursorAsync(account.Id, cancellationToken);
        var overlap = platform.Capabilities.ListingLag > options.Overlap ? platform.Capabilities.ListingLag : options.Overlap;
        var now = time.GetUtcNow();
        var from = (cursor.Watermark - overlap) ?? account.TakeOrdersSince ?? now - options.FirstLookBack;
        var taken = 0;
        string? page = null;
        for (var count = 0; count < options.PagesPerPull; count++)
        {
            var listed = await platform.ListChangedOrdersAsync(account, from, now, page, cancellationToken);
            if (!listed.IsSuccess)
            {
                await ReportAsync(account, listed.Problem, cancellationToken);
                return new PullReport(taken, listed.Problem);
            }

            var fresh = listed.Value.Orders.Where(reading => !cursor.HasTaken(reading.StoreOrderId, reading.UpdatedAt)).ToList();
            foreach (var reading in fresh)
            {
                if (account.TakeOrdersSince is not { } since || reading.Order is null || reading.Order.CreatedAt >= since)
                {
                    await intake.TakeAsync(account, reading, cancellationToken);
                    taken++;
                }
            }

            page = listed.Value.NextPage;
            var reached = page is null ? now : listed.Value.Orders.Select(reading => reading.UpdatedAt).DefaultIfEmpty(from).Max();
            var moved = cursor.Advance(reached, overlap, fresh.Select(reading => KeyValuePair.Create(reading.StoreOrderId, reading.UpdatedAt)));
            if (page is null)
            {
                moved = moved with { LastSuccessAt = now };
            }

            if (!await accounts.SaveCursorAsync(account.Id, moved, cancellationToken))
            {
                // Another pull of this store is at work and takes the rest in.
                return new PullReport(taken, null);
            }

            if (page is null)
            {
                await alerts.ResolveAsync(AlertKey(account, HoldReasons.StoreUnreadable), cancellationToken);
                return new PullReport(taken, null);
            }

            cursor = await accounts.ReadCursorAsync(account.Id, cancellationToken);
        }

        await queues.SendStorePullAsync(account.Id, cancellationToken);
        return new PullReport(taken, null);
    }

    /// <summary>Reads one order again, because the store said that it changed.</summary>
    /// <remarks>When the store cannot be read now, the change is put back for a later try.</remarks>
    public async Task<PullReport> PullOneAsync(OrderKey key, CancellationToken cancellationToken)
    {
        var account = await accounts.FindAsync(key.AccountId, cancellationToken);
        if (account is not { State: StoreAccountState.Active } || platforms.Find(account.Platform) is not { } platform)
        {
            return new PullReport(0, null);
        }

        var read = await platform.ReadOrderAsync(account, key.StoreOrderId, cancellationToken);
        if (read.IsSuccess)
        {
            await intake.TakeAsync(account, read.Value, cancellationToken);
            return new PullReport(1, null);
        }

        if (read.Problem.Meaning == RefusalMeaning.NotFound)
        {
            return new PullReport(0, null);
        }

        await ReportAsync(account, read.Problem, cancellationToken);
        if (read.Outcome != CallOutcome.Refused)
        {
            await queues.SendStoreChangeAsync(key, read.Problem.RetryAfter ?? options.RetryAfter, cancellationToken);
        }

        return new PullReport(0, read.Problem);
    }

    /// <summary>Notes that the store withdrew the authorisation: nothing is pulled until it was verified again, and a person is told once.</summary>
    public async Task MarkUnauthorizedAsync(StoreAccount account, string why, CancellationToken cancellationToken)
    {
        await accounts.SaveAsync(account with { State = StoreAccountState.Unauthorized, StateReason = why }, cancellationToken);
        await alerts.RaiseAsync(new AlertNotice(AlertKey(account, HoldReasons.StoreUnauthorized), HoldReasons.StoreUnauthorized.Code, account.DisplayName, why), cancellationToken);
    }

    private async Task ReportAsync(StoreAccount account, CallProblem problem, CancellationToken cancellationToken)
    {
        switch (problem.Kind)
        {
            case ProblemKind.Unauthorized:
                await MarkUnauthorizedAsync(account, problem.ToString(), cancellationToken);
                break;
            case ProblemKind.Unreadable or ProblemKind.Rejected:
                await alerts.RaiseAsync(new AlertNotice(AlertKey(account, HoldReasons.StoreUnreadable), HoldReasons.StoreUnreadable.Code, account.DisplayName, problem.ToString()), cancellationToken);
                break;
            default:
                // The next pull begins where this one did.
                break;
        }
    }

    /// <summary>The key of an alert about a store account.</summary>
    public static string AlertKey(StoreAccount account, HoldReason reason) => $"store:{account.Id}:{reason.Code}";
}
