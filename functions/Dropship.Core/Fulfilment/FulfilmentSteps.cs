using Dropship.Core.Approvals;
using Dropship.Core.Calls;
using Dropship.Core.Catalog;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Core.Stores;

namespace Dropship.Core.Fulfilment;

/// <summary>
/// The steps of the fulfilment orchestration. Each reads the tables first, does one thing outside at the most, writes what came of it, and
/// tells what comes next; each may run again after a crash.
/// </summary>
public sealed class FulfilmentSteps(
    IOrders orders,
    IStoreAccounts accounts,
    IStorePlatforms platforms,
    IBuyerAccounts buyers,
    ISupplierMarket market,
    ApprovalLinks links,
    ApprovalOptions options,
    INotices notices,
    IMailer mailer,
    IAlerts alerts,
    OrderAftermath aftermath,
    IWorkQueues queues,
    TimeProvider time)
{
    /// <summary>Reads what comes next. Changes nothing.</summary>
    public async Task<FulfilmentView> ReadAsync(PurchaseOrderKey key, CancellationToken cancellationToken) =>
        ViewOf(await orders.RequireAsync(key.Order, cancellationToken), key);

    /// <summary>Reads what the market asks, opens a round for just that amount, and mails each approver.</summary>
    /// <exception cref="OutsideUnavailableException">The market could not be read or a mail could not be handed over; the round stays and is finished later.</exception>
    public Task<FulfilmentView> RequestApprovalAsync(PurchaseOrderKey key, CancellationToken cancellationToken) => StepAsync(key, async before =>
    {
        var record = before;
        if (record.Find(key)!.Approval is not { State: ApprovalState.Open })
        {
            record = await ReadMarketAsync(record, key, "request approval", cancellationToken);
            record = await orders.EditFromAsync(record, Who.System, time, edit => OpenRound(edit, key), cancellationToken);
        }

        var purchase = record.Find(key)!;
        if (purchase is { State: PurchaseOrderState.AwaitingApproval, CancelReason: null, Approval: { State: ApprovalState.Open, MailedAt: null } approval })
        {
            await MailAllAsync(record, purchase, approval, (facts, approver, page) => notices.AskForApproval(facts, approver, page, 0), cancellationToken);
            record = await EditRoundAsync(record, key, approval.Round, "approval-mailed", "the approvers were asked", round => round with { MailedAt = time.GetUtcNow() }, cancellationToken);
        }

        return record;
    }, cancellationToken);

    /// <summary>Mails each approver again.</summary>
    public Task<FulfilmentView> RemindAsync(PurchaseOrderKey key, CancellationToken cancellationToken) => StepAsync(key, async record =>
    {
        var purchase = record.Find(key)!;
        if (purchase is not { State: PurchaseOrderState.AwaitingApproval, Approval: { State: ApprovalState.Open } approval })
        {
            return record;
        }

        var number = approval.Reminders + 1;
        await MailAllAsync(record, purchase, approval, (facts, approver, page) => notices.AskForApproval(facts, approver, page, number), cancellationToken);
        return await EditRoundAsync(record, key, approval.Round, "approval-reminded", $"reminder {number}", round => round with { Reminders = number }, cancellationToken);
    }, cancellationToken);

    /// <summary>Closes a round that nobody decided in time.</summary>
    public Task<FulfilmentView> ExpireApprovalAsync(PurchaseOrderKey key, CancellationToken cancellationToken) => StepAsync(key, record =>
        orders.EditFromAsync(record, Who.System, time, edit =>
        {
            if (edit.Record.Find(key) is { State: PurchaseOrderState.AwaitingApproval, Approval: { State: ApprovalState.Open } approval } && approval.ExpiresAt <= edit.Now)
            {
                edit.Replace(key, old => old with { Approval = approval with { State = ApprovalState.Expired } });
                edit.Move(key, PurchaseOrderState.ApprovalExpired, "nobody decided in time", edit.HoldFor(HoldReasons.ApprovalExpired, approval.Amount.ToString()));
            }
        }, cancellationToken), cancellationToken);

    /// <summary>
    /// Pays what was approved: reads the amount again first, writes the intent, and then either pays by agreement or hands the
    /// cashier page out. Never called again for a payment whose intent is written; that one is looked up.
    /// </summary>
    public Task<FulfilmentView> PayAsync(PurchaseOrderKey key, CancellationToken cancellationToken) => StepAsync(key, async before =>
    {
        var record = await ReadMarketAsync(before, key, "pay", cancellationToken);
        var purchase = record.Find(key)!;
        if (!MayPay(purchase))
        {
            return record;
        }

        var buyer = await BuyerAsync(purchase, cancellationToken);
        return buyer.PaymentMode == PaymentMode.Agreement
            ? await PayByAgreementAsync(record, purchase, buyer, cancellationToken)
            : await HandOutCashierAsync(record, purchase, buyer, cancellationToken);
    }, cancellationToken);

    /// <summary>Looks a doubtful payment up. Only the market's word decides.</summary>
    public Task<FulfilmentView> SettlePaymentAsync(PurchaseOrderKey key, CancellationToken cancellationToken) => StepAsync(key, async before =>
    {
        var record = await ReadMarketAsync(before, key, "settle payment", cancellationToken);
        return await orders.EditFromAsync(record, Who.System, time, edit =>
        {
            var purchase = edit.Record.Find(key)!;
            if (purchase.State == PurchaseOrderState.Paying)
            {
                edit.Move(key, PurchaseOrderState.PaymentUnknown, "the payment's answer never came; it is looked up");
            }
            else if (purchase.State == PurchaseOrderState.PaymentUnknown)
            {
                // Looked at twice, some time apart, and still unpaid: a person decides whether to try again.
                edit.Move(key, PurchaseOrderState.Approved, "1688 says unpaid", edit.HoldFor(HoldReasons.PaymentRefused, "the payment was sent and 1688 says unpaid"));
            }
        }, cancellationToken);
    }, cancellationToken);

    /// <summary>Gives the store the number of each parcel that it does not have: as a fulfilment of its own, or to the one it belongs to. Reads the store first, so a repeat writes nothing twice.</summary>
    /// <exception cref="OutsideUnavailableException">The store could not be reached.</exception>
    public Task<FulfilmentView> PushTrackingAsync(PurchaseOrderKey key, CancellationToken cancellationToken) => StepAsync(key, async before =>
    {
        var record = before;
        var account = await AccountAsync(record, cancellationToken);
        var platform = PlatformOf(account);
        foreach (var parcel in record.Find(key)!.Parcels.Where(parcel => parcel.NeedsPush).ToList())
        {
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
                NotifyBuyer = account.NotifyBuyer,
            };
            var result = parcel switch
            {
                { FulfilmentId: null } => await platform.PushTrackingAsync(account, push, cancellationToken),
                { PushedNumber: null } => await platform.AddTrackingAsync(account, parcel.FulfilmentId, push, cancellationToken),
                _ => await platform.ReplaceTrackingAsync(account, parcel.FulfilmentId, push, cancellationToken),
            };
            record = result.Outcome switch
            {
                CallOutcome.Succeeded => await PushedAsync(record, key, parcel, result.Value, cancellationToken),
                CallOutcome.Refused when result.Problem!.Kind != ProblemKind.Unauthorized => await RefusedPushAsync(record, key, parcel, result.Problem, cancellationToken),
                _ => throw new OutsideUnavailableException("push tracking", result.Problem!),
            };
        }

        return await ConfirmAsync(record, key, account, platform, cancellationToken);
    }, cancellationToken);

    /// <summary>Reads the store again: the purchase order is done only when the store says shipped.</summary>
    /// <exception cref="OutsideUnavailableException">The store could not be read.</exception>
    public Task<FulfilmentView> ConfirmTrackingAsync(PurchaseOrderKey key, CancellationToken cancellationToken) => StepAsync(key, async record =>
    {
        var account = await AccountAsync(record, cancellationToken);
        return await ConfirmAsync(record, key, account, PlatformOf(account), cancellationToken, isLookOnly: true);
    }, cancellationToken);

    /// <summary>Cancels the unpaid orders at the market.</summary>
    /// <exception cref="OutsideUnavailableException">The market could not be reached, or says that it is too soon.</exception>
    public Task<FulfilmentView> CancelAsync(PurchaseOrderKey key, CancellationToken cancellationToken) => StepAsync(key, async before =>
    {
        var record = await orders.EditFromAsync(before, Who.System, time, edit =>
        {
            var purchase = edit.Record.Find(key)!;
            if (purchase.State != PurchaseOrderState.Cancelling && PurchaseOrderTransitions.IsAllowed(purchase.State, PurchaseOrderState.Cancelling))
            {
                if (purchase.Approval is { State: ApprovalState.Open or ApprovalState.Approved } approval)
                {
                    edit.Replace(key, old => old with { Approval = approval with { State = ApprovalState.Void, Why = purchase.CancelReason } });
                }

                edit.Move(key, PurchaseOrderState.Cancelling, purchase.CancelReason ?? "cancelled");
            }
        }, cancellationToken);
        var current = record.Find(key)!;
        if (current.State != PurchaseOrderState.Cancelling)
        {
            return record;
        }

        var buyer = await BuyerAsync(current, cancellationToken);
        foreach (var order in current.SupplierOrders.Where(order => order.Status != SupplierOrderStatus.Cancelled))
        {
            var cancelled = await market.CancelAsync(buyer, order.OrderId, "buyerCancel", cancellationToken);
            if (!cancelled.IsSuccess && (cancelled.Outcome != CallOutcome.Refused || cancelled.Problem.Meaning == RefusalMeaning.TooSoon))
            {
                throw new OutsideUnavailableException("cancel", cancelled.Problem);
            }

            if (!cancelled.IsSuccess && cancelled.Problem.Meaning != RefusalMeaning.WrongState)
            {
                var problem = cancelled.Problem;
                return await orders.EditFromAsync(record, Who.Market, time, edit => edit.SetHold(key, edit.HoldFor(HoldReasons.CancelRefused, $"{order.OrderId}: {problem}"), "1688 would not cancel it"), cancellationToken);
            }
        }

        // What became of it (closed, or paid in the meantime) is read, not assumed.
        return await ReadMarketAsync(record, key, "cancel", cancellationToken);
    }, cancellationToken);

    /// <summary>Notes that the store order was cancelled after we paid: a person has to ask the money back.</summary>
    public Task<FulfilmentView> DemandRefundAsync(PurchaseOrderKey key, CancellationToken cancellationToken) => StepAsync(key, record =>
        orders.EditFromAsync(record, Who.System, time, edit =>
        {
            var purchase = edit.Record.Find(key)!;
            if (purchase.CancelReason is { } reason && PurchaseOrderTransitions.IsAllowed(purchase.State, PurchaseOrderState.RefundDue))
            {
                edit.Move(key, PurchaseOrderState.RefundDue, reason, edit.HoldFor(HoldReasons.CancelledAfterPayment, $"{reason}; paid {purchase.Payment?.Paid}"));
            }
        }, cancellationToken), cancellationToken);

    /// <summary>Tells a person that a step keeps failing. The tries go on meanwhile.</summary>
    public async Task ReportTroubleAsync(PurchaseOrderKey key, string step, string message, CancellationToken cancellationToken)
    {
        var record = await orders.RequireAsync(key.Order, cancellationToken);
        await alerts.RaiseAsync(new AlertNotice(TroubleKey(key), HoldReasons.StepFailing.Code, record.Store.Number, $"{step}: {message}", record.Key), cancellationToken);
    }

    /// <summary>Closes the alert of a step that works again.</summary>
    public Task ResolveTroubleAsync(PurchaseOrderKey key, CancellationToken cancellationToken) => alerts.ResolveAsync(TroubleKey(key), cancellationToken);

    private static string TroubleKey(PurchaseOrderKey key) => $"purchase:{key}:{HoldReasons.StepFailing.Code}";

    private async Task<FulfilmentView> StepAsync(PurchaseOrderKey key, Func<OrderRecord, Task<OrderRecord>> step, CancellationToken cancellationToken)
    {
        var before = await orders.RequireAsync(key.Order, cancellationToken);
        var after = await step(before);
        if (after.PurchaseOrders.Any(other => other.Key != key && !PurchaseOrderTransitions.IsFinal(other.State) && other.Parcels.Any(parcel => parcel.IsCompanion && (parcel.NeedsPush || parcel.Push == PushState.NotNeeded))))
        {
            // Its orchestration hears of it by the look at the order that this asks for; asked twice does no harm.
            await queues.SendOrderAsync(key.Order, cancellationToken);
        }

        await aftermath.FinishAsync(before, after, cancellationToken);
        var view = ViewOf(after, key);
        if (view.NextStep == FulfilmentStep.Finished)
        {
            // An orchestration that was started again does not know of the trouble before it.
            await ResolveTroubleAsync(key, cancellationToken);
        }

        return view;
    }

    private FulfilmentView ViewOf(OrderRecord record, PurchaseOrderKey key) =>
        FulfilmentCourse.Next(record.Find(key) ?? throw new InvalidOperationException($"Order {record.Key} has no purchase order {key}."), options, time.GetUtcNow());

    private async Task<OrderRecord> ReadMarketAsync(OrderRecord record, PurchaseOrderKey key, string step, CancellationToken cancellationToken)
    {
        var purchase = record.Find(key)!;
        var buyer = await BuyerAsync(purchase, cancellationToken);
        var read = new List<SupplierOrder>();
        foreach (var order in purchase.SupplierOrders)
        {
            var result = await market.ReadOrderAsync(buyer, order.OrderId, cancellationToken);
            read.Add(result.IsSuccess ? result.Value : throw new OutsideUnavailableException(step, result.Problem));
        }

        return await orders.EditFromAsync(record, Who.Market, time, edit => SupplierProgress.Apply(edit, key, read, []), cancellationToken);
    }

    private void OpenRound(OrderEdit edit, PurchaseOrderKey key)
    {
        var purchase = edit.Record.Find(key)!;
        if (purchase is not { State: PurchaseOrderState.AwaitingApproval, CancelReason: null, Hold: null, Amount: { } amount } || purchase.Approval is { State: ApprovalState.Open })
        {
            return;
        }

        var expires = edit.Now + options.ExpiresAfter;
        var payBy = purchase.SupplierOrders.Min(order => order.PayBy);
        var earlier = purchase.Approval;
        var round = new Approval
        {
            Round = (earlier?.Round ?? 0) + 1,
            State = ApprovalState.Open,
            Amount = amount,
            AmountReadAt = edit.Now,
            PreviousAmount = earlier?.Amount,
            RequestedAt = edit.Now,
            ExpiresAt = payBy is { } limit && limit < expires && limit > edit.Now ? limit : expires,
        };
        edit.Change(
            key,
            "approval-requested",
            $"round {round.Round}",
            old => old with { Approval = round, EarlierApprovals = earlier is null ? old.EarlierApprovals : [.. old.EarlierApprovals, earlier] },
            earlier?.Amount.ToString(),
            amount.ToString());
    }

    private static bool MayPay(PurchaseOrder purchase) =>
        purchase is { State: PurchaseOrderState.Approved, CancelReason: null, Hold: null, Approval: { State: ApprovalState.Approved } approval, Amount: { } amount }
        && amount <= approval.Amount
        && purchase.Payment?.ApprovalRound != approval.Round;

    private async Task<OrderRecord> HandOutCashierAsync(OrderRecord record, PurchaseOrder purchase, BuyerAccount buyer, CancellationToken cancellationToken)
    {
        var unpaid = purchase.SupplierOrders.Where(order => order is { IsPaid: false, Status: SupplierOrderStatus.AwaitingPayment }).Select(order => order.OrderId).ToList();
        var link = await market.GetPayLinkAsync(buyer, unpaid, cancellationToken);
        if (!link.IsSuccess && link.Outcome != CallOutcome.Refused)
        {
            throw new OutsideUnavailableException("pay", link.Problem);
        }

        if (!link.IsSuccess || link.Value.RefusedOrderIds.Count > 0)
        {
            var words = link.IsSuccess ? $"the cashier leaves out {string.Join(", ", link.Value.RefusedOrderIds)}" : link.Problem.ToString();
            return await orders.EditFromAsync(record, Who.Market, time, edit => edit.SetHold(purchase.Key, edit.HoldFor(HoldReasons.PaymentRefused, words), "1688 gave no cashier page"), cancellationToken);
        }

        var approval = purchase.Approval!;
        var handed = await orders.EditFromAsync(record, Who.System, time, edit =>
        {
            if (MayPay(edit.Record.Find(purchase.Key)!))
            {
                edit.Change(purchase.Key, "cashier-page", $"round {approval.Round} allows {approval.Amount}", old => old with
                {
                    Payment = new PaymentRecord { Mode = PaymentMode.Cashier, IntentAt = edit.Now, ApprovalRound = approval.Round, Limit = approval.Amount, PayLink = link.Value.Url },
                });
            }
        }, cancellationToken);
        var now = handed.Find(purchase.Key)!;
        if (now.State == PurchaseOrderState.Approved && now.Payment?.ApprovalRound == approval.Round)
        {
            await MailAllAsync(handed, now, now.Approval!, notices.AskForPayment, cancellationToken);
        }

        return handed;
    }

    private async Task<OrderRecord> PayByAgreementAsync(OrderRecord record, PurchaseOrder purchase, BuyerAccount buyer, CancellationToken cancellationToken)
    {
        var approval = purchase.Approval!;
        var edit = new OrderEdit(record, Who.System, time.GetUtcNow());
        edit.Replace(purchase.Key, old => old with
        {
            Payment = new PaymentRecord { Mode = PaymentMode.Agreement, IntentAt = edit.Now, ApprovalRound = approval.Round, Limit = approval.Amount },
        });
        edit.Move(purchase.Key, PurchaseOrderState.Paying, $"intent to pay {purchase.Amount}; round {approval.Round} allows {approval.Amount}");

        // A conflict here ends the step before any money moves; the next one reads anew.
        var intended = await orders.SaveAsync(edit.Record, edit.Events, cancellationToken);
        CallProblem? doubt = null;
        foreach (var order in purchase.SupplierOrders.Where(order => order is { IsPaid: false, Status: SupplierOrderStatus.AwaitingPayment }))
        {
            var paid = await market.PayByAgreementAsync(buyer, order.OrderId, order.Total, $"{purchase.Key}-{approval.Round}", cancellationToken);
            doubt ??= paid.Problem;
            if (paid.Outcome is CallOutcome.Refused or CallOutcome.NotSent)
            {
                return await orders.EditFromAsync(intended, Who.Market, time, change =>
                {
                    if (change.Record.Find(purchase.Key)!.State == PurchaseOrderState.Paying)
                    {
                        change.Move(purchase.Key, PurchaseOrderState.Approved, paid.Problem!.ToString(), change.HoldFor(HoldReasons.PaymentRefused, $"{order.OrderId}: {paid.Problem}"));
                    }
                }, cancellationToken);
            }
        }

        var doubted = await orders.EditFromAsync(intended, Who.System, time, change =>
        {
            if (change.Record.Find(purchase.Key)!.State == PurchaseOrderState.Paying)
            {
                change.Move(purchase.Key, PurchaseOrderState.PaymentUnknown, doubt?.ToString() ?? "sent; the order's own word decides");
            }
        }, cancellationToken);
        return await ReadMarketAsync(doubted, purchase.Key, "pay", cancellationToken);
    }

    private Task<OrderRecord> PushedAsync(OrderRecord record, PurchaseOrderKey key, Parcel parcel, TrackingReceipt receipt, CancellationToken cancellationToken) =>
        orders.EditFromAsync(record, Who.System, time, edit =>
        {
            // Told again, it is no newer: the pauses between the looks go on growing.
            var pushedAt = parcel.PushedNumber == parcel.WaybillNumber ? parcel.PushedAt ?? edit.Now : edit.Now;
            edit.Change(key, "tracking-pushed", receipt.WasAlreadyThere ? "the store had it" : "the store took it", old => old with
            {
                Parcels = Replace(old.Parcels, parcel.ParcelId, one => one with
                {
                    Push = PushState.Pushed,
                    PushedNumber = parcel.WaybillNumber,
                    PushedAt = pushedAt,
                    ConfirmAt = FulfilmentCourse.NextConfirmation(pushedAt, edit.Now),
                    FulfilmentId = receipt.FulfilmentId,
                    Problem = null,
                }),
            }, parcel.PushedNumber, parcel.WaybillNumber);
            edit.FollowLeads();
        }, cancellationToken);

    private Task<OrderRecord> RefusedPushAsync(OrderRecord record, PurchaseOrderKey key, Parcel parcel, CallProblem problem, CancellationToken cancellationToken) =>
        orders.EditFromAsync(record, Who.Store, time, edit =>
        {
            var gone = problem.Meaning is RefusalMeaning.OrderCancelled or RefusalMeaning.AlreadyFulfilled;
            edit.Replace(key, old => old with { Parcels = Replace(old.Parcels, parcel.ParcelId, one => one with { Push = gone ? PushState.NotNeeded : PushState.Refused, Problem = problem }) });
            edit.Tell("tracking-refused", problem.ToString(), null, parcel.WaybillNumber, key);
            var purchase = edit.Record.Find(key)!;
            switch (problem.Meaning)
            {
                case RefusalMeaning.OrderCancelled:
                    edit.Move(key, PurchaseOrderState.RefundDue, "the store order was cancelled after the purchase", edit.HoldFor(HoldReasons.CancelledAfterPayment, problem.ToString()));
                    break;
                case RefusalMeaning.AlreadyFulfilled when PurchaseOrderTransitions.IsAllowed(purchase.State, PurchaseOrderState.FulfilledElsewhere):
                    edit.Move(key, PurchaseOrderState.FulfilledElsewhere, "the store order was fulfilled elsewhere");
                    break;
                default:
                    var reason = problem.Meaning == RefusalMeaning.TrackingConflict ? HoldReasons.TrackingConflict : HoldReasons.PushRefused;
                    edit.Move(key, PurchaseOrderState.PushRefused, reason.English, edit.HoldFor(reason, $"{parcel.WaybillNumber}: {problem}"));
                    break;
            }

            OrderSettlement.Settle(edit);
        }, cancellationToken);

    private async Task<OrderRecord> ConfirmAsync(OrderRecord record, PurchaseOrderKey key, StoreAccount account, IStorePlatform platform, CancellationToken cancellationToken, bool isLookOnly = false)
    {
        var purchase = record.Find(key)!;
        if (purchase.State is not (PurchaseOrderState.Shipped or PurchaseOrderState.PartlyShipped or PurchaseOrderState.AwaitingShipment))
        {
            return record;
        }

        var numbers = new HashSet<string>(StringComparer.Ordinal);
        if (purchase.Parcels.Any(parcel => parcel.Push == PushState.Pushed))
        {
            var read = await platform.ReadOrderAsync(account, record.Key.StoreOrderId, cancellationToken);
            if (!read.IsSuccess || read.Value.Order is not { } store)
            {
                // What was pushed is written; the store is read again later.
                return isLookOnly ? throw new OutsideUnavailableException("confirm tracking", read.Problem ?? new CallProblem(ProblemKind.Unreadable, "unreadable", read.Value.Problem ?? "the order cannot be read")) : record;
            }

            numbers = store.Fulfilments.Where(fulfilment => !fulfilment.IsCancelled).SelectMany(fulfilment => fulfilment.TrackingNumbers).ToHashSet(StringComparer.Ordinal);
        }

        return await orders.EditFromAsync(record, Who.Store, time, edit =>
        {
            var current = edit.Record.Find(key)!;
            foreach (var parcel in current.Parcels.Where(parcel => parcel.Push == PushState.Pushed))
            {
                if (numbers.Contains(parcel.PushedNumber!))
                {
                    edit.Change(key, "tracking-confirmed", "the store says shipped", old => old with { Parcels = Replace(old.Parcels, parcel.ParcelId, one => one with { Push = PushState.Confirmed, ConfirmAt = null }) }, null, parcel.PushedNumber);
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

            current = edit.Record.Find(key)!;
            if (current.State == PurchaseOrderState.Shipped && current.Parcels.All(parcel => parcel.Push is PushState.Confirmed or PushState.NotNeeded) && !current.Parcels.Any(parcel => parcel.NeedsPush))
            {
                edit.Move(key, PurchaseOrderState.Completed, "the store confirmed each parcel");
                OrderSettlement.Settle(edit);
            }
        }, cancellationToken);
    }

    private Task<OrderRecord> EditParcelAsync(OrderRecord record, PurchaseOrderKey key, Parcel parcel, string what, string why, Func<Parcel, Parcel> change, CancellationToken cancellationToken) =>
        orders.EditFromAsync(record, Who.System, time, edit => edit.Change(key, what, why, old => old with { Parcels = Replace(old.Parcels, parcel.ParcelId, change) }, parcel.PushedNumber, parcel.WaybillNumber), cancellationToken);

    private Task<OrderRecord> EditRoundAsync(OrderRecord record, PurchaseOrderKey key, int round, string what, string why, Func<Approval, Approval> change, CancellationToken cancellationToken) =>
        orders.EditFromAsync(record, Who.System, time, edit =>
        {
            if (edit.Record.Find(key)?.Approval is { } approval && approval.Round == round)
            {
                edit.Change(key, what, why, old => old with { Approval = change(approval) });
            }
        }, cancellationToken);

    private async Task MailAllAsync(OrderRecord record, PurchaseOrder purchase, Approval approval, Func<ApprovalFacts, Approver, Uri, OutgoingMail> word, CancellationToken cancellationToken)
    {
        var account = await AccountAsync(record, cancellationToken);
        var facts = ApprovalFacts.Of(record, purchase, approval, account, options);
        foreach (var approver in options.Approvers)
        {
            var sent = await mailer.SendAsync(word(facts, approver, links.PageFor(purchase.Key, approval, approver)), cancellationToken);
            if (!sent.IsSuccess)
            {
                throw new OutsideUnavailableException("mail", sent.Problem);
            }
        }
    }

    private async Task<StoreAccount> AccountAsync(OrderRecord record, CancellationToken cancellationToken) =>
        await accounts.FindAsync(record.Key.AccountId, cancellationToken) ?? throw new InvalidOperationException($"Store account '{record.Key.AccountId}' is not set up.");

    private IStorePlatform PlatformOf(StoreAccount account) =>
        platforms.Find(account.Platform) ?? throw new InvalidOperationException($"Store account '{account.Id}' names the platform '{account.Platform}', which is not installed.");

    private async Task<BuyerAccount> BuyerAsync(PurchaseOrder purchase, CancellationToken cancellationToken) =>
        await buyers.FindAsync(purchase.BuyerAccountId, cancellationToken) ?? throw new InvalidOperationException($"Buyer account '{purchase.BuyerAccountId}' is not set up.");

    private static IReadOnlyList<Parcel> Replace(IReadOnlyList<Parcel> parcels, string id, Func<Parcel, Parcel> change) =>
        [.. parcels.Select(parcel => parcel.ParcelId == id ? change(parcel) : parcel)];
}
