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
    // Platforms make a label within minutes.
    private static readonly TimeSpan s_late = TimeSpan.FromHours(12);

    // The goods are long gone.
    private static readonly TimeSpan s_awaited = TimeSpan.FromDays(30);

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var failures = new List<Exception>();
        var reached = new Dictionary<string, ForwarderAccount>(StringComparer.Ordinal);
        var unreached = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var purchase in (await notes.ListAsync(cancellationToken))
                .Where(note => note.Kind == ForwarderNoteKind.LabelAwaited)
                .GroupBy(note => note.Key)
                .ToList()
        )
        {
            try
            {
                await LookAsync(purchase.Key, [.. purchase], reached, unreached, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // One order keeps no other back; the run fails all the same.
                failures.Add(exception);
            }
        }

        // One alert stands for all that a forwarder does not take.
        foreach (var account in reached.Values.Where(account => !unreached.Contains(account.Id)))
        {
            await reports.ResolveAsync(account, cancellationToken);
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    private async Task LookAsync(
        PurchaseOrderKey key,
        List<ForwarderNote> waiting,
        Dictionary<string, ForwarderAccount> reached,
        HashSet<string> unreached,
        CancellationToken cancellationToken
    )
    {
        if (
            await orders.LoadAsync(key.Order, cancellationToken) is not { } order
            || order.Find(key) is not { Forwarder: { } forwarder, Forwarding: null, CancelReason: null } purchase
            || order.StoreOrder.IsCancelled
        )
        {
            await EndAsync(key, waiting, cancellationToken);
            return;
        }

        var account = await accounts.FindAsync(forwarder.Id, cancellationToken);
        var (ready, refusal, isLasting) = await ReadAsync(order, purchase, cancellationToken);
        CallProblem? problem = null;
        if (account is not null && ready.Count > 0)
        {
            var told = await forwarders
                .Require(account)
                .SendLabelsAsync(account, reports.Of(order, purchase, account, ready), cancellationToken);
            problem = told.Problem;
            if (problem is null)
            {
                reached[account.Id] = account;
                order = await NoteAsync(order, key, ready, cancellationToken);
            }
            else
            {
                unreached.Add(account.Id);
                await reports.TellAsync(account, problem, cancellationToken);
            }
        }

        var parcels = order.Find(key)!.Parcels;
        var open = waiting.Where(note => IsAwaited(parcels.FirstOrDefault(parcel => parcel.ParcelId == note.Version))).ToList();
        if (open.Count == 0)
        {
            await EndAsync(key, waiting, cancellationToken);
            return;
        }

        var now = time.GetUtcNow();
        if (account is null || isLasting || open.Exists(note => note.Since + s_late <= now))
        {
            var why = account is null
                ? "the forwarder's account is gone"
                : refusal ?? problem?.ToString() ?? "the platform has made no label";
            await reports.TellMissingAsync(order, purchase, why, cancellationToken);
        }

        var over = waiting.Where(note => !open.Contains(note) || note.Since + s_awaited < now).ToList();
        if (over.Count > 0)
        {
            await notes.RemoveAsync(over, cancellationToken);
        }
    }

    // The parcels whose labels can be handed over, why another has none, and whether that lasts until a person acts.
    private async Task<(List<Parcel> Ready, string? Refusal, bool IsLasting)> ReadAsync(
        Order order,
        PurchaseOrder purchase,
        CancellationToken cancellationToken
    )
    {
        var ready = new List<Parcel>();
        string? refusal = null;
        var isLasting = false;
        foreach (var parcel in purchase.Parcels.Where(purchase.HasUntoldLabel))
        {
            var read = await labels.ReadAsync(order, parcel.ParcelId, cancellationToken);
            if (read is { IsSuccess: true, Value: not null })
            {
                ready.Add(parcel);
            }
            else if (read is null)
            {
                refusal = "the store's account is gone";
                isLasting = true;
            }
            else if (read.Problem is { } problem)
            {
                // A platform that shows the shipment late says at first that it is not arranged.
                var lasts = read.Outcome == CallOutcome.Refused && problem.Meaning != RefusalMeaning.WrongState;
                refusal = lasts || !isLasting ? $"{parcel.WaybillNumber}: {problem}" : refusal;
                isLasting |= lasts;
            }
        }

        return (ready, refusal, isLasting);
    }

    // A parcel whose receipt is not saved yet is awaited, too.
    private static bool IsAwaited(Parcel? parcel) => parcel is { LabelToldAt: null, Status: not ParcelStatus.Revoked };

    private async Task EndAsync(PurchaseOrderKey key, List<ForwarderNote> waiting, CancellationToken cancellationToken)
    {
        await reports.ResolveMissingAsync(key, cancellationToken);
        await notes.RemoveAsync(waiting, cancellationToken);
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
