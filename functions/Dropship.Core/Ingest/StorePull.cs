using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Ingest;

/// <summary>Reads what changed in a store since the last time. The cursor moves only behind what was written and queued.</summary>
public sealed class StorePull(
    IStoreAccounts accounts,
    StoreOrderReader reader,
    OrderIntake intake,
    StoreAccountHealth health,
    IWorkQueues queues,
    PullOptions options,
    TimeProvider time
)
{
    /// <summary>Pulls one store. Two pulls of one store at once do no harm.</summary>
    public async Task<PullReport> PullAsync(string accountId, CancellationToken cancellationToken)
    {
        var account = await accounts.FindAsync(accountId, cancellationToken);
        if (account is not { State: StoreAccountState.Active })
        {
            return new PullReport(0, null);
        }

        if (await health.WaitAsync(account, cancellationToken) is not null)
        {
            // The timer asks again; the cursor stands.
            return new PullReport(0, null);
        }

        var cursor = await accounts.ReadCursorAsync(account.Id, cancellationToken);
        var overlap = reader.OverlapOf(account);
        var now = time.GetUtcNow();
        var from = (cursor.Watermark - overlap) ?? account.TakeOrdersSince ?? now - options.FirstLookBack;
        cursor = cursor with { Since = cursor.Since ?? from };
        var run = new Run(options);
        string? page = null;
        for (var count = 0; count < options.PagesPerPull && !run.IsOver; count++)
        {
            var listed = await reader.ListAsync(account, from, now, page, cancellationToken);
            if (!listed.IsSuccess)
            {
                await health.NoteFailureAsync(account, listed.Problem, cancellationToken);
                return new PullReport(run.Taken, listed.Problem);
            }

            await health.NoteAnswerAsync(account, cancellationToken);
            var fresh = listed.Value.Orders.Where(reading => !cursor.HasTaken(reading.StoreOrderId, reading.UpdatedAt)).ToList();
            var known = await TakeAllAsync(run, account, fresh, cancellationToken);
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
                await health.ResolveUnreadableAsync(account, cancellationToken);
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
            await health.NoteFailureAsync(account, problem, cancellationToken);
            return new PullReport(run.Taken, problem);
        }

        await queues.SendStorePullAsync(account.Id, cancellationToken);
        return new PullReport(run.Taken, null);
    }

    /// <summary>Takes a list of changes in, oldest first. What cannot be read now stays behind for the next pull and keeps nothing else
    /// back.</summary>
    /// <returns>What need not be looked at again: id and time of change.</returns>
    private async Task<IReadOnlyList<KeyValuePair<string, DateTimeOffset>>> TakeAllAsync(
        Run run,
        StoreAccount account,
        List<StoreOrderReading> fresh,
        CancellationToken cancellationToken
    )
    {
        var known = new List<KeyValuePair<string, DateTimeOffset>>(fresh.Count);
        foreach (var few in fresh.Chunk(reader.BatchOf(account)))
        {
            if (run.IsOver)
            {
                run.Leave(few[0].UpdatedAt);
                break;
            }

            foreach (var (listed, result) in few.Zip(await ReadAsync(account, few, cancellationToken)))
            {
                run.Count(listed, result);
                if (!result.IsSuccess)
                {
                    continue;
                }

                if (
                    result.Value is { } reading
                    && !(reading.Order is { } order && intake.IsKnown(new OrderKey(account.Id, order.StoreOrderId), order))
                )
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

    // What is known already is not read again, and counts as a success without news.
    private async Task<IReadOnlyList<CallResult<StoreOrderReading?>>> ReadAsync(
        StoreAccount account,
        StoreOrderReading[] few,
        CancellationToken cancellationToken
    )
    {
        var results = few.Select(reading =>
                CallResult.Success(intake.IsKnown(new OrderKey(account.Id, reading.StoreOrderId), reading.UpdatedAt) ? null : reading)
            )
            .ToList();
        var stubs = Enumerable.Range(0, few.Length).Where(place => results[place].Value is { IsStub: true }).ToList();
        var read = await reader.ReadAllAsync(account, [.. stubs.Select(place => few[place])], cancellationToken);
        foreach (var (place, result) in stubs.Zip(read))
        {
            results[place] = result;
        }

        return results;
    }

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
        public bool IsOver =>
            _reads >= options.ReadsPerPull
            || _failuresInRow >= options.ReadsAtOnce
            || Problem?.Kind is ProblemKind.RateLimited or ProblemKind.Unauthorized;

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
