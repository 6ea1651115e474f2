using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing;

/// <summary>Follows what happens at the market: pushed messages and one sweep a minute both lead to reading the order again.</summary>
public sealed class SupplierSync(IOrders orders, IPurchasingAccounts purchasingAccounts, ISupplierMarket market, IWorkQueues queues, IAlerts alerts, OrderProjection aftermath, IFulfilmentWaker alarm, RecentChanges recent, CircuitBreaker outages, PurchasingOptions options, FulfilmentOptions fulfilment, TimeProvider time)
{
    /// <summary>The longest pushed message that is taken.</summary>
    public const int MaximumPushBytes = 2 * 1024 * 1024;

    // A list that shrinks each time is read as far as it goes; what is missed is found by the comparison.
    private const int MostBeginnings = 4;

    // So long a shipped order may be without parcels before a person is told.
    private static readonly TimeSpan s_parcelsMayLag = TimeSpan.FromHours(1);

    private static readonly TimeSpan s_oneMoment = TimeSpan.FromSeconds(1);

    // So long a sweep reads what it finds by itself; the rest is left to messages, so that the next sweep comes in time.
    private static readonly TimeSpan s_sweepFor = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Checks a pushed message, and reads the orders that it names at once: what became of one is known and its orchestration told before the answer. One that cannot be
    /// read now is left to a message.
    /// </summary>
    /// <param name="accountId">Whose orders they are.</param>
    /// <param name="form">The fields of the pushed message.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<WebhookAnswer> TakeNotificationAsync(string accountId, IReadOnlyDictionary<string, string> form, CancellationToken cancellationToken)
    {
        if (!AccountIds.IsValid(accountId) || await purchasingAccounts.FindAsync(accountId, cancellationToken) is not { } purchasingAccount)
        {
            return WebhookAnswer.Refused;
        }

        var push = await market.ReadNotificationAsync(purchasingAccount, form, cancellationToken);
        if (!push.IsGenuine)
        {
            return WebhookAnswer.Refused;
        }

        // A repeat has the order read once more, and that changes nothing: remembering each message would cost more. Several messages of one moment,
        // such as shipped and handed over, have it read once; what came right behind the reading is found by the sweep.
        var now = time.GetUtcNow();
        foreach (var orderId in push.OrderIds)
        {
            var asked = Asked(purchasingAccount.Id, orderId);
            if (!recent.Has(asked, now - s_oneMoment))
            {
                recent.Note(asked, now);
                await ReadNowAsync(purchasingAccount, new SupplierChange(purchasingAccount.Id, orderId), cancellationToken);
            }
        }

        return WebhookAnswer.Taken;
    }

    /// <summary>Asks the market for all orders that changed since the last sweep, and reads ours among them again.</summary>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var purchasingAccount in await purchasingAccounts.ListAsync(cancellationToken))
        {
            if (purchasingAccount.State == PurchasingAccountState.Active)
            {
                await SweepAsync(purchasingAccount, cancellationToken);
            }
            else if (purchasingAccount is { State: PurchasingAccountState.Unauthorized, StateReason: not Unverified.Reason })
            {
                // Whoever marked it may have ended before a person was told, and nothing else looks at it any more.
                await alerts.RaiseAsync(UnauthorizedNotice(purchasingAccount, purchasingAccount.StateReason ?? string.Empty), cancellationToken);
            }
        }
    }

    /// <summary>Reads one order at the market and takes in what became of it. When it cannot be read now, it is put back for a later try.</summary>
    /// <param name="change">Whose order, and which.</param>
    /// <param name="isRedelivery">Whether the same was begun before and may have broken off.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<CallProblem?> ReadAgainAsync(SupplierChange change, bool isRedelivery, CancellationToken cancellationToken)
    {
        // What is pushed from here on may be newer than what is read now.
        recent.Forget(Asked(change.PurchasingAccountId, change.SupplierOrderId));
        return await ReadAsync(change, isRedelivery, cancellationToken);
    }

    private async Task<CallProblem?> ReadAsync(SupplierChange change, bool isRedelivery, CancellationToken cancellationToken)
    {
        if (await purchasingAccounts.FindAsync(change.PurchasingAccountId, cancellationToken) is not { } purchasingAccount)
        {
            return null;
        }

        var supplierOrderId = change.SupplierOrderId;
        if (await outages.WaitAsync(CircuitBreaker.PurchasingAccount(purchasingAccount.Id), cancellationToken) is { } wait)
        {
            await queues.SendSupplierChangeAsync(change with { IsRedelivery = true }, wait, cancellationToken);
            return null;
        }

        var read = await market.ReadOrderAsync(purchasingAccount, supplierOrderId, cancellationToken);
        if (!read.IsSuccess)
        {
            return await PutBackAsync(purchasingAccount, supplierOrderId, read.Outcome, read.Problem, cancellationToken);
        }

        await outages.NoteAsync(CircuitBreaker.PurchasingAccount(purchasingAccount.Id), purchasingAccount.DisplayName, null, cancellationToken);
        if (!PurchaseOrderKey.TryParse(read.Value.Key, out var key) || await orders.LoadAsync(key.Order, cancellationToken) is not { } before || before.Find(key) is not { } purchase)
        {
            // Bought by hand, or by another system. It is none of ours.
            return null;
        }

        var shipped = await ReadParcelsAsync(purchasingAccount, read.Value, cancellationToken);
        var parcels = shipped.IsSuccess ? shipped.Value : read.Value.Parcels;
        isRedelivery |= change.IsRedelivery;
        var after = await orders.EditFromAsync(before, Actor.Market, time, edit => SupplierProgress.Apply(edit, purchase.Key, [read.Value], parcels, fulfilment.PushAgainAfter), cancellationToken);
        if (purchase.SupplierOrders.Count == 0 && after.Find(key)!.SupplierOrders.Count > 0)
        {
            // What counted as not placed is there: its orchestration was never started.
            await queues.SendPurchaseOrderAsync(key, purchasingAccount.Id, PlacementMessageId.Changed(after), cancellationToken);
        }
        else
        {
            await alarm.WakeAsync(before, after, isRedelivery, cancellationToken);
        }

        await aftermath.FinishAsync(before, after, isRedelivery, cancellationToken);
        if (!shipped.IsSuccess)
        {
            return await ReadLaterAsync(purchasingAccount, after.Find(key)!, read.Value, shipped, cancellationToken);
        }

        if (!isRedelivery && before.EventCount == after.EventCount && !recent.Has(SeenTo(purchasingAccount, supplierOrderId), read.Value.ModifiedAt))
        {
            // Another instance has written it and may have broken off before it told anybody: the sweep reads it as such.
            return null;
        }

        recent.NoteRead(Subject(purchasingAccount, supplierOrderId), read.Value.ModifiedAt, time.GetUtcNow());
        recent.Note(SeenTo(purchasingAccount, supplierOrderId), read.Value.ModifiedAt);
        return null;
    }

    /// <returns>None while there are no parcels; a problem when the market does not tell.</returns>
    private async Task<CallResult<IReadOnlyList<SupplierParcel>>> ReadParcelsAsync(PurchasingAccount purchasingAccount, SupplierOrder order, CancellationToken cancellationToken)
    {
        if (order is not { IsPaid: true, Status: not (SupplierOrderStatus.AwaitingPayment or SupplierOrderStatus.Cancelled) })
        {
            return CallResult.Success<IReadOnlyList<SupplierParcel>>([]);
        }

        var shipped = await market.ReadParcelsAsync(purchasingAccount, order.OrderId, cancellationToken);
        if (shipped.IsSuccess && recent.Has(ParcelsKey(purchasingAccount), DateTimeOffset.UnixEpoch))
        {
            recent.Forget(ParcelsKey(purchasingAccount));
            await alerts.ResolveAsync(ParcelsKey(purchasingAccount), cancellationToken);
        }

        return !shipped.IsSuccess && shipped.Problem.Meaning == RefusalMeaning.NotYetShipped ? CallResult.Success<IReadOnlyList<SupplierParcel>>([]) : shipped;
    }

    // The parcels are not told. What the order itself says is taken in; what is still missing is asked for later, and a person hears of it.
    private async Task<CallProblem> ReadLaterAsync(PurchasingAccount purchasingAccount, PurchaseOrder purchase, SupplierOrder order, CallResult<IReadOnlyList<SupplierParcel>> shipped, CancellationToken cancellationToken)
    {
        var problem = shipped.Problem!;
        if (shipped.Outcome != CallOutcome.Refused)
        {
            return await PutBackAsync(purchasingAccount, order.OrderId, shipped.Outcome, problem, cancellationToken);
        }

        if (problem.Kind == ProblemKind.Unauthorized)
        {
            // The order was read with the same credentials a moment ago: it is this one interface that the app may not use.
            await alerts.RaiseAsync(UnauthorizedNotice(purchasingAccount, problem.ToString()), cancellationToken);
        }

        var isAwaited = order.Status is SupplierOrderStatus.AwaitingReceipt or SupplierOrderStatus.Received or SupplierOrderStatus.Completed
            && !PurchaseOrderTransitions.IsFinal(purchase.State)
            && !purchase.Parcels.Any(parcel => parcel.SupplierOrderId == order.OrderId && !parcel.IsNameless);
        if (!isAwaited)
        {
            return problem;
        }

        if (problem.Kind != ProblemKind.Unauthorized && time.GetUtcNow() - order.ModifiedAt >= s_parcelsMayLag)
        {
            recent.Note(ParcelsKey(purchasingAccount), time.GetUtcNow());
            await alerts.RaiseAsync(
                new AlertNotice(ParcelsKey(purchasingAccount), HoldReasons.PurchasingUnreadable.Code, purchasingAccount.DisplayName, $"1688 order {order.OrderId} is shipped, and its parcels are refused: {problem}"),
                cancellationToken);
        }

        await queues.SendSupplierChangeAsync(new SupplierChange(purchasingAccount.Id, order.OrderId, IsRedelivery: true), options.SweepOverlap, cancellationToken);
        return problem;
    }

    private static string ParcelsKey(PurchasingAccount purchasingAccount) => $"{UnreadableKey(purchasingAccount)}:parcels";

    private static AlertNotice UnauthorizedNotice(PurchasingAccount purchasingAccount, string why) =>
        new($"purchasing:{purchasingAccount.Id}:{HoldReasons.PurchasingUnauthorized.Code}", HoldReasons.PurchasingUnauthorized.Code, purchasingAccount.DisplayName, why);

    private static string UnreadableKey(PurchasingAccount purchasingAccount) => $"purchasing:{purchasingAccount.Id}:{HoldReasons.PurchasingUnreadable.Code}";

    private async Task ReadNowAsync(PurchasingAccount purchasingAccount, SupplierChange change, CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(change, isRedelivery: false, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever it was, the message has its own tries, and a person hears of it when they are used up.
            recent.Forget(Asked(purchasingAccount.Id, change.SupplierOrderId));
            await queues.SendSupplierChangeAsync(change with { IsRedelivery = true }, null, cancellationToken);
        }
    }

    private static string Asked(string buyerId, string supplierOrderId) => $"asked|1688|{buyerId}|{supplierOrderId}";

    // What was read and seen to by this instance of the app to the end. What another one began may have broken off.
    private static string SeenTo(PurchasingAccount purchasingAccount, string supplierOrderId) => $"seen-to|1688|{purchasingAccount.Id}|{supplierOrderId}";

    private static string Subject(PurchasingAccount purchasingAccount, string supplierOrderId) => $"1688|{purchasingAccount.Id}|{supplierOrderId}";

    private async Task<CallProblem> PutBackAsync(PurchasingAccount purchasingAccount, string supplierOrderId, CallOutcome outcome, CallProblem problem, CancellationToken cancellationToken)
    {
        var pause = await outages.NoteAsync(CircuitBreaker.PurchasingAccount(purchasingAccount.Id), purchasingAccount.DisplayName, problem, cancellationToken);
        if (problem.Kind == ProblemKind.Unauthorized)
        {
            // The sweep has counted this change as taken in: it waits here until the account works again.
            await queues.SendSupplierChangeAsync(new SupplierChange(purchasingAccount.Id, supplierOrderId, IsRedelivery: true), options.SweepOverlap, cancellationToken);
        }
        else if (outcome != CallOutcome.Refused)
        {
            await queues.SendSupplierChangeAsync(new SupplierChange(purchasingAccount.Id, supplierOrderId, IsRedelivery: true), pause ?? options.RetryAfter, cancellationToken);
        }

        return problem;
    }

    private async Task SweepAsync(PurchasingAccount purchasingAccount, CancellationToken cancellationToken)
    {
        if (await outages.WaitAsync(CircuitBreaker.PurchasingAccount(purchasingAccount.Id), cancellationToken) is not null)
        {
            // The timer asks again; the watermark stands.
            return;
        }

        var cursor = await purchasingAccounts.ReadCursorAsync(purchasingAccount.Id, cancellationToken);
        var now = time.GetUtcNow();
        var from = (cursor.Watermark - options.SweepOverlap) ?? now - options.FirstSweep;
        cursor = cursor with { Since = cursor.Since ?? from };
        var taken = new List<KeyValuePair<string, DateTimeOffset>>();
        var unreadable = new SortedSet<string>(StringComparer.Ordinal);
        long? total = null;
        var beginnings = 1;
        for (var page = 1; ; page++)
        {
            var listed = await market.ListChangedOrdersAsync(purchasingAccount, from, now, page, cancellationToken);
            await outages.NoteAsync(CircuitBreaker.PurchasingAccount(purchasingAccount.Id), purchasingAccount.DisplayName, listed.Problem, cancellationToken);
            if (!listed.IsSuccess)
            {
                if (listed.Problem.Kind == ProblemKind.Unauthorized)
                {
                    await purchasingAccounts.SaveAsync(purchasingAccount with { State = PurchasingAccountState.Unauthorized, StateReason = listed.Problem.ToString() }, cancellationToken);
                    await alerts.RaiseAsync(UnauthorizedNotice(purchasingAccount, listed.Problem.ToString()), cancellationToken);
                }
                else if (listed.Problem.Kind is ProblemKind.Unreadable or ProblemKind.Rejected)
                {
                    await alerts.RaiseAsync(new AlertNotice(UnreadableKey(purchasingAccount), HoldReasons.PurchasingUnreadable.Code, purchasingAccount.DisplayName, listed.Problem.ToString()), cancellationToken);
                }

                // The watermark stands; the next sweep begins where this one did.
                return;
            }

            // An order that changes meanwhile leaves the window, and those behind it move up, past the border of a page.
            if (listed.Value.Total < total && beginnings < MostBeginnings)
            {
                (page, total) = (0, null);
                beginnings++;
                continue;
            }

            total ??= listed.Value.Total;
            foreach (var id in listed.Value.Unreadable.Where(order => PurchaseOrderKey.TryParse(order.Value, out _)).Select(order => order.Key))
            {
                unreadable.Add(id);
                await queues.SendSupplierChangeAsync(new SupplierChange(purchasingAccount.Id, id), null, cancellationToken);
            }

            foreach (var order in listed.Value.Orders)
            {
                if (!cursor.HasTaken(order.OrderId, order.ModifiedAt))
                {
                    // A list that leaves our number out says nothing of whose the order is; reading it does.
                    if ((order.Key is null || PurchaseOrderKey.TryParse(order.Key, out _)) && !recent.Has(Subject(purchasingAccount, order.OrderId), order.ModifiedAt))
                    {
                        var change = new SupplierChange(purchasingAccount.Id, order.OrderId, IsRedelivery: !recent.Has(SeenTo(purchasingAccount, order.OrderId), order.ModifiedAt));
                        await (time.GetUtcNow() - now < s_sweepFor ? ReadNowAsync(purchasingAccount, change, cancellationToken) : queues.SendSupplierChangeAsync(change, null, cancellationToken));
                    }

                    taken.Add(KeyValuePair.Create(order.OrderId, order.ModifiedAt));
                }
            }

            if (!listed.Value.HasMore)
            {
                break;
            }
        }

        await purchasingAccounts.SaveCursorAsync(purchasingAccount.Id, cursor.Advance(now, options.SweepOverlap, taken) with { LastSuccessAt = now }, cancellationToken);
        if (unreadable.Count == 0)
        {
            await alerts.ResolveAsync(UnreadableKey(purchasingAccount), cancellationToken);
        }
        else
        {
            await alerts.RaiseAsync(new AlertNotice(UnreadableKey(purchasingAccount), HoldReasons.PurchasingUnreadable.Code, purchasingAccount.DisplayName, $"orders that cannot be read: {string.Join(", ", unreadable)}"), cancellationToken);
        }
    }
}
