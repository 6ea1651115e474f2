using System.Globalization;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Simulation.Checks;
using Dropship.Simulation.Engine;
using Dropship.TestKit.Outside;

namespace Dropship.Simulation.Outside;

/// <summary>
/// A market as strict and as careless as 1688: it makes a second order when it is asked twice with the same number, shows new orders late,
/// refuses to cancel in the first ten seconds, and takes no payment for another amount than it asks.
/// </summary>
internal sealed class SimulatedMarket(Scheduler scheduler, Dice dice, Faults faults, Wire wire, Promises promises) : ISupplierMarket
{
    /// <summary>How every number of a supplier begins.</summary>
    public const string NumbersBegin = "YT";

    private static readonly Money s_pieceCost = Money.Cny(1000);
    private static readonly TimeSpan s_cancelNotBefore = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_leftOut = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan s_shownAfter = TimeSpan.FromSeconds(45);

    private readonly SortedDictionary<string, SupplierOrder> _orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _shownAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<SupplierParcel>> _parcels = new(StringComparer.Ordinal);
    private int _next = 700_001;

    public bool IsTokenGood { get; set; } = true;

    public Action<SupplierOrder>? OnChanged { get; set; }

    /// <summary>Told of each order that was made.</summary>
    public Action<SupplierOrder>? OnCreated { get; set; }

    /// <summary>Told of each number that a supplier gives.</summary>
    public Action<string>? OnNumbered { get; set; }

    /// <summary>Told of each number whose parcel a carrier has.</summary>
    public Action<string>? OnScanned { get; set; }

    public IEnumerable<SupplierOrder> Orders => _orders.Values;

    public SupplierOrder Get(string id) => _orders[id];

    public void Change(string id, Func<SupplierOrder, SupplierOrder> change)
    {
        var changed = change(_orders[id]) with { ModifiedAt = scheduler.Now };
        _orders[id] = changed;
        wire.Note(
            null,
            "market changes",
            id,
            $"{changed.Key} {changed.RawStatus} {changed.Total}{(changed.IsPaid ? " paid" : string.Empty)}"
        );
        OnChanged?.Invoke(changed);
    }

    /// <summary>Takes the money for an order, if it may still be paid.</summary>
    public bool TryPay(string id, Money amount)
    {
        var order = _orders[id];
        if (order.IsPaid || order.Status != SupplierOrderStatus.AwaitingPayment || order.Total != amount)
        {
            return false;
        }

        promises.OnPaid(order, amount);
        Change(id, old => old.Pay(scheduler.Now));
        return true;
    }

    public void Close(string id, string why)
    {
        promises.OnClosed(_orders[id]);
        Change(id, old => old.Close(why));
    }

    public void Ship(string id, string? number, IReadOnlyList<ParcelLine> lines, bool isLast, bool isScanned, bool isMistaken)
    {
        var parcels = _parcels.TryGetValue(id, out var known) ? known : _parcels[id] = [];
        var status = isScanned ? ParcelStatus.InTransit : ParcelStatus.InfoReceived;
        parcels.Add(MarketOrders.Parcel(id, parcels.Count, number, !isMistaken, status, lines, scheduler.Now));
        Tell(parcels[^1]);
        Change(id, old => isLast ? old.Ship() : old);
    }

    /// <summary>A carrier has the parcel.</summary>
    public void Scan(string id, int parcel)
    {
        _parcels[id][parcel] = _parcels[id][parcel] with { RawStatus = "TRANSPORT", Status = ParcelStatus.InTransit };
        Tell(_parcels[id][parcel]);
        Change(id, old => old);
    }

    /// <summary>The supplier names the carrier that the number is of.</summary>
    public void CorrectCarrier(string id, int parcel)
    {
        _parcels[id][parcel] = _parcels[id][parcel].CarriedBy(isYto: true);
        Change(id, old => old);
    }

    public void Renumber(string id, int parcel, string number)
    {
        _parcels[id][parcel] = _parcels[id][parcel] with { WaybillNumber = number };
        Tell(_parcels[id][parcel]);
        Change(id, old => old);
    }

    /// <summary>The number of a parcel of another purchase; null when there is none.</summary>
    public string? FindOtherNumber(string id) =>
        _parcels
            .Where(one => !string.Equals(_orders[one.Key].Key, _orders[id].Key, StringComparison.Ordinal))
            .OrderBy(one => one.Key, StringComparer.Ordinal)
            .SelectMany(one => one.Value)
            .LastOrDefault(parcel => parcel.WaybillNumber is not null)
            ?.WaybillNumber;

    public Uri? OrderPageOf(string supplierOrderId) => null;

    public bool IsMemberId(string supplierId) => supplierId.StartsWith("b2b-", StringComparison.Ordinal);

    public Task<CallResult<PurchasePreview>> PreviewAsync(
        PurchasingAccount account,
        PurchaseRequest request,
        CancellationToken cancellationToken
    ) => wire.ReadAsync("preview", request.Key, () => Unless(() => CallResult.Success(MarketOrders.Preview(request.Lines, s_pieceCost))));

    public Task<CallResult<PurchaseCreated>> CreateAsync(
        PurchasingAccount account,
        PurchaseRequest request,
        CancellationToken cancellationToken
    )
    {
        promises.OnCreateAsked(request.Key);
        return wire.WriteAsync(
            "create",
            request.Key,
            mayBeLate: true,
            () =>
                Unless(() =>
                {
                    if (dice.Chance(0.02))
                    {
                        return CallResult.Refused<PurchaseCreated>("STOCK_NOT_ENOUGH", "out of stock", RefusalMeaning.OutOfStock);
                    }

                    promises.OnCreated(request.Key);
                    List<FailedLine> failed =
                        request.Lines.Count > 1 && faults.Strike(Fault.PlacedInPart)
                            ? [new FailedLine(request.Lines[^1].OfferId, request.Lines[^1].SpecId, "OFFER_EXPIRED", "gone")]
                            : [];
                    var lines = request.Lines.Take(request.Lines.Count - failed.Count).ToList();
                    List<List<SupplierLine>> sets =
                        lines.Count > 1 && faults.Strike(Fault.PlacementSplit)
                            ?
                            [
                                [lines[0]],
                                lines[1..],
                            ]
                            : [lines];
                    var ids = sets.Select(set => Make(request.Key, set)).ToList();
                    return CallResult.Success(new PurchaseCreated(ids, null, failed));
                })
        );
    }

    public Task<CallResult<IReadOnlyList<SupplierOrder>>> FindByKeyAsync(
        PurchasingAccount account,
        string key,
        CancellationToken cancellationToken
    ) =>
        wire.ReadAsync(
            "find by key",
            key,
            () =>
                Unless(() =>
                    CallResult.Success<IReadOnlyList<SupplierOrder>>([
                        .. _orders.Values.Where(order => order.Key == key && _shownAt[order.OrderId] <= scheduler.Now),
                    ])
                )
        );

    public Task<CallResult<SupplierOrder>> ReadOrderAsync(
        PurchasingAccount account,
        string supplierOrderId,
        CancellationToken cancellationToken
    ) =>
        wire.ReadAsync(
            "read market order",
            supplierOrderId,
            () =>
                Unless(() =>
                    _orders.TryGetValue(supplierOrderId, out var order)
                        ? CallResult.Success(order)
                        : CallResult.Refused<SupplierOrder>("404", "no such order", RefusalMeaning.NotFound)
                )
        );

    public Task<CallResult<SupplierOrderPage>> ListChangedOrdersAsync(
        PurchasingAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        int page,
        CancellationToken cancellationToken
    ) =>
        wire.ReadAsync(
            "list market orders",
            account.Id,
            () =>
                Unless(() =>
                {
                    const int size = 20;
                    var newest = faults.Strike(Fault.EmptyList) ? scheduler.Now - s_leftOut : scheduler.Now;
                    var changed = _orders
                        .Values.Where(order => order.ModifiedAt >= from && order.ModifiedAt < until && order.ModifiedAt <= newest)
                        .OrderBy(order => order.ModifiedAt)
                        .ToList();
                    return CallResult.Success(
                        new SupplierOrderPage([.. changed.Skip((page - 1) * size).Take(size)], changed.Count > page * size)
                    );
                })
        );

    public Task<CallResult<Unit>> CancelAsync(
        PurchasingAccount account,
        string supplierOrderId,
        string reason,
        CancellationToken cancellationToken
    ) =>
        wire.WriteAsync(
            "cancel",
            supplierOrderId,
            mayBeLate: true,
            () =>
                Unless(() =>
                {
                    var order = _orders[supplierOrderId];
                    if (order.IsPaid || order.Status != SupplierOrderStatus.AwaitingPayment)
                    {
                        return CallResult.Refused<Unit>("ORDER_STATUS_ERROR", "not in this state", RefusalMeaning.WrongState);
                    }

                    if (scheduler.Now - order.CreatedAt < s_cancelNotBefore)
                    {
                        return CallResult.Refused<Unit>("CLOSE_ORDER_TOO_FAST", "too soon", RefusalMeaning.TooSoon);
                    }

                    Close(supplierOrderId, reason);
                    return CallResult.Success(default(Unit));
                })
        );

    public Task<CallResult<PayLink>> GetPayLinkAsync(
        PurchasingAccount account,
        IReadOnlyList<string> supplierOrderIds,
        CancellationToken cancellationToken
    ) =>
        wire.ReadAsync(
            "pay link",
            string.Join(' ', supplierOrderIds),
            () =>
                Unless(() =>
                    CallResult.Success(
                        new PayLink(
                            new Uri($"https://trade.example/cashier?orderId={string.Join(';', supplierOrderIds)}"),
                            [
                                .. supplierOrderIds.Where(id =>
                                    _orders[id].IsPaid || _orders[id].Status != SupplierOrderStatus.AwaitingPayment
                                ),
                            ]
                        )
                    )
                )
        );

    public Task<CallResult<PaymentReceipt>> PayByAgreementAsync(
        PurchasingAccount account,
        string supplierOrderId,
        Money amount,
        string requestId,
        CancellationToken cancellationToken
    )
    {
        promises.OnPaymentAsked(_orders[supplierOrderId], amount);
        return wire.WriteAsync(
            "pay",
            supplierOrderId,
            mayBeLate: true,
            () =>
                Unless(() =>
                    TryPay(supplierOrderId, amount) ? CallResult.Success(new PaymentReceipt(true, "alipay"))
                    : _orders[supplierOrderId].Total != amount
                        ? CallResult.Refused<PaymentReceipt>("PAY_AMOUNT_ERROR", "another amount", RefusalMeaning.AmountChanged)
                    : CallResult.Refused<PaymentReceipt>("ORDER_STATUS_ERROR", "cannot be paid", RefusalMeaning.WrongState)
                )
        );
    }

    public Task<CallResult<IReadOnlyList<SupplierParcel>>> ReadParcelsAsync(
        PurchasingAccount account,
        string supplierOrderId,
        CancellationToken cancellationToken
    ) =>
        wire.ReadAsync(
            "read parcels",
            supplierOrderId,
            () =>
                Unless(() =>
                    _parcels.TryGetValue(supplierOrderId, out var parcels)
                        ? CallResult.Success<IReadOnlyList<SupplierParcel>>([.. parcels])
                        : CallResult.Refused<IReadOnlyList<SupplierParcel>>("500_2", "not shipped", RefusalMeaning.NotYetShipped)
                )
        );

    public Task<CallResult<IReadOnlyList<TraceEvent>>> ReadTraceAsync(
        PurchasingAccount account,
        string supplierOrderId,
        CancellationToken cancellationToken
    ) => wire.ReadAsync("read trace", supplierOrderId, () => Unless(() => CallResult.Success<IReadOnlyList<TraceEvent>>([])));

    public Task<SupplierNotification> ReadNotificationAsync(
        PurchasingAccount account,
        IReadOnlyDictionary<string, string> form,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            new SupplierNotification
            {
                IsGenuine = true,
                MessageId = form["id"],
                Topic = "ORDER",
                OrderIds = [form["order"]],
            }
        );

    public Task<CallResult<SupplierNotificationPage>> FetchMissedPushesAsync(
        PurchasingAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    ) => wire.ReadAsync("missed pushes", account.Id, () => Unless(() => CallResult.Success(new SupplierNotificationPage([]))));

    public Task<CallResult<SupplierOffer>> ReadOfferAsync(PurchasingAccount account, string offerId, CancellationToken cancellationToken) =>
        wire.ReadAsync(
            "read offer",
            offerId,
            () =>
                Unless(() =>
                    CallResult.Success(
                        new SupplierOffer
                        {
                            OfferId = offerId,
                            Title = offerId,
                            IsForSale = true,
                            Specs = [],
                        }
                    )
                )
        );

    public Task<CallResult<Uri>> GetChatLinkAsync(PurchasingAccount account, string supplierLogin, CancellationToken cancellationToken) =>
        Task.FromResult(CallResult.Success(new Uri($"https://chat.example/{supplierLogin}")));

    public Task<CallResult<PurchasingIdentity>> VerifyAsync(PurchasingAccount account, CancellationToken cancellationToken) =>
        wire.ReadAsync("verify buyer", account.Id, () => Unless(() => CallResult.Success(new PurchasingIdentity("buyer", null))));

    private void Tell(SupplierParcel parcel)
    {
        if (parcel.WaybillNumber is not { } number)
        {
            return;
        }

        OnNumbered?.Invoke(number);
        if (parcel.Status == ParcelStatus.InTransit)
        {
            OnScanned?.Invoke(number);
        }
    }

    private CallResult<T> Unless<T>(Func<CallResult<T>> act) =>
        IsTokenGood ? act() : CallResult.Unauthorized<T>("401", "the token has expired");

    private string Make(string key, List<SupplierLine> lines)
    {
        var id = (_next++).ToString(CultureInfo.InvariantCulture);
        _orders[id] = MarketOrders.Make(id, key, lines, s_pieceCost, scheduler.Now) with
        {
            PayBy = dice.Chance(0.5) ? scheduler.Now + dice.Hours(20, 72) : null,
        };
        _shownAt[id] = scheduler.Now + dice.Between(TimeSpan.Zero, s_shownAfter);
        OnCreated?.Invoke(_orders[id]);
        return id;
    }
}
