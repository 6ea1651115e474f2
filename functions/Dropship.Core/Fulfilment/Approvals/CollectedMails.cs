using System.Globalization;
using System.Text.Json;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>
/// Sends what waits for approvers as one mail to each. A mail that was begun is finished first, under its name: whoever got it does not get
/// it twice.
/// </summary>
public sealed class CollectedMails(
    IWaitingMails waiting,
    IOrders orders,
    ApproverFacts facts,
    ApproverMails mails,
    IStopSwitch stop,
    ApprovalOptions options,
    TimeProvider time
)
{
    /// <summary>So many purchase orders stand in one mail at the most.</summary>
    public const int MostInOne = 30;

    // Its step may still be about to write what the mail is to tell.
    private static readonly TimeSpan s_unwritten = TimeSpan.FromMinutes(15);

    /// <summary>Sends all that waits, once the first of it has waited for <see cref="ApprovalOptions.CollectFor"/>.</summary>
    /// <returns>Why a mail could not be handed over; null when none failed. What is unsent stays, and keeps nothing else back.</returns>
    public async Task<CallProblem?> SendDueAsync(CancellationToken cancellationToken)
    {
        var all = await waiting.ListAsync(cancellationToken);
        if (all.Count == 0)
        {
            return null;
        }

        if ((await stop.ReadAsync(cancellationToken)).IsStopped)
        {
            // Nobody is sent to pay what cannot be paid now.
            all = [.. all.Where(mail => mail.Kind != ApproverMatterKind.Payment)];
        }

        CallProblem? first = null;
        foreach (var begun in all.Where(mail => mail.Batch is not null).GroupBy(mail => mail.Batch!, StringComparer.Ordinal).ToList())
        {
            var problem = await FinishAsync([.. await ReadAsync([.. begun], cancellationToken)], cancellationToken);
            first ??= problem;
        }

        var fresh = all.Where(mail => mail.Batch is null).ToList();
        if (fresh.Count == 0 || fresh.Min(mail => mail.Since) + options.CollectFor > time.GetUtcNow())
        {
            return first;
        }

        foreach (var portion in (await ReadAsync(fresh, cancellationToken)).Chunk(MostInOne))
        {
            var problem = await BeginAsync(portion, cancellationToken);
            first ??= problem;
        }

        return first;
    }

    // What is to be told, with its order; what need not be told any more is removed.
    private async Task<List<Told>> ReadAsync(IReadOnlyList<WaitingMail> some, CancellationToken cancellationToken)
    {
        var found = new List<Told>();
        var past = new List<WaitingMail>();
        foreach (var mail in some)
        {
            try
            {
                var order = await orders.LoadAsync(mail.Key.Order, cancellationToken);
                var purchase = order?.Find(mail.Key);
                if (purchase is null || IsPast(mail, purchase))
                {
                    past.Add(mail);
                }
                else if (IsTrue(mail, purchase))
                {
                    found.Add(new Told(mail, order!, await facts.GatherAsync(order!, purchase, purchase.Approval!, cancellationToken)));
                }
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                // One that cannot be read keeps back no other; its own step fails in the same way and reports it.
            }
        }

        foreach (var portion in past.Chunk(IWaitingMails.MostAtOnce))
        {
            await waiting.RemoveAsync(portion, cancellationToken);
        }

        return found;
    }

    private async Task<CallProblem?> BeginAsync(Told[] portion, CancellationToken cancellationToken)
    {
        var batch = NameOf(portion[0].Mail);
        var saved = await waiting.TrySaveAsync([.. portion.Select(one => one.Mail with { Batch = batch })], cancellationToken);
        return saved is null
            ? null
            : await FinishAsync([.. portion.Zip(saved, (one, mail) => one with { Mail = mail })], cancellationToken);
    }

    private async Task<CallProblem?> FinishAsync(IReadOnlyList<Told> batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return null;
        }

        CallProblem? first = null;
        var told = batch[0].Mail.Told.ToList();
        foreach (var reader in mails.Readers.Where(reader => !told.Contains(reader.Id, StringComparer.Ordinal)).ToList())
        {
            if (
                await mails.SendAsync(reader, [.. batch.Select(one => (one.Facts, one.Mail))], batch[0].Mail.Batch!, cancellationToken) is
                { } problem
            )
            {
                first ??= problem;
            }
            else
            {
                told.Add(reader.Id);
            }
        }

        if (first is not null)
        {
            await waiting.TrySaveAsync([.. batch.Select(one => one.Mail with { Told = told })], cancellationToken);
            return first;
        }

        foreach (var one in batch.Where(one => one.Mail.Kind == ApproverMatterKind.Decision))
        {
            await orders.EditFromAsync(
                one.Order,
                Actor.System,
                time,
                edit => edit.MarkMailed(one.Mail.Key, one.Mail.Round, one.Mail.Reminder, one.Mail.IsEscalated),
                cancellationToken
            );
        }

        await waiting.RemoveAsync([.. batch.Select(one => one.Mail)], cancellationToken);
        return null;
    }

    // The mail tells what is to be done now.
    private bool IsTrue(WaitingMail mail, PurchaseOrder purchase) =>
        mail.Kind == ApproverMatterKind.Payment
            ? purchase.PaymentStage == PaymentStage.AwaitingPerson
            : ApprovalVisits.StandingOf(purchase, purchase.Approval!, time.GetUtcNow()) == ApprovalStanding.Open && purchase.Hold is null;

    // It never will any more, or has been told.
    private bool IsPast(WaitingMail mail, PurchaseOrder purchase)
    {
        if (purchase.Approval is not { } approval || approval.Round != mail.Round)
        {
            return true;
        }

        return mail.Kind == ApproverMatterKind.Payment
            ? purchase.PaymentStage != PaymentStage.AwaitingPerson
                && (purchase.PaymentStage != PaymentStage.Due || mail.Since + s_unwritten < time.GetUtcNow())
            : (mail.Reminder == 0 ? approval.MailedAt is not null : approval.Reminders >= mail.Reminder) || !IsTrue(mail, purchase);
    }

    // What a mail begins with stands in no other mail.
    private static string NameOf(WaitingMail first) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{first.Key} {first.Kind} {first.Round} {first.Reminder} {first.Since.ToUnixTimeMilliseconds()}"
        );

    private sealed record Told(WaitingMail Mail, Order Order, ApprovalFacts Facts);
}
