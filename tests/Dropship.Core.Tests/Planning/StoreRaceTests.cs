using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Planning;

/// <summary>
/// The store changes an order between any two steps of its way, one point after the other: before and after each call, each load and each
/// write. No point is left out until our number stands in the store.
/// </summary>
public sealed class StoreRaceTests
{
    public enum Change
    {
        Cancelled,
        Refunded,
        LineRefunded,
        PieceRefunded,
        AddressChanged,
        FulfilledElsewhere,
    }

    public static TheoryData<Change, PaymentMode> Races
    {
        get
        {
            var races = new TheoryData<Change, PaymentMode>();
            foreach (var change in Enum.GetValues<Change>())
            {
                races.Add(change, PaymentMode.Cashier);
                races.Add(change, PaymentMode.Agreement);
            }

            return races;
        }
    }

    [Theory]
    [MemberData(nameof(Races))]
    public async Task Whenever_it_happens_nothing_is_paid_after_it_is_seen_and_what_was_paid_becomes_a_persons_matter(
        Change change,
        PaymentMode mode
    )
    {
        var (points, paid) = (0, 0);
        for (; ; points++)
        {
            var race = new Race(change, mode, points);
            await race.RunAsync();
            if (!race.HasHappened)
            {
                break;
            }

            paid += race.IsPaid ? 1 : 0;
            await race.CheckAsync();
        }

        // Before the payment and behind it.
        Assert.InRange(paid, 10, points - 20);
    }

    /// <summary>One order, and one change of it.</summary>
    private sealed class Race(Change change, PaymentMode mode, int point)
    {
        private static readonly ShipTo s_address = new()
        {
            FullName = "王芳",
            Mobile = "13900000001",
            Country = "CN",
            Province = "浙江省",
            City = "杭州市",
            Line1 = "文三路1号",
        };
        private static readonly ShipTo s_moved = s_address with { Line1 = "解放路99号" };
        private static readonly OrderKey s_order = new(World.Account, "1001");

        private readonly World _world = new();
        private int _passed;
        private DateTimeOffset _changedAt;
        private int _readsBefore;
        private PurchaseOrderState? _stateThen;

        // The goods were on their way before the store was read again: the supplier cannot leave anything out any more.
        private bool _isSeenTooLate;

        public bool HasHappened { get; private set; }

        /// <summary>Whether something was paid that the order as it is now does not ask for.</summary>
        public bool IsPaid { get; private set; }

        public async Task RunAsync()
        {
            await _world.PurchasingAccounts.SaveAsync(World.PurchasingAccount with { PaymentMode = mode }, CancellationToken.None);
            await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
            await _world.MapAsync("SKU-B", World.Item("supplier-1", "610000000002", "spec-2"));
            _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2), ("L2", "SKU-B", 1)) with { ShipTo = s_address };
            _world.Market.OnPay = id =>
            {
                // The last look at the store comes before the money: what had happened by then is known.
                Pay(id, isSeen: HasHappened && _world.Store.Reads.Count > _readsBefore);
                return null;
            };
            _world.Orders.BeforeSave = record =>
            {
                if (
                    HasHappened
                    && record.StoreOrder.UpdatedAt == _changedAt
                    && _world.Orders.Find(s_order) is { } known
                    && known.StoreOrder.UpdatedAt != _changedAt
                )
                {
                    _isSeenTooLate = known.PurchaseOrders is [{ State: PurchaseOrderState.Shipped or PurchaseOrderState.Completed }, ..];
                }
            };
            _world.AtEachPoint(() =>
            {
                if (!HasHappened && _world.Store.Orders["1001"].Fulfilments.Count == 0 && _passed++ == point)
                {
                    HasHappened = true;
                    _world.Clock.Advance(TimeSpan.FromSeconds(1));
                    _changedAt = _world.Clock.GetUtcNow();
                    _readsBefore = _world.Store.Reads.Count;
                    _stateThen = _world.Orders.Find(s_order)?.PurchaseOrders is [{ } first, ..] ? first.State : null;
                    _world.Store.Change("1001", Apply);
                }
            });
            var since = 0;
            for (var round = 0; since < 6 && (HasHappened || round < 3); round++)
            {
                await PlayRoundAsync();
                if (HasHappened && ++since == 2 && IsPaid && (change is Change.Cancelled or Change.Refunded))
                {
                    // One pull later at the latest.
                    Assert.True(Told(HoldReasons.CancelledAfterPayment), Where);
                }
            }
        }

        public async Task CheckAsync()
        {
            var record = await _world.ReadAsync("1001");
            var store = _world.Store.Orders["1001"];
            var misfits = record.PurchaseOrders.Where(purchase => !Fits(purchase)).ToList();
            var wanted = change is Change.LineRefunded or Change.PieceRefunded or Change.AddressChanged;

            // One order on 1688 for each key, and none is left there to be paid that nobody wants.
            Assert.Equal(
                _world.Market.Orders.Count,
                _world.Market.Orders.Select(order => order.Key).Distinct(StringComparer.Ordinal).Count()
            );
            Assert.All(
                _world.Market.Orders.Where(order => misfits.Exists(purchase => purchase.Key.Value == order.Key)),
                order => Assert.True(order.IsPaid || order.Status == SupplierOrderStatus.Cancelled, Where)
            );
            Assert.All(
                record.PurchaseOrders,
                purchase => Assert.True(purchase.Payment?.Paid is not { } sum || sum <= purchase.Payment.Limit, Where)
            );
            switch (IsPaid, wanted)
            {
                case (false, false):
                    Assert.True(
                        record.State == (change == Change.FulfilledElsewhere ? OrderState.FulfilledElsewhere : OrderState.Cancelled),
                        $"{Where}: {record.State}"
                    );
                    Assert.Equal(0, _world.Store.Writes);
                    break;
                case (true, false) when change == Change.FulfilledElsewhere:
                    Assert.True(Told(HoldReasons.TrackingConflict), Where);
                    Assert.Equal(0, _world.Store.Writes);
                    await _world.Commands.ReleaseAsync(s_order, "Ann", "the other number stays", CancellationToken.None);
                    await PlayRoundAsync();
                    Assert.True((await _world.ReadAsync("1001")).State == OrderState.FulfilledElsewhere, Where);
                    Assert.Equal(0, _world.Store.Writes);
                    Assert.Empty(_world.AlertRows.Open);
                    break;
                case (true, false):
                    Assert.True(
                        record.PurchaseOrders.Single() is { State: PurchaseOrderState.RefundDue, Hold.Code: var code }
                            && code == HoldReasons.CancelledAfterPayment.Code,
                        Where
                    );
                    Assert.True(Told(HoldReasons.CancelledAfterPayment), Where);
                    Assert.Equal(0, _world.Store.Writes);
                    break;
                case (false, true):
                    Assert.All(misfits, purchase => Assert.Equal(PurchaseOrderState.Cancelled, purchase.State));
                    AssertSent(record, store);
                    break;
                case (true, true):
                    Assert.Single(record.PurchaseOrders);
                    var reason = change == Change.AddressChanged ? HoldReasons.AddressChanged : HoldReasons.PartlyTakenBack;
                    Assert.True(Told(reason) || _isSeenTooLate, $"{Where}: nobody was told");
                    if (record.PurchaseOrders.Single().Hold?.Code == reason.Code)
                    {
                        // The goods are sent, and the end waits for the person.
                        Assert.True(record.State == OrderState.Purchasing && _world.Store.Writes > 0, Where);
                        await _world.Commands.ReleaseAsync(s_order, "Ann", "settled with the supplier", CancellationToken.None);
                        await PlayRoundAsync();
                        record = await _world.ReadAsync("1001");
                    }

                    AssertSent(record, store);
                    break;
            }
        }

        private string Where => $"{change} at point {point}, when the purchase was {_stateThen}";

        private bool Told(HoldReason reason) =>
            _world.AlertRows.Raised.ContainsKey(AlertKey.Of(s_order, reason))
            || _world.Orders.Find(s_order)!.PurchaseOrders.Any(one => _world.AlertRows.Raised.ContainsKey(AlertKey.Of(one.Key, reason)));

        // What is still wanted has our number in the store, and nothing more.
        private void AssertSent(Order record, StoreOrder store)
        {
            Assert.True(
                record.State == OrderState.Fulfilled,
                $"{Where}: {record.State} {record.Hold?.Code} {string.Join(' ', record.PurchaseOrders.Select(purchase => $"{purchase.State} {purchase.Hold?.Code}"))}"
            );
            var sent = store
                .Fulfilments.SelectMany(fulfilment => fulfilment.Lines)
                .GroupBy(line => line.LineId, line => line.Quantity, StringComparer.Ordinal)
                .Select(line => (line.Key, line.Sum()))
                .Order();
            Assert.Equal(
                change switch
                {
                    Change.LineRefunded => [("L1", 2)],
                    Change.PieceRefunded => [("L1", 1), ("L2", 1)],
                    _ => [("L1", 2), ("L2", 1)],
                },
                sent
            );
        }

        private StoreOrder Apply(StoreOrder order) =>
            change switch
            {
                Change.Cancelled => order with
                {
                    CancelledAt = _changedAt,
                    Payment = StorePaymentStatus.Refunded,
                    Lines = [.. order.Lines.Select(line => line with { OpenQuantity = 0 })],
                },
                Change.Refunded => order with
                {
                    Payment = StorePaymentStatus.Refunded,
                    Lines = [.. order.Lines.Select(line => line with { OpenQuantity = 0 })],
                },
                Change.LineRefunded => order with
                {
                    Payment = StorePaymentStatus.PartiallyRefunded,
                    Lines = [order.Lines[0], order.Lines[1] with { OpenQuantity = 0 }],
                },
                Change.PieceRefunded => order with
                {
                    Payment = StorePaymentStatus.PartiallyRefunded,
                    Lines = [order.Lines[0] with { OpenQuantity = 1 }, order.Lines[1]],
                },
                Change.AddressChanged => order with { ShipTo = s_moved },
                Change.FulfilledElsewhere => order with
                {
                    Fulfilment = StoreFulfilmentStatus.Fulfilled,
                    Fulfilments = [new StoreFulfilment("F77", false, ["BY-HAND"], [new LineQuantity("L1", 2), new LineQuantity("L2", 1)])],
                    Lines = [.. order.Lines.Select(line => line with { OpenQuantity = 0 })],
                },
                _ => throw new ArgumentOutOfRangeException(nameof(order), change, null),
            };

        private bool Fits(PurchaseOrder purchase) =>
            change switch
            {
                Change.LineRefunded => purchase.Lines.All(line => line.OfferId == "610000000001"),
                Change.PieceRefunded => purchase.Lines.All(line => line.Quantity == 1),
                Change.AddressChanged => purchase.ShipToDigest == s_moved.Digest(),
                _ => false,
            };

        private void Pay(string id, bool isSeen)
        {
            var purchase = _world.Orders.Find(s_order)!.PurchaseOrders.Single(one => one.SupplierOrders.Any(order => order.OrderId == id));
            if (HasHappened && !Fits(purchase))
            {
                Assert.False(isSeen, $"{Where}: paid after it was seen");
            }

            IsPaid |= !Fits(purchase);
        }

        // A minute goes by: the store is pulled, and everybody does what there is to do.
        private async Task PlayRoundAsync()
        {
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
            await _world.RunAsync();
            foreach (
                var key in (_world.Orders.Find(s_order)?.PurchaseOrders ?? [])
                    .Where(purchase => purchase.SupplierOrders.Count > 0)
                    .Select(purchase => purchase.Key)
                    .ToList()
            )
            {
                await _world.PlayAsync(key);
                if (Find(key) is { State: PurchaseOrderState.AwaitingApproval, Approval: { State: ApprovalState.Open } } asked)
                {
                    await _world.DecideAsync(asked, approve: true);
                    await _world.PlayAsync(key);
                }

                if (mode == PaymentMode.Cashier && Find(key) is { State: PurchaseOrderState.Approved, Payment.PayLink: not null } approved)
                {
                    await PayAtCashierAsync(approved);
                }

                // The supplier takes a minute.
                await NewsAsync(key);
                foreach (
                    var order in _world
                        .Market.Orders.Where(order =>
                            order.Key == key.Value
                            && order.Status == SupplierOrderStatus.AwaitingShipment
                            && order.PaidAt < _world.Clock.GetUtcNow() - TimeSpan.FromSeconds(30)
                        )
                        .ToList()
                )
                {
                    _world.Market.Ship(order.OrderId, $"ZTO-{order.OrderId}");
                }

                await NewsAsync(key);
                await _world.PlayAsync(key);
                await _world.DrainAsync();
            }
        }

        private async Task PayAtCashierAsync(PurchaseOrder purchase)
        {
            if ((await _world.Cashier.OpenAsync(purchase.Key.Value, _world.TicketOf(purchase), CancellationToken.None)).Link is null)
            {
                return;
            }

            var known = _world.Orders.Find(s_order)!.StoreOrder.UpdatedAt;
            foreach (var order in purchase.SupplierOrders)
            {
                Pay(order.OrderId, isSeen: HasHappened && known >= _changedAt);
                _world.Market.Pay(order.OrderId);
            }
        }

        private async Task NewsAsync(PurchaseOrderKey key)
        {
            foreach (var order in _world.Market.Orders.Where(order => order.Key == key.Value).ToList())
            {
                await _world.NewsAsync(order.OrderId);
            }
        }

        private PurchaseOrder? Find(PurchaseOrderKey key) => _world.Orders.Find(s_order)?.Find(key);
    }
}
