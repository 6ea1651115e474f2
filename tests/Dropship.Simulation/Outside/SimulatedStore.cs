using System.Globalization;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Simulation.Checks;
using Dropship.Simulation.Engine;

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

                var same = order.Fulfilments.Where(one => one.TrackingNumbers.Contains(push.TrackingNumber)).ToList();
                var there = same.SelectMany(one => one.Lines).ToLookup(line => line.LineId, line => line.Quantity, StringComparer.Ordinal);
                var wanted = push
                    .Lines.Select(line => line with { Quantity = line.Quantity - there[line.LineId].Sum() })
                    .Where(line => line.Quantity > 0)
                    .ToList();
                if (same.Count > 0 && wanted.Count == 0)
                {
                    var own = same.Find(one => one.Lines.Any(line => push.Lines.Any(piece => piece.LineId == line.LineId))) ?? same[0];
                    return CallResult.Success(new TrackingReceipt(own.FulfilmentId, true));
                }

                if (order.IsCancelled)
                {
                    return CallResult.Refused<TrackingReceipt>("closed", "the order is cancelled", RefusalMeaning.OrderCancelled);
                }

                // What is missing was sent under another number, or it was taken back and needs none.
                var sent = wanted
                    .Select(line =>
                        line with
                        {
                            Quantity = Math.Min(line.Quantity, order.Lines.Single(one => one.LineId == line.LineId).OpenQuantity),
                        }
                    )
                    .Where(line => line.Quantity > 0)
                    .ToList();
                var isTaken = order.Fulfilments.Any(fulfilment =>
                    !fulfilment.TrackingNumbers.Intersect(push.OwnNumbers).Any()
                    && fulfilment.Lines.Any(line => wanted.Except(sent).Any(missing => missing.LineId == line.LineId))
                );
                if (isTaken && !push.YieldsToOthers)
                {
                    return CallResult.Refused<TrackingReceipt>(
                        "closed",
                        "other numbers are there",
                        order.Fulfilment == StoreFulfilmentStatus.Fulfilled
                            ? RefusalMeaning.AlreadyFulfilled
                            : RefusalMeaning.TrackingConflict
                    );
                }

                if (sent.Count == 0)
                {
                    return CallResult.Refused<TrackingReceipt>(
                        "closed",
                        "nothing of these goods is left",
                        isTaken ? RefusalMeaning.AlreadyFulfilled : RefusalMeaning.TakenBack
                    );
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
    ) => WriteNumbersAsync(account, "add tracking", fulfilmentId, push, numbers => [.. numbers, push.TrackingNumber]);

    public Task<CallResult<TrackingReceipt>> ReplaceTrackingAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        CancellationToken cancellationToken
    ) =>
        WriteNumbersAsync(
            account,
            "replace tracking",
            fulfilmentId,
            push,
            numbers =>
                push.Replaces is null ? [push.TrackingNumber] : [.. numbers.Where(number => number != push.Replaces), push.TrackingNumber]
        );

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
        Change(
            orderId,
            old =>
            {
                IReadOnlyList<OrderLine> left =
                [
                    .. old.Lines.Select(line =>
                        line with
                        {
                            OpenQuantity = line.OpenQuantity - lines.Where(one => one.LineId == line.LineId).Sum(one => one.Quantity),
                        }
                    ),
                ];
                return old with
                {
                    Lines = left,
                    Fulfilments = [.. old.Fulfilments, new StoreFulfilment(id, false, [number], lines)],
                    Fulfilment = left.All(line => line.OpenQuantity == 0)
                        ? StoreFulfilmentStatus.Fulfilled
                        : StoreFulfilmentStatus.PartiallyFulfilled,
                };
            }
        );
        return id;
    }

    private Task<CallResult<TrackingReceipt>> WriteNumbersAsync(
        StoreAccount account,
        string what,
        string fulfilmentId,
        TrackingPush push,
        Func<IReadOnlyList<string>, IReadOnlyList<string>> change
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

                var fulfilment = Get(push.StoreOrderId).Fulfilments.FirstOrDefault(one => one.FulfilmentId == fulfilmentId);
                if (fulfilment is null or { IsCancelled: true })
                {
                    return CallResult.Refused<TrackingReceipt>(
                        "gone",
                        "no such fulfilment",
                        fulfilment is null ? RefusalMeaning.NotFound : RefusalMeaning.WrongState
                    );
                }

                var isThere = fulfilment.TrackingNumbers.Contains(push.TrackingNumber);
                if (!isThere)
                {
                    promises.OnNumber(new OrderKey(account.Id, push.StoreOrderId), push.TrackingNumber);
                    Change(
                        push.StoreOrderId,
                        old =>
                            old with
                            {
                                Fulfilments =
                                [
                                    .. old.Fulfilments.Select(one =>
                                        one.FulfilmentId == fulfilmentId ? one with { TrackingNumbers = change(one.TrackingNumbers) } : one
                                    ),
                                ],
                            }
                    );
                }

                return CallResult.Success(new TrackingReceipt(fulfilmentId, isThere));
            }
        );

    private static bool IsAfter(StoreOrder order, long ticks, string id) =>
        order.UpdatedAt.UtcTicks > ticks || (order.UpdatedAt.UtcTicks == ticks && string.CompareOrdinal(order.StoreOrderId, id) > 0);

    private TimeSpan Lag() => dice.Between(TimeSpan.Zero, s_mostLag);

    private sealed record Entry(StoreOrder Order, DateTimeOffset ListedAt, string? Problem = null);
}
