using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Forwarding;

/// <summary>
/// Tells the forwarder what the supplier sends to it. An answer that never came is settled by reading the announcement; a replaced waybill
/// is announced again under the same reference.
/// </summary>
public sealed class AnnounceToForwarder(
    IForwarderAccounts accounts,
    IForwarders forwarders,
    IOrders orders,
    FulfilmentOptions options,
    TimeProvider time
) : IStepHandler
{
    private const string Name = "announce to forwarder";

    public FulfilmentStep Step => FulfilmentStep.AnnounceToForwarder;

    /// <exception cref="OutsideUnavailableException">The forwarder could not be reached.</exception>
    public async Task<StepResult> RunAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        var purchase = order.Find(key)!;
        var account = await accounts.RequireAsync(purchase.Forwarder!.Id, cancellationToken);
        var forwarder = forwarders.Require(account);
        var announcement = Announcement.Of(order, purchase);
        if (announcement.Customer is null)
        {
            return new StepResult(await RefuseAsync(order, key, "the customer's address is not kept any more", cancellationToken));
        }

        var result = await forwarder.AnnounceAsync(account, announcement, cancellationToken);
        return result.Outcome switch
        {
            CallOutcome.Succeeded => new StepResult(await NoteAsync(order, key, announcement, forwarder, cancellationToken)),
            CallOutcome.Refused when result.Problem!.Kind != ProblemKind.Unauthorized => new StepResult(
                await RefuseAsync(order, key, $"{account.DisplayName}: {result.Problem}", cancellationToken)
            ),
            CallOutcome.Unknown when await IsKnownAsync(account, forwarder, announcement, cancellationToken) => new StepResult(
                await NoteAsync(order, key, announcement, forwarder, cancellationToken)
            ),
            _ => throw new OutsideUnavailableException(Name, result.Problem!),
        };
    }

    private static async Task<bool> IsKnownAsync(
        ForwarderAccount account,
        IForwarder forwarder,
        ForwarderAnnouncement announcement,
        CancellationToken cancellationToken
    )
    {
        if (!forwarder.CanBeAsked)
        {
            return false;
        }

        var read = await forwarder.ReadAsync(account, announcement.Reference, cancellationToken);
        return read.IsSuccess
            && read.Value.Parcels.Count == announcement.Parcels.Count
            && announcement.Parcels.All(parcel => read.Value.Parcels.Select(known => known.WaybillNumber).Holds(parcel.WaybillNumber));
    }

    private Task<Order> NoteAsync(
        Order order,
        PurchaseOrderKey key,
        ForwarderAnnouncement announcement,
        IForwarder forwarder,
        CancellationToken cancellationToken
    )
    {
        var parcels = Announcement.Describe(announcement);
        return orders.EditFromAsync(
            order,
            Actor.System,
            time,
            edit =>
            {
                // Another instance may have announced the same parcels.
                if (
                    edit.Record.Find(key) is not { Forwarding: { } forwarding }
                    || forwarding.Announced.SequenceEqual(parcels, StringComparer.Ordinal)
                )
                {
                    return;
                }

                edit.Change(
                    key,
                    EventKinds.ForwarderTold,
                    "the forwarder knows what comes",
                    old =>
                        old with
                        {
                            Forwarding = forwarding with
                            {
                                Announced = parcels,
                                AnnouncedAt = edit.Now,
                                LookAt = forwarder.CanBeAsked ? edit.Now + options.ForwarderLookEvery : null,
                            },
                        },
                    string.Join(", ", forwarding.Announced),
                    string.Join(", ", parcels)
                );
            },
            cancellationToken
        );
    }

    private Task<Order> RefuseAsync(Order order, PurchaseOrderKey key, string detail, CancellationToken cancellationToken) =>
        orders.EditFromAsync(
            order,
            Actor.Forwarder,
            time,
            edit => edit.SetHold(key, edit.HoldFor(HoldReasons.ForwarderRefused, detail), "the forwarder refuses the parcel"),
            cancellationToken
        );
}
