using Dropship.Core.Fulfilment.Shipments;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Forwarding;

/// <summary>Asks the forwarder what it has sent on, in case a callback was lost.</summary>
public sealed class AskForwarder(
    IForwarderAccounts accounts,
    IForwarders forwarders,
    IOrders orders,
    FulfilmentOptions options,
    TimeProvider time
) : IStepHandler
{
    // Enough for the answer to be read before the time comes.
    private static readonly TimeSpan s_beforeLate = TimeSpan.FromMinutes(10);

    public FulfilmentStep Step => FulfilmentStep.AskForwarder;

    /// <exception cref="OutsideUnavailableException">The forwarder could not be read.</exception>
    public async Task<StepResult> RunAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        var account = await accounts.RequireAsync(order.Find(key)!.Forwarder!.Id, cancellationToken);
        var forwarder = forwarders.Require(account);
        if (!forwarder.CanBeAsked)
        {
            return new StepResult(
                await EditAsync(order, edit => NoteAsked(edit, key, "its people tell by themselves", null), cancellationToken)
            );
        }

        var read = await forwarder.ReadAsync(account, key.Value, cancellationToken);
        var isUnknown = read.Problem?.Meaning == RefusalMeaning.NotFound;
        if (!read.IsSuccess && !isUnknown)
        {
            throw new OutsideUnavailableException("ask forwarder", read.Problem!);
        }

        return new StepResult(
            await EditAsync(
                order,
                edit =>
                {
                    var forwarding = edit.Record.Find(key)!.Forwarding!;
                    if (isUnknown || !KnowsParcels(read.Value, edit.Record.Find(key)!))
                    {
                        // The forwarder lost it, or an earlier announcement arrived late: it is announced again.
                        edit.Change(
                            key,
                            EventKinds.ForwarderForgot,
                            "the forwarder does not know what was announced",
                            old => old with { Forwarding = forwarding with { Announced = [], LookAt = null } }
                        );
                        return;
                    }

                    ForwarderNews.Apply(edit, key, read.Value, options);
                    NoteAsked(
                        edit,
                        key,
                        read.Value.Shipments.Count == 0 ? "the forwarder has sent nothing yet" : "the forwarder was asked",
                        NextLook(edit.Record.Find(key)!, edit.Now)
                    );
                },
                cancellationToken
            )
        );
    }

    private static void NoteAsked(OrderEdit edit, PurchaseOrderKey key, string why, DateTimeOffset? lookAt) =>
        edit.Change(key, EventKinds.ForwarderAsked, why, old => old with { Forwarding = old.Forwarding! with { LookAt = lookAt } });

    private Task<Order> EditAsync(Order order, Action<OrderEdit> edit, CancellationToken cancellationToken) =>
        orders.EditFromAsync(order, Actor.Forwarder, time, edit, cancellationToken);

    // The longer it takes, the less often it is asked, and once more before a person is told, whose release asks again.
    private DateTimeOffset? NextLook(PurchaseOrder purchase, DateTimeOffset now)
    {
        var forwarding = purchase.Forwarding!;
        var from = new[] { forwarding.AnnouncedAt, forwarding.ArrivedAt, forwarding.PatienceFrom }.Max() ?? now;
        var since = now - from;
        var next = now + (since > options.ForwarderLookEvery ? since : options.ForwarderLookEvery);
        var lastAt = ShipmentWatch.ForwarderLateAt(purchase, forwarding, options) - s_beforeLate;
        return lastAt > now && lastAt < next ? lastAt
            : next <= from + options.ForwarderSilentAfter ? next
            : null;
    }

    // What has been sent cannot be announced any more.
    private static bool KnowsParcels(ForwarderStatus status, PurchaseOrder purchase) =>
        status.Shipments.Count > 0
        || Announcement.ParcelsOf(purchase).All(parcel => status.Parcels.Select(known => known.WaybillNumber).Holds(parcel.WaybillNumber));
}
