using System.Globalization;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Forwarding;

/// <summary>
/// Sends what waits for forwarders as one mail to each of their people. A mail that was begun is finished first, under its name: whoever
/// got it does not get it twice. While one cannot be handed over an alert tells so.
/// </summary>
public sealed class ForwarderMails(
    IForwarderNotes notes,
    IForwarderAccounts accounts,
    IOrders orders,
    IForwarderNotices notices,
    ForwarderLinks links,
    IMailer mailer,
    MailCollecting collecting
)
{
    /// <summary>So many purchase orders stand in one mail at the most.</summary>
    public const int MostInOne = 30;

    /// <summary>Sends all that waits, once the first of it has waited for <see cref="ApprovalOptions.CollectFor"/>.</summary>
    /// <returns>Why a mail could not be handed over; null when none failed. What is unsent stays, and keeps nothing else back.</returns>
    /// <exception cref="AggregateException">The mails of some forwarders could not be written; those of the others were sent.</exception>
    public async Task<CallProblem?> SendDueAsync(CancellationToken cancellationToken)
    {
        var failures = new List<Exception>();
        CallProblem? first = null;
        foreach (
            var forwarder in (await notes.ListAsync(cancellationToken))
                .Where(note => note.Kind != ForwarderNoteKind.LabelAwaited)
                .GroupBy(note => note.ForwarderId, StringComparer.Ordinal)
                .ToList()
        )
        {
            ForwarderAccount? account = null;
            try
            {
                account = await accounts.FindAsync(forwarder.Key, cancellationToken);
                var problem = await SendAsync(account, [.. forwarder], cancellationToken);
                first ??= problem;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // One forwarder keeps no other back; the run fails all the same.
                failures.Add(exception);
                if (account is not null)
                {
                    var problem = new CallProblem(ProblemKind.Rejected, exception.GetType().Name, "its mail cannot be written");
                    await collecting.ReportAsync(account, problem, cancellationToken);
                }
            }
        }

        return failures.Count == 0 ? first : throw new AggregateException(failures);
    }

    private async Task<CallProblem?> SendAsync(ForwarderAccount? account, List<ForwarderNote> waiting, CancellationToken cancellationToken)
    {
        if (account is null)
        {
            // Nobody is left to tell.
            await RemoveAsync(waiting, cancellationToken);
            return null;
        }

        CallProblem? first = null;
        var isTried = false;
        foreach (var begun in waiting.Where(note => note.Batch is not null).GroupBy(note => note.Batch!, StringComparer.Ordinal).ToList())
        {
            var problem = await FinishAsync(account, [.. begun], cancellationToken);
            first ??= problem;
            isTried = true;
        }

        var fresh = waiting.Where(note => note.Batch is null).ToList();
        if (fresh.Count > 0 && collecting.IsOver(fresh.Min(note => note.Since)))
        {
            foreach (var portion in fresh.Chunk(MostInOne))
            {
                var batch = NameOf(portion[0]);
                if (await notes.TrySaveAsync([.. portion.Select(note => note with { Batch = batch })], cancellationToken) is { } saved)
                {
                    var problem = await FinishAsync(account, saved, cancellationToken);
                    first ??= problem;
                    isTried = true;
                }
            }
        }

        // One alert stands for all mails to the forwarder.
        if (first is not null)
        {
            await collecting.ReportAsync(account, first, cancellationToken);
        }
        else if (isTried)
        {
            await collecting.ResolveAsync(account, cancellationToken);
        }

        return first;
    }

    private async Task<CallProblem?> FinishAsync(
        ForwarderAccount account,
        IReadOnlyList<ForwarderNote> batch,
        CancellationToken cancellationToken
    )
    {
        var told = batch[0].Told.ToList();
        CallProblem? first = null;
        var matters = await ReadAsync(batch, cancellationToken);
        foreach (
            var reader in account
                .Readers.Where(reader => matters.Count > 0 && !told.Contains(reader.Email, StringComparer.Ordinal))
                .ToList()
        )
        {
            // A mailbox that takes nothing keeps no other back.
            var sent = await mailer.SendAsync(
                notices.Word(
                    account,
                    [
                        .. matters.Select(matter => new ForwarderNotice(
                            matter.Note.Kind,
                            matter.Told,
                            links.PageFor(matter.Note.Key, account, reader.Language)
                        )),
                    ],
                    reader,
                    batch[0].Batch!
                ),
                cancellationToken
            );
            if (sent.IsSuccess)
            {
                told.Add(reader.Email);
            }
            else
            {
                first ??= sent.Problem;
            }
        }

        if (first is not null)
        {
            await notes.TrySaveAsync([.. batch.Select(note => note with { Told = told })], cancellationToken);
            return first;
        }

        await RemoveAsync(batch, cancellationToken);
        return null;
    }

    private async Task<IReadOnlyList<(ForwarderNote Note, ForwarderAnnouncement Told)>> ReadAsync(
        IReadOnlyList<ForwarderNote> batch,
        CancellationToken cancellationToken
    )
    {
        var found = new List<(ForwarderNote, ForwarderAnnouncement)>();
        foreach (var note in batch)
        {
            var order = await orders.LoadAsync(note.Key.Order, cancellationToken);
            if (order?.Find(note.Key) is { } purchase)
            {
                found.Add((note, Announcement.Of(order, purchase)));
            }
        }

        return found;
    }

    private async Task RemoveAsync(IReadOnlyList<ForwarderNote> some, CancellationToken cancellationToken)
    {
        foreach (var portion in some.Chunk(IForwarderNotes.MostAtOnce))
        {
            await notes.RemoveAsync(portion, cancellationToken);
        }
    }

    // What a mail begins with stands in no other mail.
    private static string NameOf(ForwarderNote first) =>
        string.Create(CultureInfo.InvariantCulture, $"{first.Key} {first.Kind} {first.Version} {first.Since.ToUnixTimeMilliseconds()}");
}
