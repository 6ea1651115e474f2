using Dropship.Core.Calls;
using Dropship.Core.Operations;
using Dropship.Core.Stores;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Stores;

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
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-X", 1)) with { UpdatedAt = _world.Clock.GetUtcNow() - TimeSpan.FromMinutes(4) };
        await _world.RunAsync();
        Assert.Equal(OrderState.Held, (await _world.ReadAsync("1001")).State);
    }

    [Fact]
    public async Task All_pages_are_read_and_the_cursor_moves_only_behind_what_was_queued()
    {
        _world.Store.PageSize = 3;
        for (var number = 1; number <= 10; number++)
        {
            _world.Store.Orders[$"{number}"] = World.Order($"{number}", ("L1", "SKU-X", 1)) with { UpdatedAt = _world.Clock.GetUtcNow() - TimeSpan.FromMinutes(60 - number) };
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
        var cursor = await ((IStoreAccounts)_world.Accounts).ReadCursorAsync(World.Account, CancellationToken.None);
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
        _world.Store.Orders["1002"] = World.Order("1002", ("L1", "SKU-A", 1)) with { UpdatedAt = World.Order("x").UpdatedAt.AddSeconds(-5) };
        _world.Store.Malformed["1002"] = "totalPrice is missing";
        await _world.RunAsync();

        Assert.Equal(OrderState.Purchasing, (await _world.ReadAsync("1001")).State);
        var parked = await _world.ReadAsync("1002");
        Assert.Equal(OrderState.Held, parked.State);
        Assert.Equal(HoldReasons.OrderMalformed.Code, parked.Hold!.Code);
        Assert.Equal("totalPrice is missing", parked.Hold.Detail);
        Assert.Contains(_world.Alerts.Open.Values, alert => alert.Notice.Code == HoldReasons.OrderMalformed.Code);

        _world.Store.Malformed.Clear();
        _world.Store.Change("1002", order => order);
        await _world.RunAsync();
        Assert.Equal(OrderState.Purchasing, (await _world.ReadAsync("1002")).State);
        Assert.DoesNotContain(_world.Alerts.Open.Values, alert => alert.Notice.Code == HoldReasons.OrderMalformed.Code);
    }

    [Fact]
    public async Task A_store_that_refuses_the_credentials_is_not_pulled_any_more_and_one_alert_says_so()
    {
        _world.Store.Down = new CallProblem(ProblemKind.Unauthorized, "401", "invalid token");
        for (var pull = 0; pull < 4; pull++)
        {
            await _world.Pull.QueueDueAsync(CancellationToken.None);
            while (_world.Queues.Pulls.TryDequeue(out var account))
            {
                await _world.Pull.PullAsync(account, CancellationToken.None);
            }
        }

        var store = await ((IStoreAccounts)_world.Accounts).FindAsync(World.Account, CancellationToken.None);
        Assert.Equal(StoreAccountState.Unauthorized, store!.State);
        Assert.Equal(1, Assert.Single(_world.Alerts.Raised).Value);

        _world.Store.Down = null;
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-X", 1));
        var verification = new AccountVerification(_world.Accounts, _world.Store, _world.Accounts, _world.Market, _world.Alerts);
        Assert.Null(await verification.VerifyStoreAsync(store, CancellationToken.None));
        await _world.RunAsync();
        Assert.Equal(OrderState.Held, (await _world.ReadAsync("1001")).State);
        Assert.DoesNotContain(_world.Alerts.Open.Values, alert => alert.Notice.Code == HoldReasons.StoreUnauthorized.Code);
    }

    [Theory]
    [InlineData(ProblemKind.Transient)]
    [InlineData(ProblemKind.RateLimited)]
    [InlineData(ProblemKind.Unreadable)]
    public async Task After_a_failed_pull_the_next_one_begins_where_that_one_did(ProblemKind kind)
    {
        await _world.RunAsync();
        var before = await ((IStoreAccounts)_world.Accounts).ReadCursorAsync(World.Account, CancellationToken.None);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Store.Down = new CallProblem(kind, "x", "y");
        await _world.RunAsync();
        Assert.Equal(before, await ((IStoreAccounts)_world.Accounts).ReadCursorAsync(World.Account, CancellationToken.None));
        Assert.Equal(kind == ProblemKind.Unreadable, _world.Alerts.Open.Values.Any(alert => alert.Notice.Code == HoldReasons.StoreUnreadable.Code));
    }

    [Fact]
    public async Task A_delivery_with_a_bad_signature_is_refused_and_nothing_is_kept()
    {
        var answer = await _world.Webhooks.TakeAsync(World.Account, Headers(("subject", "Order"), ("order", "1001")), default, CancellationToken.None);
        Assert.Equal(WebhookAnswer.Refused, answer);
        Assert.Empty(_world.Queues.StoreChanges);
        Assert.Equal(WebhookAnswer.Refused, await _world.Webhooks.TakeAsync("no-such-shop", Headers(("signed", "1"), ("subject", "Order")), default, CancellationToken.None));
    }

    [Fact]
    public async Task A_repeated_delivery_of_one_event_is_taken_once()
    {
        _world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-X", 1));
        foreach (var delivery in (string[])["d1", "d1", "d2"])
        {
            Assert.Equal(WebhookAnswer.Taken, await _world.Webhooks.TakeAsync(World.Account, Headers(("signed", "1"), ("subject", "Order"), ("order", "1001"), ("delivery", delivery), ("event", "e1")), default, CancellationToken.None));
        }

        Assert.Single(_world.Queues.StoreChanges);
        await _world.DrainAsync();
        Assert.Equal(OrderState.Held, (await _world.ReadAsync("1001")).State);
    }

    [Fact]
    public async Task Erasing_a_buyers_data_leaves_the_ledger_and_the_story_whole()
    {
        var purchase = await _world.AskedAsync();
        await _world.Webhooks.TakeAsync(World.Account, Headers(("signed", "1"), ("subject", "PersonalDataErasure"), ("order", "1001"), ("delivery", "d1")), default, CancellationToken.None);

        var record = await _world.ReadAsync("1001");
        Assert.Null(record.Store.ShipTo);
        Assert.NotNull(record.PersonalDataErasedAt);
        Assert.Equal(purchase.Amount, record.PurchaseOrders.Single().Amount);
        var story = await _world.Orders.ReadEventsAsync(record.Key, CancellationToken.None);
        Assert.All(story, told => Assert.True(told.IsIntact()));
        Assert.DoesNotContain(story, told => $"{told.Why}{told.Before}{told.After}".Contains("Hồng", StringComparison.Ordinal));

        // The store still knows the address; it is not taken in again.
        _world.Store.Change("1001", order => order with { Payment = StorePaymentStatus.PartiallyRefunded });
        await _world.RunAsync();
        Assert.Null((await _world.ReadAsync("1001")).Store.ShipTo);
    }

    private static Dictionary<string, string> Headers(params (string Name, string Value)[] headers) => headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase);
}
