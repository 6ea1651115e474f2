using System.Text.Json;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Upkeep;

/// <summary>Checks the histories of orders as they are kept, one or all, and tells a person of the first that does not hold.</summary>
public sealed class AuditVerifier(IOrders orders, IAllOrders all, IAlerts alerts)
{
    /// <summary>How many orders one page has at most.</summary>
    public const int OrdersPerPage = 200;

    // An order that is being worked on may be read between its old and its new state; so often in a row that is no accident.
    private const int Tries = 5;

    /// <summary>Checks one order; null when there is nothing of it.</summary>
    public async Task<AuditVerdict?> VerifyAsync(OrderKey key, CancellationToken cancellationToken)
    {
        var verdict = await LookAsync(key, cancellationToken);
        if (verdict?.Break is { } found)
        {
            await alerts.RaiseAsync(
                new AlertNotice(
                    AlertKey.Of(key, HoldReasons.HistoryBroken),
                    HoldReasons.HistoryBroken.Code,
                    key.ToString(),
                    $"row {found.Sequence}: {found.Fault}, {found.Text}",
                    key
                ),
                cancellationToken
            );
        }

        return verdict;
    }

    /// <summary>Checks the next orders; stops at the first that does not hold.</summary>
    /// <param name="after">Begins behind this order; null begins with the first.</param>
    public async Task<AuditPage> VerifyNextAsync(OrderKey? after, CancellationToken cancellationToken)
    {
        var keys = await all.ListKeysAsync(after, OrdersPerPage, cancellationToken);
        var (count, events) = (0, 0);
        foreach (var key in keys)
        {
            var verdict = await VerifyAsync(key, cancellationToken);
            count++;
            events += verdict?.Events ?? 0;
            if (verdict?.Break is not null)
            {
                return new AuditPage(count, events, verdict, key);
            }
        }

        return new AuditPage(count, events, null, keys.Count < OrdersPerPage ? null : keys[^1]);
    }

    private async Task<AuditVerdict?> LookAsync(OrderKey key, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var before = await orders.LoadAsync(key, cancellationToken);
                var history = await orders.ReadEventsAsync(key, cancellationToken);
                var after = await orders.LoadAsync(key, cancellationToken);
                if (before?.Version != after?.Version && attempt < Tries)
                {
                    continue;
                }

                if (after is null)
                {
                    return history.Count == 0
                        ? null
                        : new AuditVerdict(
                            key,
                            history.Count,
                            new ChainBreak(0, ChainFault.OrderMissing, "there is a history and no order")
                        );
                }

                return new AuditVerdict(key, history.Count, AuditChain.FindBreak(after.EventCount, after.EventHash, history));
            }
            catch (JsonException exception)
            {
                return new AuditVerdict(key, 0, new ChainBreak(0, ChainFault.RowUnreadable, exception.Message));
            }
        }
    }
}
