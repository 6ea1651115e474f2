using Dropship.Core.Ingest;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Ingest;

public sealed class StorePullTests
{
    private readonly World _world = new();

    [Fact]
    public async Task A_paid_order_becomes_a_purchase_order_and_nobody_clicked_anything()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2));
        await _world.RunAsync();

        var record = await _world.ReadAsync("1001");
        Assert.Equal(OrderState.Purchasing, record.State);
        Assert.Equal("1001", Assert.Single(_world.Market.Orders).Key!.Split('.')[1]);
        Assert.Equal(record.PurchaseOrders.Single().Key, Assert.Single(_world.Workflows.Started));
    }

    [Fact]
    public async Task Pulling_again_and_again_takes_nothing_twice()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1));
        for (var pull = 0; pull < 5; pull++)
        {
            await _world.RunAsync();
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Single(_world.Market.Created);
        Assert.Empty(_world.Queues.Orders);
    }

    [Fact]
    public async Task An_order_that_the_listing_shows_late_is_still_taken_in()
    {
        await _world.RunAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(3));

        // Changed before the last pull's end, shown only now.
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-X", 1)) with
        {
            UpdatedAt = _world.Clock.GetUtcNow() - TimeSpan.FromMinutes(4),
        };
        await _world.RunAsync();
        Assert.Equal(OrderState.Held, (await _world.ReadAsync("1001")).State);
    }

    [Fact]
    public async Task All_pages_are_read_and_the_cursor_moves_only_behind_what_was_queued()
    {
        _world.Store.PageSize = 3;
        for (var number = 1; number <= 10; number++)
        {
            _world.Store.Orders[$"{number}"] = World.Order($"{number}", ("L1", "SKU-X", 1)) with
            {
                UpdatedAt = _world.Clock.GetUtcNow() - TimeSpan.FromMinutes(60 - number),
            };
        }

        var fail = true;
        _world.Orders.BeforeSave = record =>
        {
            if (fail && record.Key.StoreOrderId == "5")
            {
                throw new IOException("the process ends here");
            }
        };
        await Assert.ThrowsAsync<IOException>(() => _world.Pull.PullAsync(World.Account, CancellationToken.None));
        var cursor = await _world.StoreAccounts.ReadCursorAsync(World.Account, CancellationToken.None);
        Assert.Equal(_world.Store.Orders["3"].UpdatedAt, cursor.Watermark);

        fail = false;
        await _world.RunAsync();
        for (var number = 1; number <= 10; number++)
        {
            Assert.Equal(OrderState.Held, (await _world.ReadAsync($"{number}")).State);
        }
    }

    [Fact]
    public async Task A_malformed_order_waits_with_the_reason_and_the_others_flow_on()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1));
        _world.Store.Orders["1002"] = World.Order("1002", ("L1", "SKU-A", 1)) with
        {
            UpdatedAt = World.Order("x").UpdatedAt.AddSeconds(-5),
        };
        _world.Store.Malformed["1002"] = "totalPrice is missing";
        await _world.RunAsync();

        Assert.Equal(OrderState.Purchasing, (await _world.ReadAsync("1001")).State);
        var parked = await _world.ReadAsync("1002");
        Assert.Equal(OrderState.Held, parked.State);
        Assert.Equal(HoldReasons.OrderMalformed.Code, parked.Hold!.Code);
        Assert.Equal("totalPrice is missing", parked.Hold.Detail);
        Assert.Contains(_world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.OrderMalformed.Code);

        _world.Store.Malformed.Clear();
        _world.Store.Change("1002", order => order);
        await _world.RunAsync();
        Assert.Equal(OrderState.Purchasing, (await _world.ReadAsync("1002")).State);
        Assert.DoesNotContain(_world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.OrderMalformed.Code);
    }

    [Fact]
    public async Task A_store_that_refuses_the_credentials_is_not_pulled_any_more_and_one_alert_says_so()
    {
        _world.Store.Down = new CallProblem(ProblemKind.Unauthorized, "401", "invalid token");
        for (var pull = 0; pull < 4; pull++)
        {
            await _world.Scheduler.QueueDueAsync(CancellationToken.None);
            while (_world.Queues.Pulls.TryDequeue(out var account))
            {
                await _world.Pull.PullAsync(account, CancellationToken.None);
            }
        }

        var store = await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None);
        Assert.Equal(StoreAccountState.Unauthorized, store!.State);
        Assert.Equal(1, Assert.Single(_world.AlertRows.Raised).Value);

        _world.Store.Down = null;
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-X", 1));
        Assert.Null(await _world.Verification.VerifyStoreAsync(store, AccountActor.Operator, CancellationToken.None));
        await _world.RunAsync();
        Assert.Equal(OrderState.Held, (await _world.ReadAsync("1001")).State);
        Assert.DoesNotContain(_world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.StoreUnauthorized.Code);
    }

    [Theory]
    [InlineData(ProblemKind.Transient)]
    [InlineData(ProblemKind.RateLimited)]
    [InlineData(ProblemKind.Unreadable)]
    public async Task After_a_failed_pull_the_next_one_begins_where_that_one_did(ProblemKind kind)
    {
        await _world.RunAsync();
        var before = await _world.StoreAccounts.ReadCursorAsync(World.Account, CancellationToken.None);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Down = new CallProblem(kind, "x", "y");
        await _world.RunAsync();
        Assert.Equal(before, await _world.StoreAccounts.ReadCursorAsync(World.Account, CancellationToken.None));
        Assert.Equal(
            kind == ProblemKind.Unreadable,
            _world.AlertRows.Open.Values.Any(alert => alert.Notice.Code == HoldReasons.StoreUnreadable.Code)
        );
    }

    [Fact]
    public async Task A_store_that_lists_whole_orders_has_none_of_them_read_again()
    {
        _world.Store.ListsWholeOrders = true;
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-X", 1));
        await _world.RunAsync();

        Assert.Equal(OrderState.Held, (await _world.ReadAsync("1001")).State);
        Assert.Empty(_world.Store.Reads);
    }

    [Fact]
    public async Task Orders_that_are_listed_as_changed_are_read_together_as_far_as_the_platform_can()
    {
        _world.Store.Capabilities = _world.Store.Capabilities with { OrdersPerRead = 3 };
        Fill(7);
        _world.Store.FailingReads["2"] = new CallProblem(ProblemKind.Rejected, "404", "no such order", RefusalMeaning.NotFound);
        _world.Store.FailingReads["5"] = new CallProblem(ProblemKind.Unreadable, "shape", "garbled");
        await _world.RunAsync();

        Assert.Equal(
            [
                ["1", "2", "3"],
                ["4", "5", "6"],
                ["7"],
            ],
            _world.Store.Batches
        );
        Assert.Equal(["5"], _world.Store.Reads.GroupBy(id => id).Where(reads => reads.Count() > 1).Select(reads => reads.Key));
        Assert.Null(await _world.Orders.LoadAsync(new OrderKey(World.Account, "2"), CancellationToken.None));
        Assert.NotNull((await _world.ReadAsync("5")).Unreadable);
        foreach (var id in (string[])["1", "3", "4", "6", "7"])
        {
            Assert.Equal(OrderState.Held, (await _world.ReadAsync(id)).State);
        }

        _world.Store.Change("4", order => order with { Note = "at the back door" });
        await _world.RunAsync();
        Assert.Equal(["4"], _world.Store.Batches[^1]);
    }

    [Fact]
    public async Task A_change_is_read_once_however_often_it_is_listed()
    {
        Fill(3);
        for (var pull = 0; pull < 4; pull++)
        {
            await _world.RunAsync();
        }

        Assert.Equal(["1", "2", "3"], _world.Store.Reads);
        _world.Store.Change("2", order => order with { Note = "at the back door" });
        await _world.RunAsync();
        Assert.Equal(["1", "2", "3", "2"], _world.Store.Reads);
    }

    [Theory]
    [InlineData(ProblemKind.Transient)]
    [InlineData(ProblemKind.RateLimited)]
    public async Task An_order_that_cannot_be_read_now_is_not_passed_by_and_the_others_are_not_lost(ProblemKind kind)
    {
        Fill(10);
        _world.Store.PageSize = 4;
        _world.Store.FailingReads["3"] = new CallProblem(kind, "x", "y");
        Assert.NotNull((await _world.Pull.PullAsync(World.Account, CancellationToken.None)).Problem);
        await _world.DrainAsync();
        var cursor = await _world.StoreAccounts.ReadCursorAsync(World.Account, CancellationToken.None);
        Assert.Equal(_world.Store.Orders["3"].UpdatedAt, cursor.Watermark);
        Assert.Null(cursor.LastSuccessAt);
        Assert.Null(await _world.Orders.LoadAsync(new OrderKey(World.Account, "3"), CancellationToken.None));

        // Being turned away holds for the whole store; any other failure for the one order.
        Assert.Equal(
            kind == ProblemKind.Transient,
            await _world.Orders.LoadAsync(new OrderKey(World.Account, "10"), CancellationToken.None) is not null
        );
        Assert.NotNull(await _world.Orders.LoadAsync(new OrderKey(World.Account, "4"), CancellationToken.None));

        _world.Store.FailingReads.Clear();
        await _world.RunAsync();
        for (var number = 1; number <= 10; number++)
        {
            Assert.Equal(OrderState.Held, (await _world.ReadAsync($"{number}")).State);
            Assert.Equal(number == 3 ? 2 : 1, _world.Store.Reads.Count(id => id == $"{number}"));
        }
    }

    [Fact]
    public async Task A_store_whose_reads_all_fail_is_left_alone_after_a_few()
    {
        Fill(40);
        _world.Store.ReadsDown = new CallProblem(ProblemKind.Transient, "503", "down");
        await _world.RunAsync();
        Assert.Equal(new PullOptions().ReadsAtOnce, _world.Store.Reads.Count);

        _world.Store.ReadsDown = null;
        await _world.RunAsync();
        Assert.Equal(OrderState.Held, (await _world.ReadAsync("40")).State);
    }

    [Fact]
    public async Task A_long_list_is_read_in_turns_and_to_its_end()
    {
        var pull = new StorePull(
            _world.StoreAccounts,
            Reader,
            _world.Intake,
            new StoreAccountHealth(_world.StoreAccounts, _world.AccountChanges, _world.Alerts, _world.Outages),
            _world.Queues,
            new PullOptions { ReadsPerPull = 8 },
            _world.Clock
        );
        Fill(30);
        _world.Store.PageSize = 20;
        await pull.PullAsync(World.Account, CancellationToken.None);
        Assert.Equal(8, _world.Store.Reads.Count);
        while (_world.Queues.Pulls.TryDequeue(out var account))
        {
            await pull.PullAsync(account, CancellationToken.None);
        }

        Assert.Equal(Enumerable.Range(1, 30).Select(number => $"{number}"), _world.Store.Reads);
    }

    [Fact]
    public async Task An_order_that_is_gone_is_passed_by()
    {
        Fill(3);
        _world.Store.FailingReads["2"] = new CallProblem(ProblemKind.Rejected, "404", "no such order", RefusalMeaning.NotFound);
        await _world.RunAsync();
        await _world.RunAsync();

        Assert.Null(await _world.Orders.LoadAsync(new OrderKey(World.Account, "2"), CancellationToken.None));
        Assert.Equal(["1", "2", "3"], _world.Store.Reads);
    }

    [Fact]
    public async Task An_order_whose_replies_make_no_sense_is_parked_and_goes_on_by_itself_once_they_do()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1));
        _world.Store.Orders["1002"] = World.Order("1002", ("L1", "SKU-A", 1));
        _world.Store.FailingReads["1001"] = new CallProblem(ProblemKind.Unreadable, "unreadable", "'lines' is missing");
        await _world.RunAsync();

        var parked = await _world.ReadAsync("1001");
        Assert.Equal(
            (OrderState.Held, HoldReasons.OrderMalformed.Code, "unreadable: 'lines' is missing"),
            (parked.State, parked.Hold!.Code, parked.Hold.Detail)
        );
        Assert.Equal(OrderState.Purchasing, (await _world.ReadAsync("1002")).State);
        var later = Assert.Single(_world.Queues.LaterStoreChanges);
        Assert.Equal(new PullOptions().UnreadableAfter, later.After);

        _world.Store.FailingReads.Clear();
        await _world.SinglePull.ReadAsync(later.Change, null, CancellationToken.None);
        await _world.DrainAsync();
        Assert.Equal(OrderState.Purchasing, (await _world.ReadAsync("1001")).State);
        Assert.DoesNotContain(_world.AlertRows.Open.Values, alert => alert.Notice.Code == HoldReasons.OrderMalformed.Code);
    }

    [Fact]
    public async Task A_parked_order_goes_on_by_itself_although_its_account_did_not_work_for_a_while()
    {
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1));
        _world.Store.FailingReads["1001"] = new CallProblem(ProblemKind.Unreadable, "unreadable", "'lines' is missing");
        await _world.RunAsync();

        // The retry finds out that the store refuses us, and the next ones that it did.
        _world.Store.FailingReads["1001"] = new CallProblem(ProblemKind.Unauthorized, "401", "invalid token");
        await RetryAsync();
        var store = (await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None))!;
        Assert.Equal(StoreAccountState.Unauthorized, store.State);
        await RetryAsync();
        await RetryAsync();

        _world.Store.FailingReads.Clear();
        Assert.Null(await _world.Verification.VerifyStoreAsync(store, AccountActor.Operator, CancellationToken.None));
        await _world.RunAsync();
        Assert.Equal(OrderState.Held, (await _world.ReadAsync("1001")).State);
        await RetryAsync();
        await _world.DrainAsync();
        Assert.Equal(OrderState.Purchasing, (await _world.ReadAsync("1001")).State);
        Assert.Empty(_world.Queues.LaterStoreChanges);

        Task RetryAsync()
        {
            var change = Assert.Single(_world.Queues.LaterStoreChanges).Change;
            _world.Queues.LaterStoreChanges.Clear();
            return _world.SinglePull.ReadAsync(change, null, CancellationToken.None);
        }
    }

    [Fact]
    public async Task What_changed_while_an_account_does_not_work_is_left_to_the_next_pull()
    {
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1));
        await _world.RunAsync();
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { State = StoreAccountState.Unauthorized }, CancellationToken.None);

        await _world.SinglePull.ReadAsync(
            new StoreChange(new OrderKey(World.Account, "1001"), _world.Clock.GetUtcNow()),
            null,
            CancellationToken.None
        );

        Assert.Empty(_world.Queues.LaterStoreChanges);
    }

    [Fact]
    public async Task Nothing_is_bought_on_an_older_word_while_the_newest_cannot_be_read()
    {
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 1));
        await _world.RunAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Change("1001", order => order);
        _world.Store.Malformed["1001"] = "'amount' is missing";
        await _world.RunAsync();
        await _world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001"));
        await _world.DrainAsync();
        Assert.Equal(
            (OrderState.Held, HoldReasons.OrderMalformed.Code),
            ((await _world.ReadAsync("1001")).State, (await _world.ReadAsync("1001")).Hold!.Code)
        );

        // A person had it mended in the store and has it read again.
        _world.Store.Malformed.Clear();
        await _world.Commands.ReleaseAsync(new OrderKey(World.Account, "1001"), "Ann", "mended", CancellationToken.None);
        await _world.DrainAsync();
        Assert.Equal(OrderState.Purchasing, (await _world.ReadAsync("1001")).State);
        Assert.Single(_world.Market.Created);
    }

    [Fact]
    public async Task Deliveries_of_one_change_lead_to_one_reading()
    {
        var order = World.Order("1001", ("L1", "SKU-X", 1));
        _world.Store.Orders["1001"] = order;
        foreach (var topic in (string[])["created", "paid", "updated"])
        {
            await TellAsync(topic, order.UpdatedAt);
        }

        await _world.DrainAsync();
        Assert.Equal(["1001"], _world.Store.Reads);
        Assert.Equal(OrderState.Held, (await _world.ReadAsync("1001")).State);

        _world.Store.Change("1001", old => old);
        await TellAsync("changed", _world.Store.Orders["1001"].UpdatedAt);
        await TellAsync("late", order.UpdatedAt);
        await TellAsync("of no time", null);
        await _world.DrainAsync();
        Assert.Equal(["1001", "1001", "1001"], _world.Store.Reads);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_change_that_bears_the_time_of_the_first_is_not_taken_for_it(bool isAnnounced)
    {
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-X", 1));
        _world.Store.Change("1001", order => order);
        var time = _world.Store.Orders["1001"].UpdatedAt;
        await TellAsync("created", time);
        await _world.RunAsync();

        // Stores tell times to the second, and a customer may regret within it.
        _world.Store.Change("1001", order => order with { CancelledAt = time });
        Assert.Equal(time, _world.Store.Orders["1001"].UpdatedAt);
        if (isAnnounced)
        {
            await TellAsync("cancelled", time);
            await _world.DrainAsync();
        }
        else
        {
            await _world.RunAsync();
        }

        Assert.Equal(OrderState.Cancelled, (await _world.ReadAsync("1001")).State);
    }

    [Fact]
    public async Task What_is_known_to_be_handed_on_is_not_handed_on_again()
    {
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-X", 1));
        await _world.RunAsync();
        var reads = _world.Store.Reads.Count;

        _world.Store.Change("1001", order => order);
        await TellAsync("updated", _world.Store.Orders["1001"].UpdatedAt);
        await _world.SinglePull.ReadAsync(_world.Queues.StoreChanges.Dequeue(), null, CancellationToken.None);
        Assert.Single(_world.Queues.Orders);
        _world.Queues.Orders.Clear();

        await TellAsync("of no time", null);
        await _world.SinglePull.ReadAsync(_world.Queues.StoreChanges.Dequeue(), null, CancellationToken.None);
        Assert.Equal(reads + 2, _world.Store.Reads.Count);
        Assert.Empty(_world.Queues.Orders);
    }

    [Fact]
    public async Task A_reading_that_was_written_and_not_queued_is_queued_by_the_repeated_message()
    {
        var order = World.Order("1001", ("L1", "SKU-X", 1));
        _world.Store.Orders["1001"] = order;
        await TellAsync("created", order.UpdatedAt);
        var change = _world.Queues.StoreChanges.Dequeue();
        await _world.SinglePull.ReadAsync(change, null, CancellationToken.None);
        _world.Queues.Orders.Clear();

        // The process that read it ended there; another one gets the message.
        var intake = new OrderIntake(_world.Orders, _world.Queues, new RecentStoreOrders(new RecentChanges(), _world.Clock), _world.Clock);
        await PullWith(intake).ReadAsync(change, null, CancellationToken.None);
        await _world.DrainAsync();
        Assert.Equal(OrderState.Held, (await _world.ReadAsync("1001")).State);
    }

    [Fact]
    public async Task A_delivery_with_a_bad_signature_is_refused_and_nothing_is_kept()
    {
        var answer = await _world.Webhooks.TakeAsync(
            World.Account,
            World.Delivery(Headers(("subject", "Order"), ("order", "1001"))),
            CancellationToken.None
        );
        Assert.Equal(WebhookAnswer.Refused, answer);
        Assert.Empty(_world.Queues.StoreChanges);
        Assert.Equal(
            WebhookAnswer.Refused,
            await _world.Webhooks.TakeAsync(
                "no-such-shop",
                World.Delivery(Headers(("signed", "1"), ("subject", "Order"))),
                CancellationToken.None
            )
        );
    }

    [Fact]
    public async Task A_repeated_delivery_of_one_event_changes_nothing()
    {
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-X", 1));
        foreach (var delivery in (string[])["d1", "d1", "d2"])
        {
            Assert.Equal(
                WebhookAnswer.Taken,
                await _world.Webhooks.TakeAsync(
                    World.Account,
                    World.Delivery(
                        Headers(("signed", "1"), ("subject", "Order"), ("order", "1001"), ("delivery", delivery), ("event", "e1"))
                    ),
                    CancellationToken.None
                )
            );
        }

        await _world.DrainAsync();
        Assert.Equal(OrderState.Held, (await _world.ReadAsync("1001")).State);
        Assert.Single(
            await _world.Orders.ReadEventsAsync(new OrderKey(World.Account, "1001"), CancellationToken.None),
            told => told.What == EventKinds.OrderSeen
        );
        Assert.Single(_world.AlertRows.Raised, raised => raised.Value == 1);
    }

    [Fact]
    public async Task A_delivery_that_could_not_be_queued_is_taken_in_when_it_comes_again()
    {
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-X", 1));
        _world.Queues.Down = new IOException("the queue is down");
        await Assert.ThrowsAsync<IOException>(() => TellAsync("created", _world.Store.Orders["1001"].UpdatedAt));

        _world.Queues.Down = null;
        await TellAsync("created", _world.Store.Orders["1001"].UpdatedAt);
        Assert.Single(_world.Queues.StoreChanges);
    }

    [Fact]
    public async Task A_delivery_whose_order_cannot_be_looked_up_now_is_to_be_sent_again()
    {
        var answer = await _world.Webhooks.TakeAsync(World.Account, World.Delivery(Headers(("unanswered", "1"))), CancellationToken.None);

        Assert.Equal(WebhookAnswer.TryAgain, answer);
        Assert.Empty(_world.Queues.StoreChanges);
    }

    [Fact]
    public async Task Erasing_a_customers_data_leaves_the_ledger_and_the_history_whole()
    {
        var purchase = await _world.AskedAsync();
        await _world.Webhooks.TakeAsync(
            World.Account,
            World.Delivery(Headers(("signed", "1"), ("subject", "PersonalDataErasure"), ("order", "1001"), ("delivery", "d1"))),
            CancellationToken.None
        );

        var record = await _world.ReadAsync("1001");
        Assert.Null(record.StoreOrder.ShipTo);
        Assert.NotNull(record.PersonalDataErasedAt);
        Assert.Equal(purchase.Amount, record.PurchaseOrders.Single().Amount);
        var history = await _world.Orders.ReadEventsAsync(record.Key, CancellationToken.None);
        Assert.All(history, told => Assert.True(told.IsIntact()));
        Assert.DoesNotContain(history, told => $"{told.Why}{told.Before}{told.After}".Contains("Hồng", StringComparison.Ordinal));

        // The store still knows the address; it is not taken in again.
        _world.Store.Change("1001", order => order with { Payment = StorePaymentStatus.PartiallyRefunded });
        await _world.RunAsync();
        Assert.Null((await _world.ReadAsync("1001")).StoreOrder.ShipTo);
    }

    private void Fill(int count)
    {
        for (var number = 1; number <= count; number++)
        {
            _world.Store.Orders[$"{number}"] = World.Order($"{number}", ("L1", "SKU-X", 1)) with
            {
                UpdatedAt = _world.Clock.GetUtcNow() - TimeSpan.FromMinutes(60 - number),
            };
        }
    }

    private async Task TellAsync(string delivery, DateTimeOffset? changedAt)
    {
        var headers = Headers(("signed", "1"), ("subject", "Order"), ("order", "1001"), ("delivery", delivery));
        if (changedAt is { } time)
        {
            headers["changed"] = time.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        }

        Assert.Equal(WebhookAnswer.Taken, await _world.Webhooks.TakeAsync(World.Account, World.Delivery(headers), CancellationToken.None));
    }

    private static Dictionary<string, string> Headers(params (string Name, string Value)[] headers) =>
        headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase);

    private StoreChangeQueue Changes => new(_world.Queues, _world.Pulling);

    private StoreOrderReader Reader => new(_world.Store, Changes, _world.Pulling);

    private SingleOrderPull PullWith(OrderIntake intake) =>
        new(
            _world.StoreAccounts,
            Reader,
            intake,
            new StoreAccountHealth(_world.StoreAccounts, _world.AccountChanges, _world.Alerts, _world.Outages),
            Changes,
            new DeletedOrders(Reader, intake, Changes, _world.Alerts, _world.Clock),
            _world.Clock
        );

    [Theory]
    [InlineData(StoreAccountState.Active, null)]
    [InlineData(StoreAccountState.Paused, "resume")]
    [InlineData(StoreAccountState.Unauthorized, "verify")]
    public async Task A_pull_beside_the_schedule_is_for_a_store_that_works(StoreAccountState state, string? wayOut)
    {
        var why = await _world.Scheduler.QueueNowAsync(World.StoreAccount with { State = state }, CancellationToken.None);

        Assert.Equal(wayOut is null ? [World.Account] : [], _world.Queues.Pulls);
        Assert.Equal(wayOut is null, why is null);
        Assert.Contains(wayOut ?? string.Empty, why ?? string.Empty, StringComparison.Ordinal);
    }
}
