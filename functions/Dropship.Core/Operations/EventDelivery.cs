using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Tells the warehouse system what became of purchase orders, in their order, until it takes it. While it does not, an alert tells
/// so.</summary>
public sealed class EventDelivery(IUntoldPurchases untold, IOrders orders, IEventSink sink, IAlerts alerts, TimeProvider time)
    : IHeartbeatLook
{
    private static readonly AlertKey s_alert = AlertKey.OfService("wms", HoldReasons.ServiceDown);

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!sink.IsOn)
        {
            return;
        }

        CallProblem? first = null;
        await foreach (var key in untold.ListAsync(cancellationToken))
        {
            // One that it does not take keeps no other back; one that cannot be reached is not called for each.
            var problem = await TellAsync(key, cancellationToken);
            first ??= problem;
            if (problem is { Kind: not ProblemKind.Rejected })
            {
                break;
            }
        }

        if (first is null)
        {
            await alerts.ResolveAsync(s_alert, cancellationToken);
        }
        else
        {
            await alerts.RaiseAsync(
                new AlertNotice(s_alert, HoldReasons.ServiceDown.Code, "WMS", $"it is not told of purchase orders: {first}"),
                cancellationToken
            );
        }
    }

    private async Task<CallProblem?> TellAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        if (await orders.LoadAsync(key.Order, cancellationToken) is not { } order || order.Find(key) is not { } purchase)
        {
            await untold.RemoveAsync(key, cancellationToken);
            return null;
        }

        // Removed first: what happens from here on is noted anew.
        await untold.RemoveAsync(key, cancellationToken);
        var told = new List<string>();
        CallProblem? problem = null;
        foreach (var one in PurchaseEvents.Untold(purchase))
        {
            var sent = await sink.SendAsync(order, purchase, one, cancellationToken);
            if (sent.Problem is { } failed)
            {
                problem = failed;
                await untold.AddAsync(key, cancellationToken);
                break;
            }

            told.Add(one.Id);
        }

        if (told.Count > 0)
        {
            await orders.EditFromAsync(
                order,
                Actor.System,
                time,
                edit =>
                {
                    var known = edit.Record.Find(key)!.ToldEvents;
                    if (told.Except(known, StringComparer.Ordinal).Any())
                    {
                        edit.Change(
                            key,
                            EventKinds.WarehouseTold,
                            "the warehouse system took it",
                            old => old with { ToldEvents = [.. known.Union(told, StringComparer.Ordinal)] },
                            null,
                            string.Join(", ", told)
                        );
                    }
                },
                cancellationToken
            );
        }

        return problem;
    }
}
