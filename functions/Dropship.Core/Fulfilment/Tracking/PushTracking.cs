using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Core.Fulfilment.Shipments;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Tracking;

/// <summary>
/// Gives the store the tracking number of each parcel that it does not have: as a fulfilment of its own, or to the one it belongs to. Each
/// push reads the store first, so a repeat writes nothing twice.
/// </summary>
public sealed class PushTracking(
    IStoreAccounts accounts,
    IStorePlatforms platforms,
    TrackingConfirmation confirmation,
    IOrders orders,
    IForwarderNotes notes,
    FulfilmentOptions options,
    TimeProvider time
) : IStepHandler
{
    private const string Name = "push tracking";

    public FulfilmentStep Step => FulfilmentStep.PushTracking;

    /// <exception cref="OutsideUnavailableException">The store could not be reached.</exception>
    public async Task<StepResult> RunAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        var account = await accounts.RequireAsync(order.Key.AccountId, cancellationToken);
        var platform = platforms.Require(account);
        TrackingConfirmation.Pushed? last = null;
        var purchase = order.Find(key)!;
        var now = time.GetUtcNow();
        foreach (
            var due in purchase
                .Parcels.Where(parcel => parcel.NeedsPush && ShipmentWatch.TellAt(order, purchase, parcel, options) <= now)
                .ToList()
        )
        {
            order = await confirmation.SaveAsync(order, key, last, cancellationToken);
            last = null;
            if (StoreTracking.MustWait(platform, order))
            {
                order = await EditAsync(
                    order,
                    edit =>
                        edit.ChangeParcel(
                            key,
                            due,
                            EventKinds.TrackingWaits,
                            "the platform ships the order only as a whole",
                            one => one with { RestIsShipped = false }
                        ),
                    cancellationToken
                );
                continue;
            }

            var parcel = await FindFormerAsync(order, key, account, platform, due, cancellationToken);
            if (parcel is { StoreLines.Count: 0, FulfilmentId: null })
            {
                order = await EditAsync(
                    order,
                    edit =>
                        edit.ChangeParcel(
                            key,
                            parcel,
                            EventKinds.TrackingNotNeeded,
                            "another parcel carries these pieces",
                            one => one with { Push = PushState.NotNeeded }
                        ),
                    cancellationToken
                );
                continue;
            }

            var result = await StoreTracking.TellAsync(platform, account, parcel, PushOf(order, key, account, parcel), cancellationToken);
            if (result.IsSuccess)
            {
                await AwaitLabelAsync(platform, purchase, parcel, cancellationToken);
                last = new TrackingConfirmation.Pushed(parcel, result.Value);
                continue;
            }

            order = result.Outcome switch
            {
                CallOutcome.Unknown => await DoubtAsync(order, key, parcel, result.Problem, cancellationToken),
                CallOutcome.Refused when result.Problem.Kind != ProblemKind.Unauthorized => await RefuseAsync(
                    order,
                    key,
                    parcel,
                    result.Problem,
                    cancellationToken
                ),
                _ => throw await UnsentAsync(order, key, parcel, result.Problem, cancellationToken),
            };
        }

        return new StepResult(await confirmation.CheckPushedAsync(order, key, account, platform, last, cancellationToken));
    }

    // Noted before the receipt is saved: a step that breaks off in between is taken again.
    private async Task AwaitLabelAsync(IStorePlatform platform, PurchaseOrder purchase, Parcel parcel, CancellationToken cancellationToken)
    {
        if (platform is IPlatformShipping && purchase is { Forwarder: { } forwarder, Forwarding: null })
        {
            await notes.AddAsync(
                new ForwarderNote
                {
                    ForwarderId = forwarder.Id,
                    Key = purchase.Key,
                    Kind = ForwarderNoteKind.LabelAwaited,
                    Version = parcel.ParcelId,
                    Since = time.GetUtcNow(),
                },
                cancellationToken
            );
        }
    }

    private static TrackingPush PushOf(Order order, PurchaseOrderKey key, StoreAccount account, Parcel parcel) =>
        new()
        {
            StoreOrderId = order.Key.StoreOrderId,
            Lines = LinesUnderNumberOf(order, key, parcel),
            CarrierName = parcel.CarrierName,
            CarrierCode = parcel.CarrierCode,
            TrackingNumber = parcel.WaybillNumber!,
            Country = order.StoreOrder.ShipTo?.Country,
            Replaces = parcel.PushedNumber,
            OwnNumbers =
            [
                .. order
                    .PurchaseOrders.SelectMany(purchase => purchase.Parcels)
                    .SelectMany(one => one.ListNumbers())
                    .Distinct(StringComparer.Ordinal),
            ],
            PlatformNumbers =
            [
                .. order
                    .PurchaseOrders.SelectMany(purchase =>
                        purchase.Parcels.Where(one =>
                            (purchase.Key == key && one.ParcelId == parcel.ParcelId)
                            || TrackingNumbers.AreSame(one.PushedNumber, parcel.WaybillNumber)
                        )
                    )
                    .Select(one => one.PlatformNumber)
                    .OfType<string>()
                    .Distinct(StringComparer.Ordinal),
            ],
            YieldsToOthers = parcel.YieldsToOthers,
            NotifyCustomer = account.NotifyCustomer,
        };

    // What the store has under a number counts for pieces of the same line, whoever they were sent for: a forwarder puts goods of several
    // purchase orders into one parcel, and a supplier may type a number that stands beside another parcel's. So the push names all of them.
    private static IReadOnlyList<LineQuantity> LinesUnderNumberOf(Order order, PurchaseOrderKey key, Parcel parcel)
    {
        var others = ToldBeside(order, key, parcel);
        var under = others
            .Where(other => TrackingNumbers.AreSame(other.PushedNumber, parcel.WaybillNumber))
            .Select(other => other.FulfilmentId)
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        var there = others
            .Where(other =>
                TrackingNumbers.AreSame(other.PushedNumber, parcel.WaybillNumber)
                || (other.FulfilmentId is { } fulfilment && under.Contains(fulfilment))
            )
            .SelectMany(other => other.StoreLines)
            .ToLookup(line => line.LineId, line => line.Quantity, StringComparer.Ordinal);
        return [.. parcel.StoreLines.Select(piece => piece with { Quantity = piece.Quantity + there[piece.LineId].Sum() })];
    }

    // The other parcels of the order whose numbers the store has.
    private static List<Parcel> ToldBeside(Order order, PurchaseOrderKey key, Parcel parcel) =>
        [
            .. order
                .PurchaseOrders.SelectMany(purchase =>
                    purchase.StoreParcels.Where(other => purchase.Key != key || other.ParcelId != parcel.ParcelId)
                )
                .Where(other => other.Push is PushState.Pushed or PushState.Confirmed),
        ];

    // The supplier replaced a tracking number whose push had an unknown result: its answer never came, or the process ended before it was
    // awaited. When the store has that one, it is the one to be replaced, unless it stands there for another parcel.
    private static async Task<Parcel> FindFormerAsync(
        Order order,
        PurchaseOrderKey key,
        StoreAccount account,
        IStorePlatform platform,
        Parcel parcel,
        CancellationToken cancellationToken
    )
    {
        var unseen = parcel.FormerNumbers.Where(number => number != parcel.WaybillNumber && number != parcel.PushedNumber).ToList();
        if (unseen.Count == 0)
        {
            return parcel;
        }

        var store = await TrackingConfirmation.ReadAsync(account, platform, order.Key, Name, cancellationToken);
        var taken = ToldBeside(order, key, parcel)
            .Select(other => other.FulfilmentId)
            .Where(fulfilment => fulfilment != parcel.FulfilmentId)
            .ToHashSet(StringComparer.Ordinal);
        var there = store.Fulfilments.Where(fulfilment => !fulfilment.IsCancelled && !taken.Contains(fulfilment.FulfilmentId)).ToList();
        return
            Enumerable.Reverse(unseen).FirstOrDefault(number => there.Exists(fulfilment => fulfilment.TrackingNumbers.Holds(number)))
                is { } former
            ? parcel with
            {
                PushedNumber = former,
                FulfilmentId = there.Find(fulfilment => fulfilment.TrackingNumbers.Holds(former))!.FulfilmentId,
            }
            : parcel;
    }

    private Task<Order> EditAsync(Order order, Action<OrderEdit> edit, CancellationToken cancellationToken) =>
        orders.EditFromAsync(order, Actor.System, time, edit, cancellationToken);

    private async Task<OutsideUnavailableException> UnsentAsync(
        Order order,
        PurchaseOrderKey key,
        Parcel parcel,
        CallProblem problem,
        CancellationToken cancellationToken
    )
    {
        await EditAsync(
            order,
            edit => edit.AddEvent(EventKinds.TrackingUnsent, problem.ToString(), parcel.PushedNumber, parcel.WaybillNumber, key),
            cancellationToken
        );
        return new OutsideUnavailableException(Name, problem);
    }

    private Task<Order> DoubtAsync(
        Order order,
        PurchaseOrderKey key,
        Parcel parcel,
        CallProblem problem,
        CancellationToken cancellationToken
    )
    {
        var doubts = parcel.PushDoubts + 1;
        return doubts < options.PushDoubts
            ? EditAsync(
                order,
                edit =>
                    edit.ChangeParcel(
                        key,
                        parcel,
                        EventKinds.TrackingDoubtful,
                        problem.ToString(),
                        one => one with { PushAgainAt = edit.Now + options.PushAgainAfter, PushDoubts = doubts }
                    ),
                cancellationToken
            )
            : RefuseAsync(order, key, parcel, problem, cancellationToken);
    }

    private Task<Order> RefuseAsync(
        Order order,
        PurchaseOrderKey key,
        Parcel parcel,
        CallProblem problem,
        CancellationToken cancellationToken
    ) =>
        orders.EditFromAsync(
            order,
            Actor.Store,
            time,
            edit =>
            {
                var isGone =
                    problem.Meaning is RefusalMeaning.OrderCancelled or RefusalMeaning.AlreadyFulfilled or RefusalMeaning.TakenBack;
                edit.ReplaceParcel(
                    key,
                    parcel,
                    one => one with { Push = isGone ? PushState.NotNeeded : PushState.Refused, Problem = problem }
                );
                edit.AddEvent(EventKinds.TrackingRefused, problem.ToString(), null, parcel.WaybillNumber, key);
                var purchase = edit.Record.Find(key)!;
                switch (problem.Meaning)
                {
                    case RefusalMeaning.OrderCancelled
                        when PurchaseOrderTransitions.IsAllowed(purchase.State, PurchaseOrderState.RefundDue):
                        edit.Move(
                            key,
                            PurchaseOrderState.RefundDue,
                            "the store order was cancelled after the purchase",
                            edit.HoldFor(HoldReasons.CancelledAfterPayment, problem.ToString())
                        );
                        break;
                    case RefusalMeaning.AlreadyFulfilled or RefusalMeaning.TakenBack:
                        edit.EndUnsent(key);
                        break;

                    // Where that is not allowed, another instance heard the same refusal before, and has drawn the conclusion.
                    case var _ when PurchaseOrderTransitions.IsAllowed(purchase.State, PurchaseOrderState.PushRefused):
                        var reason =
                            problem.Meaning == RefusalMeaning.TrackingConflict ? HoldReasons.TrackingConflict : HoldReasons.PushRefused;

                        // The one place for what a person is told holds both.
                        var unsettled = purchase.AwaitsSettling ? $"; and {purchase.Hold!.Code}: {purchase.Hold.Detail}" : string.Empty;
                        edit.Move(
                            key,
                            PurchaseOrderState.PushRefused,
                            reason.Code,
                            edit.HoldFor(reason, $"{parcel.WaybillNumber}: {problem}{unsettled}")
                        );
                        break;
                }

                OrderStateRollup.Settle(edit);
            },
            cancellationToken
        );
}
