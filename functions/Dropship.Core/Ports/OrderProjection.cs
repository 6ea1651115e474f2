using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>
/// What every step ends with once its change is written: the list of orders and the suppliers' records are brought up to date, the alerts
/// are kept in step with the holds, what was never bought no longer counts against a day's limits, and what is to be bought in the place of
/// a closed purchase order is asked for. A step that runs again after a crash does this again, so none of it can be lost.
/// </summary>
public sealed class OrderProjection(
    IOrders orders,
    IAlerts alerts,
    IWorkQueues queues,
    ISpendLedger ledger,
    ISupplierCases suppliers,
    EventNoting events
)
{
    /// <summary>Updates the list, raises alerts of new holds and closes those of lifted ones.</summary>
    /// <param name="before">The order before the step.</param>
    /// <param name="after">The order after it.</param>
    /// <param name="isRedelivery">
    /// Whether the step may be a repeat of one that broke off between its change and this. What waits or is at its end is then seen to
    /// once more though nothing changed; what goes on is shown by the next step.
    /// </param>
    public async Task FinishAsync(Order before, Order after, bool isRedelivery, CancellationToken cancellationToken)
    {
        var now = NoticesOf(after);
        var isAtRest =
            now.Count > 0
            || after.PurchaseOrders.Count == 0
            || OrderTransitions.IsFinal(after.State)
            || after.PurchaseOrders.Any(purchase => purchase.AwaitsSuccessor || purchase is { IsUnbought: true, Reservation: not null });
        if (before.EventCount == after.EventCount && !(isRedelivery && isAtRest))
        {
            return;
        }

        // Of what rests there may be no other step: that the one before has shown it is not taken for granted.
        var isShown =
            isAtRest
            || before.EventCount == after.EventCount
            || before.State == OrderState.New
            || !OrderSummary.Of(before).ShowsAs(OrderSummary.Of(after));
        if (isShown)
        {
            await orders.UpdateListingAsync(
                after,
                isListed: before.State != OrderState.New
                    && !(OrderTransitions.IsFinal(before.State) && !OrderTransitions.IsFinal(after.State)),
                cancellationToken
            );
        }

        foreach (var (key, notice) in now)
        {
            await alerts.RaiseAsync(notice, cancellationToken);
        }

        foreach (var word in UnknownWordsOf(after).Except(isRedelivery ? [] : UnknownWordsOf(before), StringComparer.Ordinal))
        {
            // One for the word, whichever parcels it is told of: a person can do nothing for each of them.
            await alerts.RaiseAsync(
                new AlertNotice(AlertKey.OfParcelWord(word), HoldReasons.ParcelWordUnknown.Code, word, after.StoreOrder.Number, after.Key),
                cancellationToken
            );
        }

        var lifted = NoticesOf(before).Keys.Except(now.Keys).ToList();
        foreach (var key in lifted)
        {
            await alerts.ResolveAsync(key, cancellationToken);
        }

        await events.NoteAsync(after, cancellationToken);
        foreach (var news in NewsOfSuppliers(before, after))
        {
            await suppliers.NoteAsync(news, cancellationToken);
        }

        foreach (
            var reservation in after
                .PurchaseOrders.Where(purchase => purchase.IsUnbought)
                .Select(purchase => purchase.Reservation)
                .OfType<SpendReservation>()
        )
        {
            await ledger.GiveBackAsync(reservation, cancellationToken);
        }

        if (after.PurchaseOrders.Any(purchase => purchase.AwaitsSuccessor))
        {
            await queues.SendOrderAsync(after.Key, cancellationToken);
        }

        // A concurrent step may have saved after us and finished first. If so, run again on the newest version, or our alert would never be
        // closed and an ended order's line would stay outdated; the next reconciliation repairs an open order's line.
        if (
            (now.Count > 0 || lifted.Count > 0 || (isShown && OrderTransitions.IsFinal(after.State)))
            && await orders.LoadAsync(after.Key, cancellationToken) is { } newest
            && newest.EventCount > after.EventCount
        )
        {
            await FinishAsync(after, newest, isRedelivery, cancellationToken);
        }
    }

    private static IEnumerable<string> UnknownWordsOf(Order record) =>
        record.PurchaseOrders.SelectMany(purchase => purchase.Parcels).SelectMany(parcel => parcel.UnknownWords);

    // Written when it is placed, with each fault, and once more at its end, for a step that broke off in between.
    private static IEnumerable<SupplierCase> NewsOfSuppliers(Order before, Order after) =>
        from purchase in after.PurchaseOrders
        let now = SupplierCase.Of(purchase)
        where now is not null
        let old = before.Find(purchase.Key)
        let was = old is null ? null : SupplierCase.Of(old)
        where
            was is null
            || !was.Faults.SequenceEqual(now.Faults)
            || before.EventCount == after.EventCount
            || PurchaseOrderTransitions.IsFinal(purchase.State) != PurchaseOrderTransitions.IsFinal(old!.State)
        select now;

    /// <summary>Whether an alert ends with a hold or with a purchase order. That of a broken history stays until a person has looked, and
    /// that of a label until the forwarder has it.</summary>
    internal static bool IsAboutHold(AlertNotice notice) =>
        !notice.Is(HoldReasons.HistoryBroken)
        && !notice.Is(HoldReasons.LabelMissing)
        && !HoldReasons.IsOfWait(notice.Code)
        && notice.Key.IsAboutOrder;

    /// <summary>The alerts of an order, by key.</summary>
    internal static IReadOnlyDictionary<AlertKey, AlertNotice> NoticesOf(Order record)
    {
        var notices = new Dictionary<AlertKey, AlertNotice>();
        if (record.Hold is { } hold)
        {
            Add(AlertKey.Of(record.Key, hold.Code), record.StoreOrder.Number, hold);
        }

        if (record is { AwaitsShipBy: true, ShipByTold: not ShipByStage.None, StoreOrder.ShipBy: { } shipBy })
        {
            var reason = record.ShipByTold == ShipByStage.Passed ? HoldReasons.ShipByPassed : HoldReasons.ShipByNear;
            Add(
                AlertKey.Of(record.Key, reason),
                record.StoreOrder.Number,
                new Hold(reason.Code, $"{shipBy.UtcDateTime:yyyy-MM-dd HH:mm} UTC", shipBy, [])
            );
        }

        foreach (var purchase in record.PurchaseOrders)
        {
            if (purchase.Hold is { } waits)
            {
                Add(AlertKey.Of(purchase.Key, waits.Code), SubjectOf(purchase), waits);
            }

            if (purchase.State == PurchaseOrderState.AwaitingConfirmation)
            {
                // Waiting is all that it does there, so that it takes no hold to wait.
                Tell(
                    purchase,
                    HoldReasons.PlacingUnconfirmed,
                    $"{purchase.Key}: {string.Join(", ", purchase.Lines.Select(line => $"{line.Quantity} of {line.Title ?? line.OfferId}"))}"
                );
            }

            if (purchase.Payment?.WarnedAt is not null && purchase.PaymentStage == PaymentStage.AwaitingPerson)
            {
                // A hold would stop the very payment that is waited for.
                Tell(purchase, HoldReasons.PaymentOverdue, PaymentDeadline.DetailOf(record, purchase));
            }
        }

        return notices;

        string SubjectOf(PurchaseOrder purchase) => $"{record.StoreOrder.Number}, {purchase.SupplierLabel}";

        void Tell(PurchaseOrder purchase, HoldReason reason, HoldDetail detail)
        {
            var key = AlertKey.Of(purchase.Key, reason);
            notices[key] = new AlertNotice(key, reason.Code, SubjectOf(purchase), detail.Text, record.Key, Facts: detail.Facts);
        }

        void Add(AlertKey key, string subject, Hold why)
        {
            // Test orders need no mail.
            if (!why.Is(HoldReasons.TestOrder))
            {
                notices[key] = new AlertNotice(key, why.Code, subject, why.Detail, record.Key, Facts: why.Facts);
            }
        }
    }
}
