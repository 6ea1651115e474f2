using System.Globalization;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.TestKit.Outside;

namespace Dropship.Core.Tests.Support;

/// <summary>A market in memory that takes every purchase, also a second one with the same key, and answers as a test tells it to.</summary>
internal sealed class FakeMarket(TimeProvider time) : ISupplierMarket
{
    private int _next = 9001;

    public List<SupplierOrder> Orders { get; } = [];

    public Dictionary<string, List<SupplierParcel>> Parcels { get; } = [];

    public List<PurchaseRequest> Created { get; } = [];

    public List<(string Id, Money Amount)> Payments { get; } = [];

    /// <summary>The request ids of <see cref="Payments"/>.</summary>
    public List<string> PaymentRequests { get; } = [];

    /// <summary>What one piece costs.</summary>
    public Money PieceCost { get; set; } = Money.Cny(1000);

    public Func<PurchaseRequest, CallResult<PurchasePreview>?>? OnPreview { get; set; }

    /// <summary>Decides the answer to a create; null works. The order is made before <see cref="CallOutcome.Unknown"/> when
    /// <see cref="WorkBeforeDoubt"/> is set.</summary>
    public Func<PurchaseRequest, CallResult<PurchaseCreated>?>? OnCreate { get; set; }

    public bool WorkBeforeDoubt { get; set; } = true;

    public bool IsVisible { get; set; } = true;

    public Func<string, CallResult<SupplierOrder>?>? OnRead { get; set; }

    public Func<string, CallResult<IReadOnlyList<SupplierParcel>>?>? OnParcels { get; set; }

    public Func<CallResult<SupplierOrderPage>>? OnList { get; set; }

    public Func<string, CallResult<Unit>?>? OnCancel { get; set; }

    public Func<string, CallResult<PaymentReceipt>?>? OnPay { get; set; }

    /// <summary>Called before and after each call.</summary>
    public Action? OnEdge { get; set; }

    public SupplierOrder Single => Orders.Single();

    public void Change(string id, Func<SupplierOrder, SupplierOrder> change)
    {
        var index = Orders.FindIndex(order => order.OrderId == id);
        Orders[index] = change(Orders[index]) with { ModifiedAt = time.GetUtcNow() };
    }

    public void Pay(string id) => Change(id, order => order.Pay(time.GetUtcNow()));

    /// <summary>How far parcels are that are shipped from now on.</summary>
    public ParcelStatus Status { get; set; } = ParcelStatus.InTransit;

    /// <summary>What carriers told, by order.</summary>
    public Dictionary<string, IReadOnlyList<TraceEvent>> Traces { get; } = new(StringComparer.Ordinal);

    public void Ship(string id, string? number, params ParcelLine[] lines)
    {
        var parcels = Parcels.TryGetValue(id, out var known) ? known : Parcels[id] = [];
        var isYto = OutsideText.Fold(number).StartsWith("YT", StringComparison.OrdinalIgnoreCase);
        parcels.Add(MarketOrders.Parcel(id, parcels.Count, number, isYto, Status, lines, time.GetUtcNow()));
        Change(id, order => order.Ship());
    }

    public Uri? OrderPageOf(string supplierOrderId) => null;

    public bool IsMemberId(string supplierId) => supplierId.StartsWith("b2b-", StringComparison.Ordinal);

    public Task<CallResult<PurchasePreview>> PreviewAsync(
        PurchasingAccount account,
        PurchaseRequest request,
        CancellationToken cancellationToken
    ) => Answer(() => OnPreview?.Invoke(request) ?? CallResult.Success(MarketOrders.Preview(request.Lines, PieceCost)));

    public Task<CallResult<PurchaseCreated>> CreateAsync(
        PurchasingAccount account,
        PurchaseRequest request,
        CancellationToken cancellationToken
    ) =>
        Answer(() =>
        {
            Created.Add(request);
            var answer = OnCreate?.Invoke(request);
            if (answer is not null && (answer.Outcome != CallOutcome.Unknown || !WorkBeforeDoubt))
            {
                return answer;
            }

            var id = (_next++).ToString(CultureInfo.InvariantCulture);
            Orders.Add(MarketOrders.Make(id, request.Key, request.Lines, PieceCost, time.GetUtcNow()));
            return answer ?? CallResult.Success(new PurchaseCreated([id], MarketOrders.TotalOf(request.Lines, PieceCost), []));
        });

    public Task<CallResult<IReadOnlyList<SupplierOrder>>> FindByKeyAsync(
        PurchasingAccount account,
        string key,
        CancellationToken cancellationToken
    ) => Answer(() => CallResult.Success<IReadOnlyList<SupplierOrder>>(IsVisible ? [.. Orders.Where(order => order.Key == key)] : []));

    public Task<CallResult<SupplierOrder>> ReadOrderAsync(
        PurchasingAccount account,
        string supplierOrderId,
        CancellationToken cancellationToken
    ) => Answer(() => OnRead?.Invoke(supplierOrderId) ?? CallResult.Success(Orders.Single(order => order.OrderId == supplierOrderId)));

    public Task<CallResult<SupplierOrderPage>> ListChangedOrdersAsync(
        PurchasingAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        int page,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            OnList?.Invoke()
                ?? CallResult.Success(
                    new SupplierOrderPage([.. Orders.Where(order => order.ModifiedAt >= from && order.ModifiedAt < until)], false)
                )
        );

    public Task<CallResult<Unit>> CancelAsync(
        PurchasingAccount account,
        string supplierOrderId,
        string reason,
        CancellationToken cancellationToken
    ) =>
        Answer(() =>
        {
            if (OnCancel?.Invoke(supplierOrderId) is { } answer)
            {
                return answer;
            }

            if (Orders.Single(order => order.OrderId == supplierOrderId).IsPaid)
            {
                return CallResult.Refused<Unit>("ORDER_STATUS_ERROR", "paid", RefusalMeaning.WrongState);
            }

            Change(supplierOrderId, order => order.Close(reason));
            return CallResult.Success(default(Unit));
        });

    public Task<CallResult<PayLink>> GetPayLinkAsync(
        PurchasingAccount account,
        IReadOnlyList<string> supplierOrderIds,
        CancellationToken cancellationToken
    ) =>
        Answer(() =>
            CallResult.Success(new PayLink(new Uri($"https://trade.example/cashier?orderId={string.Join(';', supplierOrderIds)}"), []))
        );

    public Task<CallResult<PaymentReceipt>> PayByAgreementAsync(
        PurchasingAccount account,
        string supplierOrderId,
        Money amount,
        string requestId,
        CancellationToken cancellationToken
    ) =>
        Answer(() =>
        {
            Payments.Add((supplierOrderId, amount));
            PaymentRequests.Add(requestId);
            if (OnPay?.Invoke(supplierOrderId) is { } answer)
            {
                return answer;
            }

            Pay(supplierOrderId);
            return CallResult.Success(new PaymentReceipt(true, "alipay"));
        });

    public Task<CallResult<IReadOnlyList<SupplierParcel>>> ReadParcelsAsync(
        PurchasingAccount account,
        string supplierOrderId,
        CancellationToken cancellationToken
    ) =>
        Answer(() =>
            OnParcels?.Invoke(supplierOrderId) is { } answer ? answer
            : Parcels.TryGetValue(supplierOrderId, out var parcels) ? CallResult.Success<IReadOnlyList<SupplierParcel>>(parcels)
            : CallResult.Refused<IReadOnlyList<SupplierParcel>>("500_2", "not shipped", RefusalMeaning.NotYetShipped)
        );

    public Task<CallResult<IReadOnlyList<TraceEvent>>> ReadTraceAsync(
        PurchasingAccount account,
        string supplierOrderId,
        CancellationToken cancellationToken
    ) => Answer(() => CallResult.Success<IReadOnlyList<TraceEvent>>(Traces.GetValueOrDefault(supplierOrderId) ?? []));

    public Task<SupplierNotification> ReadNotificationAsync(
        PurchasingAccount account,
        IReadOnlyDictionary<string, string> form,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            new SupplierNotification
            {
                IsGenuine = form.ContainsKey("genuine"),
                MessageId = form.GetValueOrDefault("id") ?? string.Empty,
                Topic = "ORDER",
                OrderIds = [.. (form.GetValueOrDefault("orders") ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries)],
            }
        );

    public Task<CallResult<SupplierNotificationPage>> FetchMissedPushesAsync(
        PurchasingAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    ) => Task.FromResult(CallResult.Success(new SupplierNotificationPage([])));

    public Task<CallResult<SupplierOffer>> ReadOfferAsync(PurchasingAccount account, string offerId, CancellationToken cancellationToken) =>
        Task.FromResult(
            Offers.GetValueOrDefault(offerId) ?? CallResult.Refused<SupplierOffer>("404", "no such offer", RefusalMeaning.NotFound)
        );

    public Task<CallResult<Uri>> GetChatLinkAsync(PurchasingAccount account, string supplierLogin, CancellationToken cancellationToken) =>
        Task.FromResult(CallResult.Success(new Uri($"https://chat.example/{supplierLogin}")));

    public Task<CallResult<PurchasingIdentity>> VerifyAsync(PurchasingAccount account, CancellationToken cancellationToken) =>
        Task.FromResult(
            Verification is { } problem
                ? problem.Kind == ProblemKind.Unauthorized
                    ? CallResult.Unauthorized<PurchasingIdentity>(problem.Code, problem.Text)
                    : CallResult.NotSent<PurchasingIdentity>(problem)
                : CallResult.Success(new PurchasingIdentity("buyer", null))
        );

    /// <summary>Why no credentials can be verified; null when all work.</summary>
    public CallProblem? Verification { get; set; }

    /// <summary>The offers that can be read, by id.</summary>
    public Dictionary<string, CallResult<SupplierOffer>> Offers { get; } = new(StringComparer.Ordinal);

    private Task<CallResult<T>> Answer<T>(Func<CallResult<T>> act)
    {
        OnEdge?.Invoke();
        var answer = act();
        OnEdge?.Invoke();
        return Task.FromResult(answer);
    }
}
