using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Shipments;

/// <summary>Notes whose number each parcel has, and has a tracking service call when there is news of it: once for each number. A service
/// that does not answer keeps nothing else back.</summary>
public sealed class FollowParcels(
    IOrders orders,
    SharedWaybills waybills,
    CourierSources couriers,
    FulfilmentOptions options,
    TimeProvider time
) : IStepHandler
{
    // A person has to renew it.
    private static readonly TimeSpan s_keyMendedIn = TimeSpan.FromHours(6);

    public FulfilmentStep Step => FulfilmentStep.FollowParcels;

    public async Task<StepResult> RunAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        var purchase = order.Find(key)!;
        var now = time.GetUtcNow();
        var followed = new List<(Parcel Parcel, IReadOnlyList<string> Others, CallResult<Unit>? Made)>();
        foreach (var parcel in purchase.Parcels.Where(parcel => parcel.FollowDueAt <= now))
        {
            var others = await waybills.NoteAsync(order, key, parcel, cancellationToken);
            followed.Add((parcel, others, await couriers.SubscribeAsync(order, purchase, parcel, cancellationToken)));
        }

        return new StepResult(
            await orders.EditFromAsync(
                order,
                Actor.System,
                time,
                edit =>
                {
                    foreach (var (parcel, others, made) in followed)
                    {
                        Note(edit, key, parcel, made);
                        foreach (var other in others)
                        {
                            edit.NoteFinding(
                                key,
                                edit.Record.Find(key)!.Parcels.First(one => one.ParcelId == parcel.ParcelId),
                                new NumberFinding(NumberDoubt.UsedElsewhere, other)
                            );
                        }
                    }
                },
                cancellationToken
            )
        );
    }

    private void Note(OrderEdit edit, PurchaseOrderKey key, Parcel parcel, CallResult<Unit>? made)
    {
        // A refusal is an answer: the same again would be refused again, unless it is the key that is refused.
        var isKeyRefused = made?.Problem?.Kind == ProblemKind.Unauthorized;
        var isDone = !isKeyRefused && made is null or { IsSuccess: true } or { Outcome: CallOutcome.Refused };
        var pause = isKeyRefused ? s_keyMendedIn : made?.Problem?.RetryAfter ?? options.FollowAgainAfter;
        edit.Change(
            key,
            EventKinds.ParcelFollowed,
            made is null ? "the number is noted"
                : made.IsSuccess ? "the tracking service tells its news"
                : $"the tracking service could not be told: {made.Problem}",
            purchase =>
                purchase with
                {
                    Parcels =
                    [
                        .. purchase.Parcels.Select(one =>
                            one.ParcelId == parcel.ParcelId && one.NumberKey == parcel.NumberKey
                                ? one with
                                {
                                    FollowedKey = isDone ? one.NumberKey : one.FollowedKey,
                                    FollowAt = isDone ? null : edit.Now + pause,
                                }
                                : one
                        ),
                    ],
                },
            null,
            parcel.WaybillNumber
        );
    }
}
