using System.Globalization;
using Dropship.Core;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Simulation.Checks;
using Dropship.Simulation.Engine;
using Dropship.Simulation.Outside;

namespace Dropship.Simulation.People;

/// <summary>Those who get the mails: they approve, reject, forget, press twice, use old links, and pay at the cashier. Their mail scanner
/// opens every link.</summary>
internal sealed class Approvers(Scheduler scheduler, Dice dice, Faults faults, Hosts hosts, SimulatedMarket market, Promises promises)
{
    private const int Tries = 5;

    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _oldTickets = new(StringComparer.Ordinal);

    /// <summary>Reads a mail that asks for an approval or a payment.</summary>
    public void Read(OutgoingMail mail)
    {
        var parts = mail.Text.Split('/');
        var (key, ticket) = (parts[^2], parts[^1]);
        if (faults.Strike(Fault.LinkScanned))
        {
            for (var visits = 1 + dice.Below(4); visits > 0; visits--)
            {
                scheduler.After(dice.Minutes(0.01, 2), null, () => Visit(key, ticket));
            }
        }

        if (mail.Id.StartsWith("pay-", StringComparison.Ordinal))
        {
            scheduler.After(When(), null, () => Pay(key, ticket, Money.Parse(mail.Subject, Currencies.Cny), 1));
            return;
        }

        var round = ticket.Split('.')[0];
        if (_oldTickets.TryGetValue(key, out var old) && old.Split('.')[0] != round && faults.Strike(Fault.OldLinkUsed))
        {
            scheduler.After(dice.Minutes(0.1, 60), null, () => Open(key, old, ApprovalDecision.Approve, 1));
        }

        _oldTickets[key] = ticket;
        var isTwice = faults.Strike(Fault.DecidedTwice);
        if (!dice.Chance(0.85) || !(_answered.Add($"{key} {round}") || isTwice))
        {
            return;
        }

        scheduler.After(isTwice ? dice.Minutes(1, 2) : When(), null, () => Open(key, ticket, Decision(), 1));
    }

    private ApprovalDecision Decision()
    {
        var share = dice.Share();
        return share < 0.84 ? ApprovalDecision.Approve
            : share < 0.93 ? ApprovalDecision.Reject
            : ApprovalDecision.AskAgain;
    }

    private TimeSpan When() => dice.Chance(0.5) ? dice.Minutes(0.2, 30) : dice.Hours(0.5, 10);

    private void Visit(string key, string ticket) =>
        hosts.Start($"visit {key}", host => host.Approvals.VisitAsync(key, ticket, CancellationToken.None), _ => { });

    private void Open(string key, string ticket, ApprovalDecision decision, int number)
    {
        ApprovalVisit? visit = null;
        string? nonce = null;
        hosts.Start(
            $"open {key}",
            async host =>
            {
                visit = await host.Approvals.VisitAsync(key, ticket, CancellationToken.None);
                nonce = host.Links.IssueNonce(ticket);
            },
            failure =>
            {
                if (failure is not null)
                {
                    Again(number, () => Open(key, ticket, decision, number + 1));
                }
                else if (visit!.Standing == ApprovalStanding.Open || dice.Chance(0.3))
                {
                    scheduler.After(dice.Minutes(0.1, 20), null, () => Decide(key, ticket, nonce!, decision, number));
                }
            },
            () => Again(number, () => Open(key, ticket, decision, number + 1))
        );
    }

    private void Decide(string key, string ticket, string nonce, ApprovalDecision decision, int number)
    {
        promises.OnPosted(key, int.Parse(ticket.Split('.')[0], CultureInfo.InvariantCulture));
        hosts.Start(
            $"decide {key}",
            host => host.Approvals.DecideAsync(key, ticket, nonce, decision, "too dear", CancellationToken.None),
            failure =>
            {
                if (failure is not null)
                {
                    Again(number, () => Open(key, ticket, decision, number + 1));
                }
                else if (decision == ApprovalDecision.Approve && faults.Strike(Fault.ApprovalTakenBack))
                {
                    scheduler.After(dice.Minutes(0.01, 20), null, () => TakeBack(key, ticket, 1));
                }
            },
            () => Again(number, () => Open(key, ticket, decision, number + 1))
        );
    }

    // Who sees an error presses again until there is an answer.
    private void TakeBack(string key, string ticket, int number) =>
        hosts.Start(
            $"take back {key}",
            host => host.Approvals.TakeBackAsync(key, ticket, host.Links.IssueNonce(ticket), CancellationToken.None),
            failure =>
            {
                if (failure is not null)
                {
                    Again(number, () => TakeBack(key, ticket, number + 1));
                }
            },
            () => Again(number, () => TakeBack(key, ticket, number + 1))
        );

    private void Pay(string key, string ticket, Money approved, int number)
    {
        Uri? link = null;
        var asked = Asked(key);
        hosts.Start(
            $"cashier {key}",
            async host => link = (await host.Cashier.OpenAsync(key, ticket, CancellationToken.None)).Link,
            failure =>
            {
                if (link is null)
                {
                    Again(number, () => Pay(key, ticket, approved, number + 1));
                    return;
                }

                if (asked == Asked(key))
                {
                    promises.OnCashierShown(key, asked);
                }

                scheduler.After(dice.Minutes(0.1, 4), null, () => PayAtCashier(key, approved));
            },
            () => Again(number, () => Pay(key, ticket, approved, number + 1))
        );
    }

    // He pays what the mail asked for and nothing else.
    private void PayAtCashier(string key, Money approved)
    {
        var open = market
            .Orders.Where(order => order.Key == key && order is { IsPaid: false, Status: SupplierOrderStatus.AwaitingPayment })
            .ToList();
        if (open.Count > 0 && Asked(key) <= approved)
        {
            foreach (var order in open)
            {
                market.TryPay(order.OrderId, order.Total);
            }
        }
    }

    private Money Asked(string key) =>
        market
            .Orders.Where(order => order.Key == key && order.Status != SupplierOrderStatus.Cancelled)
            .Aggregate(Money.Cny(0), (sum, order) => sum + order.Total);

    private void Again(int number, Action act)
    {
        if (number < Tries)
        {
            scheduler.After(dice.Minutes(2, 120), null, act);
        }
    }
}
