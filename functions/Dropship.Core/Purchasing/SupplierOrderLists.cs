using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing;

/// <summary>Reads 1688's list of changed orders to its end.</summary>
public sealed class SupplierOrderLists(
    ISupplierMarket market,
    CircuitBreaker breaker,
    PurchasingAccountHealth health,
    PurchasingOptions options
)
{
    // A list that shrinks each time is read as far as it goes; what is missed is found by the comparison.
    private const int MostBeginnings = 4;

    /// <summary>From when on a sweep reads: a little before the last one's end.</summary>
    public DateTimeOffset BeginOf(PullCursor cursor, DateTimeOffset now) =>
        (cursor.Watermark - options.SweepOverlap) ?? now - options.FirstSweep;

    /// <summary>The cursor after a whole sweep.</summary>
    public PullCursor Advance(PullCursor cursor, DateTimeOffset now, IReadOnlyList<KeyValuePair<string, DateTimeOffset>> taken) =>
        cursor.Advance(now, options.SweepOverlap, taken) with
        {
            LastSuccessAt = now,
        };

    /// <summary>Reads page by page. A list that cannot be read is told.</summary>
    /// <returns>Whether it was read to its end.</returns>
    public async Task<bool> ReadAsync(
        PurchasingAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        Func<SupplierOrderPage, Task> take,
        CancellationToken cancellationToken
    )
    {
        var service = CircuitBreaker.PurchasingAccount(account.Id);
        if (await breaker.WaitAsync(service, cancellationToken) is not null)
        {
            return false;
        }

        long? total = null;
        var beginnings = 1;
        for (var page = 1; ; page++)
        {
            var listed = await market.ListChangedOrdersAsync(account, from, until, page, cancellationToken);
            await breaker.NoteAsync(service, account.DisplayName, listed.Problem, cancellationToken);
            if (!listed.IsSuccess)
            {
                await TellAsync(account, listed.Problem, cancellationToken);
                return false;
            }

            // An order that changes meanwhile leaves the window, and those behind it move up, past the border of a page.
            if (listed.Value.Total < total && beginnings < MostBeginnings)
            {
                (page, total) = (0, null);
                beginnings++;
                continue;
            }

            total ??= listed.Value.Total;
            await take(listed.Value);
            if (!listed.Value.HasMore)
            {
                return true;
            }
        }
    }

    private Task TellAsync(PurchasingAccount account, CallProblem problem, CancellationToken cancellationToken) =>
        problem.Kind switch
        {
            ProblemKind.Unauthorized => health.RefuseAsync(account, problem, cancellationToken),
            ProblemKind.Unreadable or ProblemKind.Rejected => health.TellUnreadableAsync(account, problem.ToString(), cancellationToken),
            _ => Task.CompletedTask,
        };
}
