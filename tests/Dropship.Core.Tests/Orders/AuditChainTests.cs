using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;
using Dropship.Core.Upkeep;
using FsCheck;
using FsCheck.Fluent;

namespace Dropship.Core.Tests.Orders;

/// <summary>Whatever is done to a history behind the app's back is found, and the first row that it broke is named.</summary>
public sealed class AuditChainTests
{
    private static readonly Gen<int> s_length = Gen.Choose(2, 25);

    [Fact]
    public void A_history_as_it_was_told_is_whole() =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(Arb.From(Gen.Choose(0, 25)), length => Verify(Tell(length), Tell(length).History) is null)
        );

    [Fact]
    public void A_changed_row_is_named() =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(
                Arb.From(
                    from length in s_length
                    from row in Gen.Choose(0, length - 1)
                    from field in Gen.Choose(0, 8)
                    select (length, row, field)
                ),
                given =>
                {
                    var told = Tell(given.length);
                    var forged = told.History.ToList();
                    forged[given.row] = Change(forged[given.row], given.field);
                    return Verify(told, forged)
                            is { Fault: ChainFault.RowChanged or ChainFault.RowMissing or ChainFault.RowOutOfPlace } found
                        && found.Sequence == given.row + 1;
                }
            )
        );

    [Fact]
    public void A_changed_row_with_a_digest_of_its_own_that_fits_is_named_by_the_row_behind_it_or_the_orders_end() =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(
                Arb.From(from length in s_length from row in Gen.Choose(0, length - 1) select (length, row)),
                given =>
                {
                    var told = Tell(given.length);
                    var forged = told.History.ToList();
                    forged[given.row] = Seal(forged[given.row] with { Actor = "person:Eve" });
                    return Verify(told, forged) is { } found
                        && (
                            given.row == given.length - 1
                                ? found.Fault == ChainFault.EndDiffers
                                : found.Fault == ChainFault.RowUnlinked && found.Sequence == given.row + 2
                        );
                }
            )
        );

    [Fact]
    public void A_dropped_row_is_named() =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(
                Arb.From(from length in s_length from row in Gen.Choose(0, length - 1) select (length, row)),
                given =>
                {
                    var told = Tell(given.length);
                    var forged = told.History.ToList();
                    forged.RemoveAt(given.row);
                    return Verify(told, forged) is { Fault: ChainFault.RowMissing } found && found.Sequence == given.row + 1;
                }
            )
        );

    [Fact]
    public void A_history_that_was_cut_off_is_found_also_when_nothing_is_left() =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(
                Arb.From(from length in s_length from kept in Gen.Choose(0, length - 1) select (length, kept)),
                given =>
                {
                    var told = Tell(given.length);
                    return Verify(told, [.. told.History.Take(given.kept)]) is { Fault: ChainFault.RowMissing } found
                        && found.Sequence == given.kept + 1;
                }
            )
        );

    [Fact]
    public void A_row_that_was_slipped_in_is_found_wherever_and_however_it_is_numbered() =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(
                Arb.From(
                    from length in s_length
                    from row in Gen.Choose(0, length)
                    from isSealed in Gen.Elements(false, true)
                    select (length, row, isSealed)
                ),
                given =>
                {
                    var told = Tell(given.length);
                    var extra = told.History[0] with
                    {
                        Sequence = given.row + 1,
                        What = new EventKind("slipped-in"),
                        PreviousHash = given.row == 0 ? string.Empty : told.History[given.row - 1].Hash,
                    };
                    var forged = told.History.ToList();
                    forged.Insert(given.row, given.isSealed ? Seal(extra) : extra);
                    return Verify(told, forged) is { } found && found.Sequence <= given.row + 2;
                }
            )
        );

    [Fact]
    public void Swapped_rows_are_found() =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(
                Arb.From(
                    from length in s_length
                    from one in Gen.Choose(0, length - 2)
                    from other in Gen.Choose(one + 1, length - 1)
                    select (length, one, other)
                ),
                given =>
                {
                    var told = Tell(given.length);
                    var forged = told.History.ToList();
                    (forged[given.one], forged[given.other]) = (forged[given.other], forged[given.one]);
                    return Verify(told, forged)?.Sequence == given.one + 1;
                }
            )
        );

    [Fact]
    public async Task The_desk_names_the_first_broken_order_and_tells_a_person()
    {
        var world = new World();
        for (var id = 1; id <= 5; id++)
        {
            world.Store.Orders[$"{id}"] = World.Order($"{id}", ("L1", null, 1));
        }

        await world.RunAsync();
        var desk = new AuditVerifier(world.Orders, world.Orders, world.Alerts);
        var whole = await desk.VerifyNextAsync(null, CancellationToken.None);
        Assert.Equal((5, null, null), (whole.Orders, whole.Broken, whole.Next));

        var key = new OrderKey(World.Account, "3");
        var history = await world.Orders.ReadEventsAsync(key, CancellationToken.None);
        world.Orders.Forge(key, history.Select(told => told.Sequence == 2 ? told with { Why = "another reason" } : told));

        var page = await desk.VerifyNextAsync(null, CancellationToken.None);
        Assert.Equal(
            (3, key, 2, ChainFault.RowChanged),
            (page.Orders, page.Broken!.Order, page.Broken.Break!.Sequence, page.Broken.Break.Fault)
        );
        Assert.StartsWith(
            "row 2: RowChanged",
            world.AlertRows.Open[AlertKey.Of(key, HoldReasons.HistoryBroken)].Notice.Detail,
            StringComparison.Ordinal
        );
        Assert.Equal(
            (2, null),
            ((await desk.VerifyNextAsync(page.Next, CancellationToken.None)) is { } rest ? (rest.Orders, rest.Broken) : default)
        );
        Assert.Null(await desk.VerifyAsync(new OrderKey(World.Account, "no such order"), CancellationToken.None));
    }

    [Fact]
    public async Task An_order_that_is_being_worked_on_is_not_called_broken()
    {
        var world = new World();
        world.Store.Orders["1"] = World.Order("1", ("L1", null, 1));
        await world.RunAsync();
        var key = new OrderKey(World.Account, "1");
        var edits = 0;
        var busy = new BusyOrders(
            world.Orders,
            () =>
                edits++ < 2
                    ? world.Orders.EditAsync(
                        key,
                        Actor.System,
                        world.Clock,
                        edit => edit.AddEvent(new EventKind("note"), "meanwhile"),
                        CancellationToken.None
                    )
                    : Task.CompletedTask
        );

        Assert.Null((await new AuditVerifier(busy, world.Orders, world.Alerts).VerifyAsync(key, CancellationToken.None))!.Break);
        Assert.Equal(3, edits);
    }

    [Fact]
    public async Task Each_call_that_changes_something_outside_stands_in_the_history()
    {
        var world = new World();
        var purchase = await world.AskedAsync();
        world.Store.Change("1001", order => order with { CancelledAt = world.Clock.GetUtcNow() });
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.RunAsync();
        await world.PlayAsync(purchase.Key);
        Assert.Equal(PurchaseOrderState.Cancelled, (await world.PurchaseAsync("1001")).State);

        var bought = await world.AskedAsync("1002");
        await world.DecideAsync(bought, approve: true);
        await world.PlayAsync(bought.Key);
        var id = world.Market.Orders.Single(order => order.Key == bought.Key.Value).OrderId;
        world.Market.Pay(id);
        world.Market.Ship(id, "ZTO1");
        await world.NewsAsync(id);
        await world.PlayAsync(bought.Key);

        var cancelled = await world.Orders.ReadEventsAsync(new OrderKey(World.Account, "1001"), CancellationToken.None);
        var sent = await world.Orders.ReadEventsAsync(new OrderKey(World.Account, "1002"), CancellationToken.None);
        foreach (
            var (history, what) in ((IReadOnlyList<OrderEvent>, EventKind)[])
                [
                    (cancelled, EventKinds.PurchasePlaced),
                    (cancelled, EventKinds.CancelAnswered),
                    (sent, EventKinds.PurchasePlaced),
                    (sent, EventKinds.ApprovalMailed),
                    (sent, EventKinds.CashierPage),
                    (sent, EventKinds.PurchasePaid),
                    (sent, EventKinds.TrackingPushed),
                ]
        )
        {
            var told = Assert.Single(history, row => row.What == what);
            Assert.NotEmpty(told.Actor);
            Assert.NotEmpty(told.Why);
            Assert.NotNull(told.PurchaseOrder);
        }

        Assert.Contains(
            cancelled,
            told => told is { What.Code: "cancel-answered", Actor: Actor.Market, Before: "waitbuyerpay", After: "Succeeded" }
        );
    }

    private static ChainBreak? Verify(Order told, IReadOnlyList<OrderEvent> history) =>
        AuditChain.FindBreak(told.EventCount, told.EventHash, history);

    private static ChainBreak? Verify((Order Record, IReadOnlyList<OrderEvent> History) told, IReadOnlyList<OrderEvent> history) =>
        Verify(told.Record, history);

    private static (Order Record, IReadOnlyList<OrderEvent> History) Tell(int length)
    {
        var record = new Order
        {
            Key = new OrderKey("shop-one", "1"),
            StoreOrder = World.Order("1"),
            State = OrderState.New,
            StateSince = default,
            FirstSeenAt = default,
        };
        var edit = new OrderEdit(record, Actor.System, DateTimeOffset.UnixEpoch);
        for (var row = 1; row <= length; row++)
        {
            edit.AddEvent(new EventKind($"what-{row}"), $"why {row}", $"before {row}", $"after {row}");
        }

        return (edit.Record, edit.Events);
    }

    private static OrderEvent Change(OrderEvent row, int field) =>
        field switch
        {
            0 => row with { At = row.At.AddTicks(1) },
            1 => row with { Actor = "person:Eve" },
            2 => row with { What = new EventKind("else") },
            3 => row with { PurchaseOrder = "x" },
            4 => row with { Why = row.Why + " " },
            5 => row with { Before = null },
            6 => row with { After = string.Empty },
            7 => row with { PreviousHash = "0" },
            _ => row with { Sequence = row.Sequence + 1 },
        };

    private static OrderEvent Seal(OrderEvent row) =>
        row with
        {
            Hash = OrderEvent.ComputeHash(
                row.Sequence,
                row.At,
                row.Actor,
                row.What,
                row.PurchaseOrder,
                row.Why,
                row.Before,
                row.After,
                row.PreviousHash
            ),
        };

    /// <summary>Orders that somebody changes just between the reading of the order and of its history.</summary>
    private sealed class BusyOrders(IOrders orders, Func<Task> meanwhile) : IOrders
    {
        public Task<Order?> LoadAsync(OrderKey key, CancellationToken cancellationToken) => orders.LoadAsync(key, cancellationToken);

        public Task<Order> SaveAsync(Order record, IReadOnlyList<OrderEvent> events, CancellationToken cancellationToken) =>
            orders.SaveAsync(record, events, cancellationToken);

        public Task UpdateListingAsync(Order record, bool isListed, CancellationToken cancellationToken) =>
            orders.UpdateListingAsync(record, isListed, cancellationToken);

        public async Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(OrderKey key, CancellationToken cancellationToken)
        {
            await meanwhile();
            return [.. await orders.ReadEventsAsync(key, cancellationToken)];
        }

        public IAsyncEnumerable<OrderSummary> ListOpenAsync(OrderKey? after, CancellationToken cancellationToken) =>
            orders.ListOpenAsync(after, cancellationToken);

        public IAsyncEnumerable<OrderSummary> ListEndedAsync(DateOnly firstSeen, CancellationToken cancellationToken) =>
            orders.ListEndedAsync(firstSeen, cancellationToken);

        public IAsyncEnumerable<OrderSummary> ListUnerasedAsync(DateOnly firstSeenUntil, CancellationToken cancellationToken) =>
            orders.ListUnerasedAsync(firstSeenUntil, cancellationToken);
    }
}
