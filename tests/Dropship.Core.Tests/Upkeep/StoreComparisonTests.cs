using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;
using Dropship.Core.Upkeep;
using FsCheck;
using FsCheck.Fluent;

namespace Dropship.Core.Tests.Upkeep;

/// <summary>The store against the ledger: what went past us comes back, exactly that, and no cursor moves.</summary>
public sealed class StoreComparisonTests
{
    private static readonly AlertKey s_alert = AlertKey.OfComparison(ReconciledCounterparty.Store, World.Account, HoldReasons.StoreGap);

    [Fact]
    public void Any_orders_that_are_lost_here_are_restored_and_no_others()
    {
        var lost = Gen.SubListOf<int>([.. Enumerable.Range(1, 12)]);
        var property = Prop.ForAll(
            Arb.From(lost),
            ids =>
            {
                var world = Filled(12);
                foreach (var id in ids)
                {
                    world.Orders.Lose(new OrderKey(World.Account, $"{id}"));
                }

                var report = world.ReconcileAsync().GetAwaiter().GetResult()[ReconciledCounterparty.Store];
                var back = Enumerable
                    .Range(1, 12)
                    .All(id =>
                        world.Orders.LoadAsync(new OrderKey(World.Account, $"{id}"), CancellationToken.None).Result is { } order
                        && order.WasMissed == ids.Contains(id)
                    );
                return back
                    && report
                        .Gaps.Select(gap => (gap.Kind, gap.Subject))
                        .ToHashSet()
                        .SetEquals(ids.Select(id => (DiscrepancyKind.OrderMissed, $"{World.Account}|{id}")))
                    && report.IsZeroGap == (ids.Count == 0)
                    && world.AlertRows.Open.ContainsKey(s_alert) == (ids.Count > 0)
                    && world.ReconcileAsync().GetAwaiter().GetResult()[ReconciledCounterparty.Store].IsZeroGap
                    && !world.AlertRows.Open.ContainsKey(s_alert);
            }
        );
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), property);
    }

    [Fact]
    public void A_store_that_delivers_late_and_out_of_order_loses_nothing()
    {
        // For each order: when it was changed, how far back the store dates that, and how late the listing shows it; all in minutes.
        var order =
            from at in Gen.Choose(1, 600)
            from dated in Gen.Choose(0, 30)
            from late in Gen.Choose(0, 700)
            select (At: at, Dated: dated, Late: late);
        var property = Prop.ForAll(
            Arb.From(order.ListOf()),
            changes =>
            {
                var world = new World();
                Pull(world);
                var start = world.Clock.GetUtcNow();
                for (var minute = 0; minute <= 1320; minute += 10)
                {
                    foreach (var (index, change) in changes.Index().Where(entry => entry.Item.At > minute - 10 && entry.Item.At <= minute))
                    {
                        var id = $"{index}";
                        world.Store.Orders[id] = World.Order(id, ("L1", null, 1)) with
                        {
                            UpdatedAt = start.AddMinutes(change.At - change.Dated),
                        };
                        world.Store.ListedFrom[id] = start.AddMinutes(change.At + change.Late);
                    }

                    world.Clock.Advance(TimeSpan.FromMinutes(10));
                    Pull(world);
                }

                world.ReconcileAsync().GetAwaiter().GetResult();
                Pull(world);
                return changes
                    .Index()
                    .All(entry =>
                        entry.Item.At - entry.Item.Dated < 0
                        || world.Orders.LoadAsync(new OrderKey(World.Account, $"{entry.Index}"), CancellationToken.None).Result is not null
                    );
            }
        );
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(30), property);
    }

    [Fact]
    public async Task An_order_that_was_bought_before_it_was_lost_is_found_on_1688_and_not_bought_again()
    {
        var world = new World();
        var purchase = await world.AskedAsync();
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.RunAsync();
        world.Orders.Lose(purchase.Key.Order);

        var report = (await world.ReconcileAsync())[ReconciledCounterparty.Store];
        Assert.Equal([DiscrepancyKind.OrderMissed], report.Gaps.Select(gap => gap.Kind));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.DrainAsync();

        Assert.Single(world.Market.Created);
        var again = await world.PurchaseAsync("1001");
        Assert.Equal(
            (purchase.Key, PurchaseOrderState.AwaitingApproval, world.Market.Single.OrderId),
            (again.Key, again.State, Assert.Single(again.SupplierOrders).OrderId)
        );
    }

    [Fact]
    public async Task A_missed_order_that_was_never_bought_is_bought_once_the_look_ups_found_nothing()
    {
        var world = Filled(0);
        await world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        world.Store.Orders["7"] = World.Order("7", ("L1", "SKU-A", 1)) with { UpdatedAt = world.Clock.GetUtcNow().AddHours(-1) };

        await world.ReconcileAsync();
        Assert.Equal(PurchaseOrderState.PlacementUnknown, (await world.PurchaseAsync("7")).State);
        for (var look = 0; look < 4; look++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(6));
            await world.DrainAsync();
        }

        Assert.Single(world.Market.Created);
        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await world.PurchaseAsync("7")).State);
    }

    [Fact]
    public async Task A_change_that_went_past_us_is_taken_in()
    {
        var world = Filled(2);
        world.Store.ListedFrom["1"] = world.Clock.GetUtcNow().AddHours(2);
        world.Store.Change("1", order => order with { CancelledAt = world.Clock.GetUtcNow() });
        foreach (var minutes in (int[])[30, 150])
        {
            world.Clock.Advance(TimeSpan.FromMinutes(minutes));
            Pull(world);
        }

        Assert.False((await world.ReadAsync("1")).StoreOrder.IsCancelled);

        var report = (await world.ReconcileAsync())[ReconciledCounterparty.Store];

        Assert.Equal(
            [(DiscrepancyKind.ChangeMissed, $"{World.Account}|1", true)],
            report.Gaps.Select(gap => (gap.Kind, gap.Subject, gap.IsRepaired))
        );
        Assert.Equal(OrderState.Cancelled, (await world.ReadAsync("1")).State);
    }

    [Fact]
    public async Task A_line_of_the_list_that_was_written_by_an_older_step_is_brought_up_to_date()
    {
        var world = new World();
        await world.AskedAsync();
        var older = await world.ReadAsync("1001");
        await world.Commands.CancelAsync(older.PurchaseOrders.Single().Key, "Ann", "not wanted", CancellationToken.None);
        await world.PlayAsync(older.PurchaseOrders.Single().Key);
        await world.Orders.UpdateListingAsync(older, isListed: true, CancellationToken.None);

        await world.ReconcileAsync();

        Assert.True(Assert.Single(world.Orders.Shown).Value.Shows(await world.ReadAsync("1001")));
    }

    [Fact]
    public async Task An_open_order_that_the_store_does_not_know_is_named_and_left_alone()
    {
        var world = Filled(2);
        world.Store.Orders.Remove("2");
        var before = await world.ReadAsync("2");

        var report = (await world.ReconcileAsync())[ReconciledCounterparty.Store];

        Assert.Equal(
            [(DiscrepancyKind.OrderUnknownToStore, $"{World.Account}|2", false)],
            report.Gaps.Select(gap => (gap.Kind, gap.Subject, gap.IsRepaired))
        );
        Assert.Equal(before, await world.ReadAsync("2"));
        Assert.Contains("shop-one|2", world.AlertRows.Open[s_alert].Notice.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_orders_are_read_together_as_far_as_the_platform_can()
    {
        var world = Filled(5);
        world.Store.Capabilities = world.Store.Capabilities with { OrdersPerRead = 2 };
        world.Store.Orders.Remove("3");
        world.Store.Batches.Clear();

        var report = (await world.ReconcileAsync())[ReconciledCounterparty.Store];

        Assert.Equal(
            [
                ["1", "2"],
                ["3", "4"],
                ["5"],
            ],
            world.Store.Batches
        );
        Assert.Equal([(DiscrepancyKind.OrderUnknownToStore, $"{World.Account}|3")], report.Gaps.Select(gap => (gap.Kind, gap.Subject)));
    }

    [Fact]
    public async Task An_order_that_the_store_answers_garbled_is_named_and_keeps_the_others_from_nothing()
    {
        var world = Filled(3);
        world.Store.FailingReads["2"] = new CallProblem(ProblemKind.Unreadable, "shape", "garbled");
        world.Orders.Lose(new OrderKey(World.Account, "3"));

        var report = (await world.ReconcileAsync())[ReconciledCounterparty.Store];

        Assert.Null(report.Problem);
        Assert.Equal(
            [(DiscrepancyKind.OrderMissed, $"{World.Account}|3", true), (DiscrepancyKind.OrderUnreadable, $"{World.Account}|2", false)],
            report.Gaps.Select(gap => (gap.Kind, gap.Subject, gap.IsRepaired)).OrderBy(gap => gap.Kind)
        );
    }

    [Fact]
    public async Task What_the_next_pull_comes_to_by_itself_is_no_gap_and_no_cursor_moves()
    {
        var world = Filled(2);
        world.Store.Orders["9"] = World.Order("9", ("L1", null, 1)) with { UpdatedAt = world.Clock.GetUtcNow() };
        var cursor = await world.StoreAccounts.ReadCursorAsync(World.Account, CancellationToken.None);

        Assert.True((await world.ReconcileAsync())[ReconciledCounterparty.Store].IsZeroGap);

        Assert.Null(await world.Orders.LoadAsync(new OrderKey(World.Account, "9"), CancellationToken.None));
        Assert.Equal(cursor, await world.StoreAccounts.ReadCursorAsync(World.Account, CancellationToken.None));
    }

    [Fact]
    public async Task What_changed_before_the_first_pull_began_was_never_asked_for()
    {
        var world = new World();
        var old = World.Order("old", ("L1", null, 1)) with { UpdatedAt = world.Clock.GetUtcNow().AddHours(-2) };
        await world.StoreAccounts.SaveAsync(World.StoreAccount with { TakeOrdersSince = world.Clock.GetUtcNow() }, CancellationToken.None);
        Pull(world);
        world.Store.Orders["old"] = old;
        world.Clock.Advance(TimeSpan.FromHours(1));
        Pull(world);

        Assert.True((await world.ReconcileAsync())[ReconciledCounterparty.Store].IsZeroGap);
        Assert.Null(await world.Orders.LoadAsync(new OrderKey(World.Account, "old"), CancellationToken.None));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_asked_later_with_growing_waits_and_proves_nothing_gone()
    {
        var world = Filled(3);
        world.Orders.Lose(new OrderKey(World.Account, "2"));
        await world.ReconcileAsync();
        Assert.Contains(s_alert, world.AlertRows.Open.Keys);

        world.Store.Down = new CallProblem(ProblemKind.Transient, "503", "down");
        await world.ReconciliationStart.StartAsync(CancellationToken.None);
        var waits = new List<TimeSpan?>();
        while (world.Comparisons.Turns.TryDequeue(out var turn))
        {
            waits.Add(turn.After);
            await world.Reconciliation.ContinueAsync(turn.Turn, CancellationToken.None);
        }

        Assert.Equal(new ReconciliationOptions().Tries, waits.Count);
        Assert.Equal([null, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120)], waits.Take(4));
        var last = world.Comparisons.Records.Single(record => record.Side == ReconciledCounterparty.Store).Last!;
        Assert.Equal((false, "503: down"), (last.IsZeroGap, last.Problem));
        Assert.Contains(s_alert, world.AlertRows.Open.Keys);
    }

    [Fact]
    public async Task A_long_store_is_compared_over_many_messages_and_a_doubled_message_does_no_harm()
    {
        var world = Filled(130);
        world.Store.PageSize = 10;
        world.Orders.Lose(new OrderKey(World.Account, "77"));
        world.Orders.Lose(new OrderKey(World.Account, "130"));

        await world.ReconciliationStart.StartAsync(CancellationToken.None);
        await world.ReconciliationStart.StartAsync(CancellationToken.None);
        var turns = 0;
        while (world.Comparisons.Turns.TryDequeue(out var turn))
        {
            turns++;
            await world.Reconciliation.ContinueAsync(turn.Turn, CancellationToken.None);
        }

        var report = world.Comparisons.Records.Single(record => record.Side == ReconciledCounterparty.Store).Last!;
        Assert.Equal(2, report.GapCount);
        Assert.Equal(130, report.Listed);
        Assert.InRange(turns, 6, 14);
    }

    private static World Filled(int orders)
    {
        var world = new World();
        var at = world.Clock.GetUtcNow();
        world.Store.ListsWholeOrders = true;
        for (var id = 1; id <= orders; id++)
        {
            world.Store.Orders[$"{id}"] = World.Order($"{id}", ("L1", null, 1)) with { UpdatedAt = at.AddMinutes(-id) };
        }

        Pull(world);
        world.Clock.Advance(TimeSpan.FromHours(2));
        Pull(world);
        return world;
    }

    private static void Pull(World world)
    {
        world.RunAsync().GetAwaiter().GetResult();
        while (world.Queues.Pulls.TryDequeue(out var account))
        {
            world.Pull.PullAsync(account, CancellationToken.None).GetAwaiter().GetResult();
        }

        world.DrainAsync().GetAwaiter().GetResult();
    }
}
