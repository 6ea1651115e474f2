using Dropship.Core.Fulfilment.Approvals;

namespace Dropship.Core.Operations;

/// <summary>Tells the team once a day how things stand: a mail for each person, a message for each group. Who has it is noted one by one,
/// so that a digest that failed for some goes to these alone.</summary>
public sealed class DigestService(
    IDigests digests,
    DigestReader reader,
    TeamChannels channels,
    OrderListLinks lists,
    ApprovalOptions approvals,
    TeamOptions options,
    TimeProvider time
)
{
    // A digest that could not be sent until then is out of date; the next one follows.
    private static readonly TimeSpan s_latest = TimeSpan.FromHours(12);
    private static readonly TimeSpan s_claimFor = TimeSpan.FromMinutes(5);

    /// <summary>Sends the digest of the day when it is due and not sent.</summary>
    /// <returns>Why it could not be handed over to everyone; null when it was or need not be. It is tried again by the next
    /// call.</returns>
    public async Task<CallProblem?> SendDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (options.DigestAt is not { } at)
        {
            return null;
        }

        // One that is due late in the day is sent until well into the next.
        var day = LocalTimes.DayOf(now, options.DigestZone);
        day = LocalTimes.At(day, at, options.DigestZone) <= now ? day : day.AddDays(-1);
        var due = LocalTimes.At(day, at, options.DigestZone);
        if (due + s_latest <= now)
        {
            return null;
        }

        var kept = await digests.FindAsync(cancellationToken);
        var isBegun = kept?.Day == day;
        if (isBegun && (kept!.DoneAt is not null || kept.ClaimedAt + s_claimFor > now))
        {
            return null;
        }

        var claimed = await digests.TrySaveAsync(
            new DigestRecord
            {
                Day = day,
                ClaimedAt = now,
                ToldTo = isBegun ? kept!.ToldTo : [],
                Version = kept?.Version,
            },
            cancellationToken
        );
        return claimed is null ? null : await TellAsync(claimed, due, cancellationToken);
    }

    private async Task<CallProblem?> TellAsync(DigestRecord record, DateTimeOffset due, CancellationToken cancellationToken)
    {
        var digest = await reader.ReadAsync(record.Day, options.DigestZone, cancellationToken);
        CallProblem? first = null;
        DigestRecord? kept = record;
        foreach (var one in approvals.Approvers)
        {
            await NoteAsync(one.Id, () => channels.MailAsync(digest, one, lists.IssueTo(one, due), cancellationToken));
        }

        foreach (var chat in channels.Chats)
        {
            await NoteAsync($"chat {chat.Id}", () => channels.PostAsync(digest, chat, cancellationToken));
        }

        // After a failure it is tried again when the claim ends.
        if (kept is not null && first is null)
        {
            await digests.TrySaveAsync(kept with { DoneAt = time.GetUtcNow() }, cancellationToken);
        }

        return first;

        async Task NoteAsync(string id, Func<Task<CallResult<Unit>>> tell)
        {
            // Once another sender took over from one that was too slow, it tells the rest.
            if (kept is null || kept.ToldTo.Contains(id, StringComparer.Ordinal))
            {
                return;
            }

            var told = await tell();
            if (told.IsSuccess)
            {
                kept = await digests.TrySaveAsync(kept with { ToldTo = [.. kept.ToldTo, id] }, cancellationToken);
            }
            else
            {
                first ??= told.Problem;
            }
        }
    }
}
