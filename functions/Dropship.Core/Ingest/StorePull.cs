using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Ingest;

/// <summary>Reads what changed in the stores since the last time. The cursor moves only behind what was written and queued.</summary>
public sealed class StorePull(IStoreAccounts accounts, IStorePlatforms platforms, OrderIntake intake, IWorkQueues queues, IAlerts alerts, CircuitBreaker outages, PullOptions options, TimeProvider time)
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
            else if (account is { State: StoreAccountState.Unauthorized, StateReason: not Unverified.Reason })
            {
                // Whoever marked it may have ended before a person was told, and nothing else looks at it any more.
                await alerts.RaiseAsync(UnauthorizedNotice(account, account.StateReason ?? string.Empty), cancellationToken);
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

        var platform = platforms.Require(account);
        if (await outages.WaitAsync(CircuitBreaker.Store(account.Id), cancellationToken) is not null)
        {
            // The timer asks again; the cursor stands.
            return new PullReport(0, null);
        }

        var cursor = await accounts.ReadCursorAsync(account.Id, cancellationToken);
        var overlap = options.OverlapFor(platform.Capabilities);
        var now = time.GetUtcNow();
        var from = (cursor.Watermark - overlap) ?? account.TakeOrdersSince ?? now - options.FirstLookBack;
        cursor = cursor with { Since = cursor.Since ?? from };
        var run = new Run(options);
        string? page = null;
        for (var count = 0; count < options.PagesPerPull && !run.IsOver; count++)
        {
            var listed = await platform.ListChangedOrdersAsync(account, from, now, page, cancellationToken);
            if (!listed.IsSuccess)
            {
                await ReportAsync(account, listed.Problem, cancellationToken);
                return new PullReport(run.Taken, listed.Problem);
            }

            await outages.NoteAsync(CircuitBreaker.Store(account.Id), account.DisplayName, null, cancellationToken);
            var fresh = listed.Value.Orders.Where(reading => !cursor.HasTaken(reading.StoreOrderId, reading.UpdatedAt)).ToList();
            var known = await TakeAllAsync(run, account, platform, fresh, cancellationToken);
            page = listed.Value.NextPage;
            var reached = page is null ? now : listed.Value.Orders.Select(reading => reading.UpdatedAt).DefaultIfEmpty(from).Max();
            var moved = cursor.Advance(run.LeftAt < reached ? run.LeftAt.Value : reached, overlap, known);
            if (page is null && run.LeftAt is null)
            {
                moved = moved with { LastSuccessAt = now };
            }

            if (!await accounts.SaveCursorAsync(account.Id, moved, cancellationToken))
            {
                // Another pull of this store is at work and takes the rest in.
                return new PullReport(run.Taken, null);
            }

            if (page is null && run.LeftAt is null)
            {
                await alerts.ResolveAsync(AlertKey(account, HoldReasons.StoreUnreadable), cancellationToken);
                return new PullReport(run.Taken, null);
            }

            if (page is null)
            {
                break;
            }

            cursor = await accounts.ReadCursorAsync(account.Id, cancellationToken);
        }

        if (run.Problem is { } problem)
        {
            await ReportAsync(account, problem, cancellationToken);
            return new PullReport(run.Taken, problem);
        }

        await queues.SendStorePullAsync(account.Id, cancellationToken);
        return new PullReport(run.Taken, null);
    }

    /// <summary>Reads one order again, because the store said that it changed. An order that was read as of that change is not read again.</summary>
    /// <remarks>When the store cannot be read now, the change is put back for a later try. While the account does not work, only a parked order's is.</remarks>
    /// <param name="change">Which order, and when it changed.</param>
    /// <param name="review">Looks at the order in the same go; null has it looked at by a message.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<PullReport> PullOneAsync(StoreChange change, IOrderReview? review, CancellationToken cancellationToken)
    {
        var key = change.Order;
        var account = await accounts.FindAsync(key.AccountId, cancellationToken);
        if (account is null || platforms.Find(account.Platform) is not { } platform)
        {
            return new PullReport(0, null);
        }

        if (account.State != StoreAccountState.Active)
        {
            if (IsParked(await intake.FindAsync(key, cancellationToken)))
            {
                await queues.SendStoreChangeAsync(key, change.ChangedAt, options.UnreadableAfter, cancellationToken);
            }

            return new PullReport(0, null);
        }

        // What is announced from here on may be newer than what is read now.
        intake.ForgetAsking(key);

        // One change often comes in several deliveries; the first one's reading serves them all.
        if (change.ChangedAt is { } at && (intake.IsKnown(key, at) || intake.IsOurs(key, at)))
        {
            return new PullReport(0, null);
        }

        var known = await intake.FindAsync(key, cancellationToken);
        if (change.ChangedAt is { } changedAt && await intake.HasTakenAsync(known, changedAt, review, cancellationToken))
        {
            return new PullReport(0, null);
        }

        if (await outages.WaitAsync(CircuitBreaker.Store(account.Id), cancellationToken) is { } wait)
        {
            await queues.SendStoreChangeAsync(key, change.ChangedAt, wait, cancellationToken);
            return new PullReport(0, null);
        }

        var read = await ReadAsync(account, platform, key.StoreOrderId, change.ChangedAt ?? time.GetUtcNow(), cancellationToken);
        if (read.IsSuccess)
        {
            await outages.NoteAsync(CircuitBreaker.Store(account.Id), account.DisplayName, null, cancellationToken);
            if (read.Value is { } reading)
            {
                await intake.TakeAsync(account, reading, known, review, cancellationToken);
            }

            return new PullReport(read.Value is null ? 0 : 1, null);
        }

        var pause = await ReportAsync(account, read.Problem, cancellationToken);
        if (read.Outcome != CallOutcome.Refused || IsParked(known))
        {
            await queues.SendStoreChangeAsync(key, change.ChangedAt, pause ?? options.RetryAfter, cancellationToken);
        }

        return new PullReport(0, read.Problem);
    }

    /// <summary>Takes a list of changes in, oldest first. What cannot be read now stays behind for the next pull and keeps nothing else back.</summary>
    /// <returns>What need not be looked at again: id and time of change.</returns>
    private async Task<IReadOnlyList<KeyValuePair<string, DateTimeOffset>>> TakeAllAsync(Run run, StoreAccount account, IStorePlatform platform, List<StoreOrderReading> fresh, CancellationToken cancellationToken)
    {
        var known = new List<KeyValuePair<string, DateTimeOffset>>(fresh.Count);
        foreach (var few in fresh.Chunk(options.ReadsAtOnce))
        {
            if (run.IsOver)
            {
                run.Leave(few[0].UpdatedAt);
                break;
            }

            var read = await Task.WhenAll(few.Select(reading =>
                intake.IsKnown(new OrderKey(account.Id, reading.StoreOrderId), reading.UpdatedAt) ? Task.FromResult(CallResult.Success<StoreOrderReading?>(null))
                : reading.IsStub ? ReadAsync(account, platform, reading.StoreOrderId, reading.UpdatedAt, cancellationToken)
                : Task.FromResult(CallResult.Success<StoreOrderReading?>(reading))));
            foreach (var (listed, result) in few.Zip(read))
            {
                run.Count(listed, result);
                if (!result.IsSuccess)
                {
                    continue;
                }

                if (result.Value is { } reading && !(reading.Order is { } order && intake.IsKnown(new OrderKey(account.Id, order.StoreOrderId), order)))
                {
                    await intake.TakeAsync(account, reading, cancellationToken);
                    run.Taken++;
                }

                if (RecentChanges.IsSettled(listed.UpdatedAt, time.GetUtcNow()))
                {
                    known.Add(KeyValuePair.Create(listed.StoreOrderId, listed.UpdatedAt));
                }
            }
        }

        return known;
    }

    /// <summary>Reads an order for taking in: null when the store has it no more, a malformed reading when the store answers and the order cannot be made out.</summary>
    private async Task<CallResult<StoreOrderReading?>> ReadAsync(StoreAccount account, IStorePlatform platform, string id, DateTimeOffset changedAt, CancellationToken cancellationToken)
    {
        var read = await platform.ReadOrderAsync(account, id, cancellationToken);
        if (read.Problem?.Kind == ProblemKind.Unreadable)
        {
            // One garbled reply does not make a malformed order.
            read = await platform.ReadOrderAsync(account, id, cancellationToken);
        }

        if (read.IsSuccess)
        {
            return CallResult.Success<StoreOrderReading?>(read.Value);
        }

        if (read.Problem.Meaning == RefusalMeaning.NotFound)
        {
            return CallResult.Success<StoreOrderReading?>(null);
        }

        if (read.Problem.Kind is not (ProblemKind.Unreadable or ProblemKind.Rejected))
        {
            return read.As<StoreOrderReading?>();
        }

        if (read.Problem.Kind == ProblemKind.Unreadable)
        {
            // It is parked where people see it, and goes on by itself should the store's replies make sense again.
            await queues.SendStoreChangeAsync(new OrderKey(account.Id, id), null, options.UnreadableAfter, cancellationToken);
        }

        return CallResult.Success<StoreOrderReading?>(new StoreOrderReading(id, changedAt, null, read.Problem.ToString()));
    }

    // The cursor is past a parked order: unlike any other change, no pull brings it again once the account works.
    private static bool IsParked(Order? known) => known is { Unreadable: not null } && !OrderTransitions.IsFinal(known.State);

    /// <summary>Notes that the store withdrew the authorisation: nothing is pulled until it was verified again, and a person is told once.</summary>
    public async Task MarkUnauthorizedAsync(StoreAccount account, string why, CancellationToken cancellationToken)
    {
        if ((await accounts.FindAsync(account.Id, cancellationToken))?.State is null or StoreAccountState.Paused)
        {
            // A person paused or deleted it meanwhile.
            return;
        }

        await accounts.SaveAsync(account with { State = StoreAccountState.Unauthorized, StateReason = why }, cancellationToken);
        await alerts.RaiseAsync(UnauthorizedNotice(account, why), cancellationToken);
    }

    private static AlertNotice UnauthorizedNotice(StoreAccount account, string why) =>
        new(AlertKey(account, HoldReasons.StoreUnauthorized), HoldReasons.StoreUnauthorized.Code, account.DisplayName, why);

    /// <returns>How long to leave the store alone; null when nobody said.</returns>
    private async Task<TimeSpan?> ReportAsync(StoreAccount account, CallProblem problem, CancellationToken cancellationToken)
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

        return await outages.NoteAsync(CircuitBreaker.Store(account.Id), account.DisplayName, problem, cancellationToken);
    }

    /// <summary>The key of an alert about a store account.</summary>
    public static string AlertKey(StoreAccount account, HoldReason reason) => $"store:{account.Id}:{reason.Code}";

    /// <summary>How far one pull has come.</summary>
    private sealed class Run(PullOptions options)
    {
        private int _reads;
        private int _failuresInRow;

        public int Taken { get; set; }

        /// <summary>The first change that was not taken in; null when all were.</summary>
        public DateTimeOffset? LeftAt { get; private set; }

        /// <summary>Why something was left; null when nothing went wrong.</summary>
        public CallProblem? Problem { get; private set; }

        /// <summary>Whether more reading makes no sense now: it was enough for one turn, or the store as a whole does not answer.</summary>
        public bool IsOver => _reads >= options.ReadsPerPull || _failuresInRow >= options.ReadsAtOnce || Problem?.Kind is ProblemKind.RateLimited or ProblemKind.Unauthorized;

        public void Count(StoreOrderReading listed, CallResult<StoreOrderReading?> result)
        {
            _reads += listed.IsStub ? 1 : 0;
            _failuresInRow = result.IsSuccess ? 0 : _failuresInRow + 1;
            if (!result.IsSuccess)
            {
                Leave(listed.UpdatedAt);
                Problem = Problem is { Kind: ProblemKind.RateLimited or ProblemKind.Unauthorized } ? Problem : result.Problem;
            }
        }

        // Changes come oldest first, so the first one left is the oldest.
        public void Leave(DateTimeOffset changedAt) => LeftAt ??= changedAt;
    }
}
