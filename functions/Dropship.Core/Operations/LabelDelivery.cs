using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Has the labels that platforms make reach the forwarder that puts them on, once each, as soon as the platform has made
/// them.</summary>
public sealed class LabelDelivery(
    IForwarderNotes notes,
    IOrders orders,
    IForwarders forwarders,
    IForwarderAccounts accounts,
    LabelReader labels,
    LabelReports reports,
    TimeProvider time
) : IHeartbeatLook
{
    // The goods are long gone.
    private static readonly TimeSpan s_awaited = TimeSpan.FromDays(30);

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var failures = new List<Exception>();
        foreach (
            var purchase in (await notes.ListAsync(cancellationToken))
                .Where(note => note.Kind == ForwarderNoteKind.LabelAwaited)
                .GroupBy(note => note.Key)
                .ToList()
        )
        {
            try
            {
                var isOver = purchase.Max(note => note.Since) + s_awaited < time.GetUtcNow();
                if (await DeliverAsync(purchase.Key, cancellationToken) || isOver)
                {
                    await notes.RemoveAsync([.. purchase], cancellationToken);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // One order keeps no other back; the run fails all the same.
                failures.Add(exception);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    // Whether nothing of it is left to hand over.
    private async Task<bool> DeliverAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        if (
            await orders.LoadAsync(key.Order, cancellationToken) is not { } order
            || order.Find(key) is not { Forwarder: { } forwarder, CancelReason: null } purchase
            || order.StoreOrder.IsCancelled
            || await accounts.FindAsync(forwarder.Id, cancellationToken) is not { } account
        )
        {
            return true;
        }

        var wanted = purchase.Parcels.Where(purchase.HasUntoldLabel).ToList();
        var ready = new List<Parcel>();
        foreach (var parcel in wanted)
        {
            if (await labels.ReadAsync(order, parcel.ParcelId, cancellationToken) is { IsSuccess: true, Value: not null })
            {
                ready.Add(parcel);
            }
        }

        if (ready.Count > 0)
        {
            var told = await forwarders
                .Require(account)
                .SendLabelsAsync(account, reports.Of(order, purchase, account, ready), cancellationToken);
            if (told.Problem is { } problem)
            {
                await reports.TellAsync(account, problem, cancellationToken);
                return false;
            }

            await reports.ResolveAsync(account, cancellationToken);
            await NoteAsync(order, key, ready, cancellationToken);
        }

        return ready.Count == wanted.Count && purchase.Parcels.Any(parcel => parcel.FulfilmentId is not null);
    }

    private Task<Order> NoteAsync(Order order, PurchaseOrderKey key, List<Parcel> ready, CancellationToken cancellationToken) =>
        orders.EditFromAsync(
            order,
            Actor.System,
            time,
            edit =>
                edit.Change(
                    key,
                    EventKinds.LabelTold,
                    "the forwarder has the platform's label",
                    old =>
                        old with
                        {
                            Parcels =
                            [
                                .. old.Parcels.Select(one =>
                                    ready.Exists(parcel => parcel.ParcelId == one.ParcelId) ? one with { LabelToldAt = edit.Now } : one
                                ),
                            ],
                        },
                    null,
                    string.Join(", ", ready.Select(parcel => parcel.WaybillNumber))
                ),
            cancellationToken
        );
}
