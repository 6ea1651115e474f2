using System.Globalization;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Simulation.Checks;
using Dropship.Simulation.Engine;
using Dropship.TestKit.Outside;

namespace Dropship.Simulation.Outside;

/// <summary>A store with its own mind: customers pay, cancel and move house, the owner ships by hand, and its listing lags
/// behind.</summary>
internal sealed class SimulatedStore(Scheduler scheduler, Dice dice, Faults faults, Wire wire, Promises promises)
    : IStorePlatform,
        ITrackingPush,
        IStoreWebhooks,
        IStorePlatforms
{
    // A listing that leaves its newest entries out leaves out less than a pull looks back.
    private static readonly TimeSpan s_leftOut = TimeSpan.FromMinutes(4);
    private const int PageSize = 3;

    private static readonly TimeSpan s_mostLag = TimeSpan.FromSeconds(110);

    private readonly SortedDictionary<string, Entry> _orders = new(StringComparer.Ordinal);
    private int _nextFulfilment = 1;

    public string Name => "simulated";

    public IReadOnlyCollection<string> Names => [Name];

    public StoreCapabilities Capabilities { get; } =
        new()
        {
            PartialShipment = true,
            TrackingUpdate = true,
            ListingLag = TimeSpan.FromMinutes(2),
        };

    public bool IsTokenGood { get; set; } = true;

    /// <summary>Told of each change: the order and the change's own number.</summary>
    public Action<StoreOrder>? OnChanged { get; set; }

    public IEnumerable<StoreOrder> Orders => _orders.Values.Select(entry => entry.Order);

    public IStorePlatform? Find(string name) => name == Name ? this : null;

    public StoreOrder Get(string id) => _orders[id].Order;

    public void Add(StoreOrder order)
    {
        _orders[order.StoreOrderId] = new Entry(order, scheduler.Now + Lag());
        OnChanged?.Invoke(order);
    }

    public void Change(string id, Func<StoreOrder, StoreOrder> change)
    {
        var changed = change(_orders[id].Order) with { UpdatedAt = scheduler.Now };
        _orders[id] = _orders[id] with { Order = changed, ListedAt = scheduler.Now + Lag() };
        wire.Note(
            null,
            "store changes",
            id,
            $"{changed.Payment} {changed.Fulfilment}{(changed.IsCancelled ? " cancelled" : string.Empty)}"
        );
        promises.OnShown(changed);
        OnChanged?.Invoke(changed);
    }

    public void Garble(string id, string? problem) => _orders[id] = _orders[id] with { Problem = problem };

    public Task<CallResult<StoreOrderPage>> ListChangedOrdersAsync(
        StoreAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        string? page,
        CancellationToken cancellationToken
    ) =>
        wire.ReadAsync(
            "list store orders",
            account.Id,
            () =>
            {
                if (!IsTokenGood)
                {
                    return CallResult.Unauthorized<StoreOrderPage>("401", "the token has expired");
                }

                var newest = faults.Strike(Fault.EmptyList) ? scheduler.Now - s_leftOut : scheduler.Now;
                var after = page?.Split('|');
                var listed = _orders
                    .Values.Where(entry =>
                        entry.ListedAt <= scheduler.Now
                        && entry.Order.UpdatedAt <= newest
                        && entry.Order.UpdatedAt >= from
                        && entry.Order.UpdatedAt <= until
                    )
                    .OrderBy(entry => entry.Order.UpdatedAt)
                    .ThenBy(entry => entry.Order.StoreOrderId, StringComparer.Ordinal)
                    .Where(entry => after is null || IsAfter(entry.Order, long.Parse(after[0], CultureInfo.InvariantCulture), after[1]))
                    .Take(PageSize + 1)
                    .ToList();
                var next =
                    listed.Count > PageSize
                        ? string.Create(
                            CultureInfo.InvariantCulture,
                            $"{listed[^2].Order.UpdatedAt.UtcTicks}|{listed[^2].Order.StoreOrderId}"
                        )
                        : null;
                return CallResult.Success(
                    new StoreOrderPage(
                        [
                            .. listed
                                .Take(PageSize)
                                .Select(entry => StoreOrderReading.Changed(entry.Order.StoreOrderId, entry.Order.UpdatedAt)),
                        ],
                        next
                    )
                );
            }
        );

    public Task<CallResult<StoreOrderReading>> ReadOrderAsync(
        StoreAccount account,
        string storeOrderId,
        CancellationToken cancellationToken
    ) =>
        wire.ReadAsync(
            "read store order",
            storeOrderId,
            () =>
                !IsTokenGood ? CallResult.Unauthorized<StoreOrderReading>("401", "the token has expired")
                : !_orders.TryGetValue(storeOrderId, out var entry)
                    ? CallResult.Refused<StoreOrderReading>("404", "no such order", RefusalMeaning.NotFound)
                : entry.Problem is { } problem
                    ? CallResult.Success(new StoreOrderReading(storeOrderId, entry.Order.UpdatedAt, null, problem))
                : CallResult.Success(new StoreOrderReading(storeOrderId, entry.Order.UpdatedAt, entry.Order, null))
        );

    public Task<CallResult<TrackingReceipt>> PushTrackingAsync(
        StoreAccount account,
        TrackingPush push,
        CancellationToken cancellationToken
    ) =>
        wire.WriteAsync(
            "push tracking",
            $"{push.StoreOrderId} {push.TrackingNumber}",
            mayBeLate: true,
            () =>
            {
                var order = Get(push.StoreOrderId);
                if (!IsTokenGood)
                {
                    return CallResult.Unauthorized<TrackingReceipt>("401", "the token has expired");
                }

                var (judged, sent) = StoreFulfilments.Judge(order, push);
                if (judged is not null)
                {
                    return judged;
                }

                promises.OnPushed(account.Id, order, push.TrackingNumber, sent);
                var id = Fulfil(push.StoreOrderId, sent, push.TrackingNumber);
                return CallResult.Success(new TrackingReceipt(id, false));
            }
        );

    public Task<CallResult<TrackingReceipt>> AddTrackingAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        CancellationToken cancellationToken
    ) => WriteNumberAsync(account, "add tracking", fulfilmentId, push, order => order.AddNumber(fulfilmentId, push));

    public Task<CallResult<TrackingReceipt>> ReplaceTrackingAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        CancellationToken cancellationToken
    ) => WriteNumberAsync(account, "replace tracking", fulfilmentId, push, order => order.ReplaceNumber(fulfilmentId, push));

    public Task<WebhookReading> ReadWebhookAsync(StoreAccount account, WebhookRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(
            new WebhookReading
            {
                Verdict = WebhookVerdict.Genuine,
                Subject = WebhookSubject.Order,
                StoreOrderId = request.Headers["order"],
                StoreOrderIds = [request.Headers["order"]],
                ChangedAt = DateTimeOffset.Parse(request.Headers["changed"], CultureInfo.InvariantCulture),
                DeliveryId = request.Headers["delivery"],
                EventId = request.Headers["event"],
                Topic = "orders/updated",
            }
        );

    public Uri? OrderPageOf(StoreAccount account, string storeOrderId) => null;

    public Task<CallResult<StoreIdentity>> VerifyAsync(StoreAccount account, CancellationToken cancellationToken) =>
        wire.ReadAsync(
            "verify store",
            account.Id,
            () =>
                IsTokenGood
                    ? CallResult.Success(new StoreIdentity("store", "USD", []))
                    : CallResult.Unauthorized<StoreIdentity>("401", "the token has expired")
        );

    /// <summary>Makes a fulfilment, ours or somebody else's.</summary>
    public string Fulfil(string orderId, IReadOnlyList<LineQuantity> lines, string number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"F{_nextFulfilment++}");
        Change(orderId, old => old.Fulfil(id, lines, number));
        return id;
    }

    private Task<CallResult<TrackingReceipt>> WriteNumberAsync(
        StoreAccount account,
        string what,
        string fulfilmentId,
        TrackingPush push,
        Func<StoreOrder, StoreOrder> write
    ) =>
        wire.WriteAsync(
            what,
            $"{push.StoreOrderId} {push.TrackingNumber}",
            mayBeLate: false,
            () =>
            {
                if (!IsTokenGood)
                {
                    return CallResult.Unauthorized<TrackingReceipt>("401", "the token has expired");
                }

                if (StoreFulfilments.Judge(Get(push.StoreOrderId), fulfilmentId, push) is { } judged)
                {
                    return judged;
                }

                promises.OnNumber(new OrderKey(account.Id, push.StoreOrderId), push.TrackingNumber);
                Change(push.StoreOrderId, write);
                return CallResult.Success(new TrackingReceipt(fulfilmentId, false));
            }
        );

    private static bool IsAfter(StoreOrder order, long ticks, string id) =>
        order.UpdatedAt.UtcTicks > ticks || (order.UpdatedAt.UtcTicks == ticks && string.CompareOrdinal(order.StoreOrderId, id) > 0);

    private TimeSpan Lag() => dice.Between(TimeSpan.Zero, s_mostLag);

    private sealed record Entry(StoreOrder Order, DateTimeOffset ListedAt, string? Problem = null);
}
