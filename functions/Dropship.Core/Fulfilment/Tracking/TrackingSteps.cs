using Dropship.Core.Fulfilment.Shipments;
using Dropship.Core.Ingest;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Tracking;

/// <summary>The steps that give the store the number of each parcel and see that the store shows it.</summary>
public sealed class TrackingSteps(StepRunner steps, IOrders orders, IStoreAccounts accounts, IStorePlatforms platforms, OrderIntake intake, FulfilmentOptions options, TimeProvider time)
{
    /// <summary>Gives the store the number of each parcel that it does not have: as a fulfilment of its own, or to the one it belongs to. Reads the store first, so a repeat writes nothing twice.</summary>
    /// <exception cref="OutsideUnavailableException">The store could not be reached.</exception>
    public Task<FulfilmentProgress> PushAsync(PurchaseOrderKey key, Order? known, CancellationToken cancellationToken) => steps.RunAsync(key, known, async before =>
    {
        var record = before;
        var account = await accounts.RequireAsync(record.Key.AccountId, cancellationToken);
        var platform = platforms.Require(account);
        (Parcel Parcel, TrackingReceipt Receipt)? last = null;
        foreach (var due in record.Find(key)!.Parcels.Where(parcel => parcel.NeedsPush && !(parcel.PushAgainAt > time.GetUtcNow())).ToList())
        {
            record = await WritePushedAsync(record, key, last, cancellationToken);
            last = null;
            if (StoreTracking.MustWait(platform, record))
            {
                record = await EditParcelAsync(record, key, due, "tracking-waits", "the platform ships the order only as a whole", one => one with { RestIsShipped = false }, cancellationToken);
                continue;
            }

            var parcel = await FindFormerAsync(record, account, platform, due, cancellationToken);
            if (parcel is { StoreLines.Count: 0, FulfilmentId: null })
            {
                record = await EditParcelAsync(record, key, parcel, "tracking-not-needed", "another parcel carries these pieces", one => one with { Push = PushState.NotNeeded }, cancellationToken);
                continue;
            }

            var push = new TrackingPush
            {
                StoreOrderId = record.Key.StoreOrderId,
                Lines = parcel.StoreLines,
                CarrierName = parcel.CarrierName,
                CarrierCode = parcel.CarrierCode,
                TrackingNumber = parcel.WaybillNumber!,
                Replaces = parcel.PushedNumber,
                OwnNumbers = [.. record.PurchaseOrders.SelectMany(purchase => purchase.Parcels).SelectMany(one => one.ListNumbers()).Distinct(StringComparer.Ordinal)],
                YieldsToOthers = parcel.YieldsToOthers,
                NotifyCustomer = account.NotifyCustomer,
            };
            var result = await StoreTracking.TellAsync(platform, account, parcel, push, cancellationToken);
            if (result.IsSuccess)
            {
                last = (parcel, result.Value);
            }
            else
            {
                record = result.Outcome switch
                {
                    CallOutcome.Unknown => await DoubtPushAsync(record, key, parcel, result.Problem, cancellationToken),
                    CallOutcome.Refused when result.Problem.Kind != ProblemKind.Unauthorized => await RefusedPushAsync(record, key, parcel, result.Problem, cancellationToken),
                    _ => throw await UnsentPushAsync(record, key, parcel, result.Problem, cancellationToken),
                };
            }
        }

        return await LookAsync(record, key, account, platform, last, cancellationToken);
    }, cancellationToken);

    /// <summary>Reads the store again: the purchase order is done only when the store says shipped.</summary>
    /// <exception cref="OutsideUnavailableException">The store could not be read.</exception>
    public Task<FulfilmentProgress> ConfirmAsync(PurchaseOrderKey key, Order? known, CancellationToken cancellationToken) => steps.RunAsync(key, known, async record =>
    {
        var account = await accounts.RequireAsync(record.Key.AccountId, cancellationToken);
        return await LookAsync(record, key, account, platforms.Require(account), null, cancellationToken, isLookOnly: true);
    }, cancellationToken);

    /// <summary>Tells a person that the supplier is late. The goods are waited for all the same.</summary>
    public Task<FulfilmentProgress> WarnOfLatenessAsync(PurchaseOrderKey key, Order? known, CancellationToken cancellationToken) => steps.RunAsync(key, known, record =>
        orders.EditFromAsync(record, Actor.System, time, edit =>
        {
            var purchase = edit.Record.Find(key)!;
            if (ShipmentDeadline.WarnAt(edit.Record, purchase, options) <= edit.Now)
            {
                edit.SetHold(key, edit.HoldFor(HoldReasons.ShipmentLate, ShipmentDeadline.DetailOf(edit.Record, purchase)), "the supplier is late");
            }
        }, cancellationToken), cancellationToken);

    private async Task<Order> WritePushedAsync(Order record, PurchaseOrderKey key, (Parcel Parcel, TrackingReceipt Receipt)? pushed, CancellationToken cancellationToken) =>
        pushed is { } one ? await orders.EditFromAsync(record, Actor.System, time, edit => NotePushed(edit, key, one.Parcel, one.Receipt), cancellationToken) : record;

    private static void NotePushed(OrderEdit edit, PurchaseOrderKey key, Parcel parcel, TrackingReceipt receipt)
    {
        // Told again, it is no newer: the pauses between the looks go on growing.
        var pushedAt = parcel.PushedNumber == parcel.WaybillNumber ? parcel.PushedAt ?? edit.Now : edit.Now;
        edit.Change(key, "tracking-pushed", receipt.WasAlreadyThere ? "the store had it" : "the store took it", old => old with
        {
            Parcels = Replace(old.Parcels, parcel.ParcelId, one => one with
            {
                Push = PushState.Pushed,
                PushedNumber = parcel.WaybillNumber,
                PushedCarrier = Carriers.Key(parcel.CarrierName, parcel.CarrierCode),
                PushedAt = pushedAt,
                ConfirmAt = FulfilmentCourse.NextConfirmation(pushedAt, edit.Now),
                PushAgainAt = null,
                PushDoubts = 0,
                FulfilmentId = receipt.FulfilmentId,
                PlatformNumber = receipt.PlatformNumber ?? one.PlatformNumber,
                Problem = null,
            }),
        }, parcel.PushedNumber, parcel.WaybillNumber);
        edit.FollowLeads();
    }

    // The supplier replaced a number whose way to the store nobody saw the end of: its answer never came, or the process ended before it was awaited.
    // When the store has that one, it is the one to be replaced.
    private static async Task<Parcel> FindFormerAsync(Order record, StoreAccount account, IStorePlatform platform, Parcel parcel, CancellationToken cancellationToken)
    {
        var unseen = parcel.FormerNumbers.Where(number => number != parcel.WaybillNumber && number != parcel.PushedNumber).ToList();
        if (unseen.Count == 0)
        {
            return parcel;
        }

        var read = await platform.ReadOrderAsync(account, record.Key.StoreOrderId, cancellationToken);
        if (!read.IsSuccess || read.Value.Order is not { } store)
        {
            throw new OutsideUnavailableException("push tracking", read.Problem ?? new CallProblem(ProblemKind.Unreadable, "unreadable", read.Value.Problem ?? "the order cannot be read"));
        }

        var there = store.Fulfilments.Where(fulfilment => !fulfilment.IsCancelled).ToList();
        return Enumerable.Reverse(unseen).FirstOrDefault(number => there.Exists(fulfilment => fulfilment.TrackingNumbers.Holds(number))) is { } former
            ? parcel with { PushedNumber = former, FulfilmentId = there.Find(fulfilment => fulfilment.TrackingNumbers.Holds(former))!.FulfilmentId }
            : parcel;
    }

    private async Task<OutsideUnavailableException> UnsentPushAsync(Order record, PurchaseOrderKey key, Parcel parcel, CallProblem problem, CancellationToken cancellationToken)
    {
        await orders.EditFromAsync(record, Actor.System, time, edit => edit.AddEvent("tracking-unsent", problem.ToString(), parcel.PushedNumber, parcel.WaybillNumber, key), cancellationToken);
        return new OutsideUnavailableException("push tracking", problem);
    }

    private Task<Order> DoubtPushAsync(Order record, PurchaseOrderKey key, Parcel parcel, CallProblem problem, CancellationToken cancellationToken)
    {
        var doubts = parcel.PushDoubts + 1;
        return doubts < options.PushDoubts
            ? orders.EditFromAsync(record, Actor.System, time, edit => edit.Change(
                key,
                "tracking-doubtful",
                problem.ToString(),
                old => old with { Parcels = Replace(old.Parcels, parcel.ParcelId, one => one with { PushAgainAt = edit.Now + options.PushAgainAfter, PushDoubts = doubts }) },
                parcel.PushedNumber,
                parcel.WaybillNumber), cancellationToken)
            : RefusedPushAsync(record, key, parcel, problem, cancellationToken);
    }

    private Task<Order> RefusedPushAsync(Order record, PurchaseOrderKey key, Parcel parcel, CallProblem problem, CancellationToken cancellationToken) =>
        orders.EditFromAsync(record, Actor.Store, time, edit =>
        {
            var isGone = problem.Meaning is RefusalMeaning.OrderCancelled or RefusalMeaning.AlreadyFulfilled or RefusalMeaning.TakenBack;
            edit.Replace(key, old => old with { Parcels = Replace(old.Parcels, parcel.ParcelId, one => one with { Push = isGone ? PushState.NotNeeded : PushState.Refused, Problem = problem }) });
            edit.AddEvent("tracking-refused", problem.ToString(), null, parcel.WaybillNumber, key);
            var purchase = edit.Record.Find(key)!;
            switch (problem.Meaning)
            {
                case RefusalMeaning.OrderCancelled when PurchaseOrderTransitions.IsAllowed(purchase.State, PurchaseOrderState.RefundDue):
                    edit.Move(key, PurchaseOrderState.RefundDue, "the store order was cancelled after the purchase", edit.HoldFor(HoldReasons.CancelledAfterPayment, problem.ToString()));
                    break;
                case RefusalMeaning.AlreadyFulfilled or RefusalMeaning.TakenBack:
                    EndUnsent(edit, key);
                    break;
                default:
                    if (!PurchaseOrderTransitions.IsAllowed(purchase.State, PurchaseOrderState.PushRefused))
                    {
                        // Another host heard the same refusal before, and has drawn the conclusion.
                        break;
                    }

                    var reason = problem.Meaning == RefusalMeaning.TrackingConflict ? HoldReasons.TrackingConflict : HoldReasons.PushRefused;

                    // The one place for what a person is told holds both.
                    var unsettled = purchase.AwaitsSettling ? $"; and {purchase.Hold!.Code}: {purchase.Hold.Detail}" : string.Empty;
                    edit.Move(key, PurchaseOrderState.PushRefused, reason.English, edit.HoldFor(reason, $"{parcel.WaybillNumber}: {problem}{unsettled}"));
                    break;
            }

            OrderStateRollup.Settle(edit);
        }, cancellationToken);

    // All is shipped, and nothing of it went to the store: others sent it, or nobody wants it any more. Otherwise its other parcels go on.
    private static void EndUnsent(OrderEdit edit, PurchaseOrderKey key)
    {
        var purchase = edit.Record.Find(key)!;
        if (purchase.State is not (PurchaseOrderState.Shipped or PurchaseOrderState.PushRefused) || purchase.Parcels.Any(parcel => parcel.Push != PushState.NotNeeded))
        {
            return;
        }

        if (purchase.Parcels.Select(parcel => parcel.Problem).FirstOrDefault(problem => problem?.Meaning == RefusalMeaning.TakenBack) is { } takenBack)
        {
            edit.Move(key, PurchaseOrderState.RefundDue, "the goods were taken back in the store after the purchase", edit.HoldFor(HoldReasons.CancelledAfterPayment, takenBack.ToString()));
        }
        else if (purchase.Parcels.Any(parcel => parcel.Problem?.Meaning == RefusalMeaning.AlreadyFulfilled) && !(purchase is { State: PurchaseOrderState.Shipped, AwaitsSettling: true }))
        {
            edit.Move(key, PurchaseOrderState.FulfilledElsewhere, "the store order was fulfilled elsewhere");
        }
    }

    private async Task<Order> LookAsync(Order record, PurchaseOrderKey key, StoreAccount account, IStorePlatform platform, (Parcel Parcel, TrackingReceipt Receipt)? pushed, CancellationToken cancellationToken, bool isLookOnly = false)
    {
        var purchase = record.Find(key)!;
        if (purchase.State is not (PurchaseOrderState.Shipped or PurchaseOrderState.PartlyShipped or PurchaseOrderState.AwaitingShipment))
        {
            return await WritePushedAsync(record, key, pushed, cancellationToken);
        }

        StoreOrder? seen = null;
        if (pushed is not null || purchase.Parcels.Any(parcel => parcel.Push == PushState.Pushed))
        {
            var read = await platform.ReadOrderAsync(account, record.Key.StoreOrderId, cancellationToken);
            if (!read.IsSuccess || read.Value.Order is not { } store)
            {
                // What was pushed is written; the store is read again later.
                return isLookOnly
                    ? throw new OutsideUnavailableException("confirm tracking", read.Problem ?? new CallProblem(ProblemKind.Unreadable, "unreadable", read.Value.Problem ?? "the order cannot be read"))
                    : await WritePushedAsync(record, key, pushed, cancellationToken);
            }

            seen = store;
        }

        var after = await orders.EditFromAsync(record, pushed is null ? Actor.Store : Actor.System, time, edit =>
        {
            if (pushed is { } one)
            {
                NotePushed(edit, key, one.Parcel, one.Receipt);
            }

            if (seen is not null)
            {
                OrderIntake.TakeOwnParcels(edit, seen);
            }

            var current = edit.Record.Find(key)!;
            foreach (var parcel in current.Parcels.Where(parcel => parcel.Push == PushState.Pushed))
            {
                if (StoreTracking.FindShown(platform, parcel, seen) is { } shown)
                {
                    var made = TrackingNumbers.AreSame(shown, parcel.PushedNumber) ? null : shown;
                    edit.Change(
                        key,
                        "tracking-confirmed",
                        "the store says shipped",
                        old => old with { Parcels = Replace(old.Parcels, parcel.ParcelId, one => one with { Push = PushState.Confirmed, ConfirmAt = null, PlatformNumber = made }) },
                        null,
                        shown);
                }
                else if (isLookOnly && parcel.IsCompanion)
                {
                    // A fulfilment's numbers are written as a whole: another writer at the same moment may have written over this one.
                    edit.Change(key, "tracking-again", "the store does not show the number; it is told again", old => old with { Parcels = Replace(old.Parcels, parcel.ParcelId, one => one with { Push = PushState.Pending, ConfirmAt = null }) }, null, parcel.PushedNumber);
                }
                else
                {
                    var next = FulfilmentCourse.NextConfirmation(parcel.PushedAt!.Value, edit.Now);
                    edit.Change(key, "tracking-awaited", "the store does not show the number yet", old => old with { Parcels = Replace(old.Parcels, parcel.ParcelId, one => one with { ConfirmAt = next }) }, null, parcel.PushedNumber);
                }
            }

            EndUnsent(edit, key);
            current = edit.Record.Find(key)!;
            if (current.State is PurchaseOrderState.RefundDue or PurchaseOrderState.FulfilledElsewhere)
            {
                OrderStateRollup.Settle(edit);
            }
            else if (current is { State: PurchaseOrderState.Shipped, AwaitsSettling: false } && current.Parcels.All(parcel => parcel.Push is PushState.Confirmed or PushState.NotNeeded) && !current.Parcels.Any(parcel => parcel.NeedsPush))
            {
                edit.Move(key, PurchaseOrderState.Completed, "the store confirmed each parcel");
                OrderStateRollup.Settle(edit);
            }
        }, cancellationToken);
        if (seen is not null && after.StoreOrder.UpdatedAt == seen.UpdatedAt)
        {
            // The store announces our own parcels to us, too.
            intake.NoteOurs(after);
        }

        return after;
    }

    private Task<Order> EditParcelAsync(Order record, PurchaseOrderKey key, Parcel parcel, string what, string why, Func<Parcel, Parcel> change, CancellationToken cancellationToken) =>
        orders.EditFromAsync(record, Actor.System, time, edit => edit.Change(key, what, why, old => old with { Parcels = Replace(old.Parcels, parcel.ParcelId, change) }, parcel.PushedNumber, parcel.WaybillNumber), cancellationToken);

    private static IReadOnlyList<Parcel> Replace(IReadOnlyList<Parcel> parcels, string id, Func<Parcel, Parcel> change) =>
        [.. parcels.Select(parcel => parcel.ParcelId == id ? change(parcel) : parcel)];
}
