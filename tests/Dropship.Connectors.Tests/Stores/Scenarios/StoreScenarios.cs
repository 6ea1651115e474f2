using System.Globalization;
using System.Text;
using System.Text.Json;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Scenarios;

/// <summary>What each platform must do alike, and where it may differ: only as its capabilities say.</summary>
public abstract class StoreScenarios
{
    private protected abstract Task<StoreSide> StartAsync(Action<ConnectorsOptions>? configure = null);

    [Fact]
    public async Task A_new_order_goes_to_a_confirmed_number()
    {
        await using var side = await StartAsync();
        var id = await side.MakeOrderAsync();

        Assert.Contains(await side.ListAsync(), reading => reading.StoreOrderId == id);
        var order = await side.ReadAsync(id);
        Assert.Equal(
            (StorePaymentStatus.Paid, StoreFulfilmentStatus.Unfulfilled, 2),
            (order.Payment, order.Fulfilment, Assert.Single(order.Lines).OpenQuantity)
        );

        var told = await side.TellAsync(id, StoreSide.SupplierNumber, order.Lines);
        Assert.True(told.IsSuccess, told.ToString());
        Assert.False(told.Value.WasAlreadyThere);

        var after = await side.ReadAsync(id);
        var fulfilment = Assert.Single(after.Fulfilments);
        Assert.Equal((StoreFulfilmentStatus.Fulfilled, 0), (after.Fulfilment, after.Lines[0].OpenQuantity));
        Assert.Equal(told.Value.FulfilmentId, fulfilment.FulfilmentId);
        Assert.Equal(side.MakesNumber ? told.Value.PlatformNumber : StoreSide.SupplierNumber, Assert.Single(fulfilment.TrackingNumbers));
        Assert.Equal(side.MakesNumber, fulfilment.TrackingNumbers[0] != StoreSide.SupplierNumber);

        var again = await side.TellAsync(id, StoreSide.SupplierNumber, order.Lines);
        Assert.Equal((true, told.Value.FulfilmentId), (again.Value.WasAlreadyThere, again.Value.FulfilmentId));
        Assert.Equal(1, await side.CallsAsync(side.Operations.Write));
        side.Confirm(Scenario.NewOrder, side.MakesNumber ? "the platform makes the number" : "yes");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_order_is_told_so_and_gets_no_number(bool paid)
    {
        await using var side = await StartAsync();
        var id = await side.MakeOrderAsync(paid);
        var before = await side.ReadAsync(id);
        Assert.Equal((paid ? StorePaymentStatus.Paid : StorePaymentStatus.Pending, false), (before.Payment, before.IsCancelled));

        await side.CancelAsync(id);

        var after = await side.ReadAsync(id);
        Assert.True(after.IsCancelled);
        Assert.All(after.Lines, line => Assert.Equal(0, line.OpenQuantity));
        var told = await side.TellAsync(id, StoreSide.SupplierNumber, before.Lines);
        Assert.Equal((CallOutcome.Refused, RefusalMeaning.OrderCancelled), (told.Outcome, told.Problem!.Meaning));
        Assert.Equal(0, await side.CallsAsync(side.Operations.Write));
        side.Confirm(paid ? Scenario.CancelledPaid : Scenario.CancelledUnpaid, "yes");
    }

    [Fact]
    public async Task A_part_goes_out_alone_only_where_the_platform_can()
    {
        await using var side = await StartAsync();
        var id = await side.MakeOrderAsync(lines: 2);
        var lines = (await side.ReadAsync(id)).Lines;

        Assert.True((await side.TellAsync(id, StoreSide.SupplierNumber, lines[0])).IsSuccess);

        var half = await side.ReadAsync(id);
        Assert.Equal(0, half.Lines.Single(line => line.LineId == lines[0].LineId).OpenQuantity);
        if (!side.Platform.Capabilities.PartialShipment)
        {
            Assert.Equal((StoreFulfilmentStatus.Fulfilled, 1), (half.Fulfilment, half.Fulfilments.Count));
            Assert.All(half.Lines, line => Assert.Equal(0, line.OpenQuantity));
            Assert.True((await side.TellAsync(id, StoreSide.SupplierNumber + "2", lines[1])).Value.WasAlreadyThere);
            side.Confirm(Scenario.PartialShipment, "the whole order at once");
            return;
        }

        Assert.Equal(
            (StoreFulfilmentStatus.PartiallyFulfilled, 2),
            (half.Fulfilment, half.Lines.Single(line => line.LineId == lines[1].LineId).OpenQuantity)
        );
        Assert.True((await side.TellAsync(id, StoreSide.SupplierNumber + "2", lines[1])).IsSuccess);
        var whole = await side.ReadAsync(id);
        Assert.Equal((StoreFulfilmentStatus.Fulfilled, 2), (whole.Fulfilment, whole.Fulfilments.Count));
        side.Confirm(Scenario.PartialShipment, "yes");
    }

    [Fact]
    public async Task A_number_is_replaced_only_where_the_platform_can()
    {
        await using var side = await StartAsync();
        var id = await side.MakeOrderAsync();
        var order = await side.ReadAsync(id);
        var told = await side.TellAsync(id, StoreSide.SupplierNumber, order.Lines);
        if (side.Platform is not ITrackingPush tracking)
        {
            // The supplier's number is the first leg's: another one changes nothing that the customer sees.
            Assert.False(side.Platform.Capabilities.TrackingUpdate);
            var again = await side.TellAsync(id, StoreSide.SupplierNumber + "2", order.Lines);
            Assert.Equal((true, told.Value.PlatformNumber), (again.Value.WasAlreadyThere, again.Value.PlatformNumber));
            side.Confirm(Scenario.NumberReplaced, "the customer's stays");
            return;
        }

        if (!side.Platform.Capabilities.TrackingUpdate)
        {
            // The goods have a number of ours, and it stays.
            Assert.Equal(CallOutcome.Refused, (await side.TellAsync(id, StoreSide.SupplierNumber + "2", order.Lines)).Outcome);
            Assert.Equal([StoreSide.SupplierNumber], (await side.ReadAsync(id)).Fulfilments[0].TrackingNumbers);
            side.Confirm(Scenario.NumberReplaced, "refused, told to a person");
            return;
        }

        var push = new TrackingPush
        {
            StoreOrderId = id,
            Lines = [],
            CarrierName = "中通快递(ZTO)",
            TrackingNumber = StoreSide.SupplierNumber + "2",
            Replaces = StoreSide.SupplierNumber,
            NotifyCustomer = false,
        };
        Assert.True((await tracking.ReplaceTrackingAsync(side.Account, told.Value.FulfilmentId, push, CancellationToken.None)).IsSuccess);
        Assert.Equal([StoreSide.SupplierNumber + "2"], (await side.ReadAsync(id)).Fulfilments[0].TrackingNumbers);
        side.Confirm(Scenario.NumberReplaced, "yes");
    }

    [Fact]
    public async Task A_token_that_ends_in_the_middle_is_renewed_once_however_many_wait()
    {
        await using var side = await StartAsync();
        var id = await side.MakeOrderAsync();
        Assert.NotEmpty(await side.ListAsync());
        if (side.Operations.Token is not { } token)
        {
            // Keys are no tokens: refused, they are told so, and the call did no work.
            await side.Bench.FaultAsync(side.Account.Platform, side.Operations.Write, "token-expired");
            var refused = await side.TellAsync(id, StoreSide.SupplierNumber, (await side.ReadAsync(id)).Lines);
            Assert.Equal((CallOutcome.Refused, ProblemKind.Unauthorized), (refused.Outcome, refused.Problem!.Kind));
            Assert.Empty((await side.ReadAsync(id)).Fulfilments);
            side.Confirm(Scenario.TokenEnds, "keys do not end");
            return;
        }

        var before = await side.CallsAsync(token);

        await side.Bench.PostAsync("tokens/expire");
        var orders = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => side.ReadAsync(id)));

        Assert.All(orders, order => Assert.Equal(id, order.StoreOrderId));
        Assert.Equal(before + 1, await side.CallsAsync(token));

        // In the middle of a write, too: the refused call did no work.
        await side.Bench.FaultAsync(side.Account.Platform, side.Operations.Write, "token-expired");
        var told = await side.TellAsync(id, StoreSide.SupplierNumber, orders[0].Lines);
        Assert.True(told.IsSuccess, told.ToString());
        side.Confirm(Scenario.TokenEnds, "yes");
    }

    [Fact]
    public async Task A_webhook_that_comes_twice_says_the_same_and_one_that_is_lost_is_made_up_for_by_the_listing()
    {
        await using var side = await StartAsync();
        if (side.Platform is not IStoreWebhooks webhooks)
        {
            Assert.Equal(side.Operations.List is null, side.Platform is IOrderSubmissions);
            side.Confirm(Scenario.Webhooks, side.Operations.List is null ? "submitted" : "no webhooks; listed");
            return;
        }

        await using var listener = await ScriptedServer.StartAsync(ScriptedReply.Json("{}"), ScriptedReply.Json("{}"));
        await side.SendWebhooksToAsync(new Uri(listener.Address, "api/webhooks/stores/here"));
        var platform = side.Account.Platform;
        await side.Bench.FaultAsync(platform, "webhook", "twice");
        var id = await side.MakeOrderAsync(paid: false);
        await side.Bench.UntilAsync(state => state["pendingWebhooks"]!.GetValue<int>() == 0);

        var request = new Uri(listener.Address, "api/webhooks/stores/here");
        var readings = await Task.WhenAll(
            listener.Calls.Select(call =>
                webhooks.ReadWebhookAsync(
                    side.Account,
                    new WebhookRequest(request, call.Headers, Encoding.UTF8.GetBytes(call.Body)),
                    CancellationToken.None
                )
            )
        );
        Assert.Equal(2, readings.Length);
        Assert.All(
            readings,
            reading =>
                Assert.Equal((WebhookVerdict.Genuine, WebhookSubject.Order, id), (reading.Verdict, reading.Subject, reading.StoreOrderId))
        );
        Assert.Equal(readings[0].ChangedAt, readings[1].ChangedAt);
        Assert.NotNull(readings[0].ChangedAt);

        await side.Bench.FaultAsync(platform, "webhook", "drop-before-work", times: 10);
        await side.CancelAsync(id);
        await side.Bench.UntilAsync(state => state["pendingWebhooks"]!.GetValue<int>() == 0);
        var listed = (await side.ListAsync()).Single(reading => reading.StoreOrderId == id);
        Assert.True(listed.UpdatedAt >= readings[0].ChangedAt);
        Assert.True((listed.Order ?? await side.ReadAsync(id)).IsCancelled);
        Assert.Equal(2, listener.Calls.Count);
        side.Confirm(Scenario.Webhooks, "yes");
    }

    [Fact]
    public async Task A_webhook_of_a_wrong_signature_says_nothing()
    {
        await using var side = await StartAsync();
        if (side.Platform is not IStoreWebhooks webhooks)
        {
            Assert.Equal(side.Operations.List is null, side.Platform is IOrderSubmissions);
            side.Confirm(Scenario.ForgedWebhook, side.Operations.List is null ? "submitted" : "no webhooks");
            return;
        }

        await using var listener = await ScriptedServer.StartAsync(ScriptedReply.Json("{}"));
        await side.SendWebhooksToAsync(listener.Address);
        await side.MakeOrderAsync(paid: false);
        await side.Bench.UntilAsync(state => state["pendingWebhooks"]!.GetValue<int>() == 0);

        var call = Assert.Single(listener.Calls);
        var reading = await webhooks.ReadWebhookAsync(
            side.Account,
            new WebhookRequest(listener.Address, call.Headers, Encoding.UTF8.GetBytes(call.Body[..^1] + ",\"more\":1}")),
            CancellationToken.None
        );

        Assert.Equal((WebhookVerdict.BadSignature, null), (reading.Verdict, reading.StoreOrderId));
        side.Confirm(Scenario.ForgedWebhook, "yes");
    }

    [Fact]
    public async Task A_storm_of_too_many_calls_is_waited_out_or_told_and_never_taken_for_nothing()
    {
        await using (var patient = await StartAsync())
        {
            var seen = await patient.MakeOrderAsync();
            await patient.FaultListAsync("throttled");
            Assert.Contains(await patient.ListAsync(), reading => reading.StoreOrderId == seen);
        }

        // It asks for a second, which is longer than a call may wait.
        await using (var hasty = await StartAsync(options => options.LongestWait = TimeSpan.FromMilliseconds(900)))
        {
            if (hasty.Operations.List is not null)
            {
                await hasty.FaultListAsync("http-429", times: 100);
                var listed = await hasty.TryListAsync();
                Assert.Equal(
                    (CallOutcome.NotSent, ProblemKind.RateLimited, TimeSpan.FromSeconds(1)),
                    (listed.Outcome, listed.Problem!.Kind, listed.Problem.RetryAfter)
                );
            }
        }

        await using var side = await StartAsync(options => options.LongestWait = TimeSpan.FromMilliseconds(900));
        var id = await side.MakeOrderAsync();
        var order = await side.ReadAsync(id);
        await side.Bench.FaultAsync(side.Account.Platform, side.Operations.Write, "http-429", times: 100);
        var told = await side.TellAsync(id, StoreSide.SupplierNumber, order.Lines);
        Assert.Equal((CallOutcome.NotSent, ProblemKind.RateLimited), (told.Outcome, told.Problem!.Kind));
        side.Confirm(Scenario.TooManyCalls, "yes");
    }

    [Fact]
    public async Task A_changed_reply_shape_is_unreadable_and_a_write_behind_it_is_found_again()
    {
        await using var side = await StartAsync();
        var id = await side.MakeOrderAsync();
        var order = await side.ReadAsync(id);

        if (side.Operations is { List: { } list, Read: { } single })
        {
            await side.Bench.FaultAsync(side.Account.Platform, list, "changed-shape");
            var listed = await side.TryListAsync();
            Assert.Equal((CallOutcome.NotSent, ProblemKind.Unreadable), (listed.Outcome, listed.Problem!.Kind));

            await side.Bench.FaultAsync(side.Account.Platform, single, "changed-shape");
            var read = await side.Platform.ReadOrderAsync(side.Account, id, CancellationToken.None);
            Assert.Equal((CallOutcome.NotSent, ProblemKind.Unreadable), (read.Outcome, read.Problem!.Kind));
        }

        await side.Bench.FaultAsync(side.Account.Platform, side.Operations.Write, "changed-shape");
        var told = await side.TellAsync(id, StoreSide.SupplierNumber, order.Lines);
        Assert.Equal((CallOutcome.Unknown, ProblemKind.Unreadable), (told.Outcome, told.Problem!.Kind));

        var again = await side.TellAsync(id, StoreSide.SupplierNumber, order.Lines);
        Assert.True(again.Value.WasAlreadyThere);
        Assert.Equal(side.LooksUpWrites ? 1 : 2, await side.CallsAsync(side.Operations.Write));
        Assert.Single((await side.ReadAsync(id)).Fulfilments);
        side.Confirm(Scenario.ChangedReply, "yes");
    }

    [Fact]
    public async Task An_order_that_changes_again_is_listed_again_behind_those_that_changed_before()
    {
        await using var side = await StartAsync();
        if (side.Operations.List is null)
        {
            side.Confirm(Scenario.ChangedAgain, "submitted");
            return;
        }

        var first = await side.MakeOrderAsync(paid: false);
        await side.MakeOrderAsync();
        var seen = await side.ListAsync();

        // Times are told by the second.
        await side.Bench.UntilAsync(_ => DateTimeOffset.UtcNow > seen[^1].UpdatedAt.AddSeconds(1));
        await side.CancelAsync(first);

        var listed = await side.ListAsync();
        Assert.Equal(first, listed[^1].StoreOrderId);
        Assert.True(listed[^1].UpdatedAt > seen[^1].UpdatedAt);
        Assert.True((await side.ReadAsync(first)).IsCancelled);
        side.Confirm(Scenario.ChangedAgain, "yes");
    }

    [Fact]
    public async Task Broken_text_in_a_reply_costs_only_the_text()
    {
        await using var side = await StartAsync();
        if (side.Operations.Read is not { } read)
        {
            side.Confirm(Scenario.BrokenText, "submitted");
            return;
        }

        var id = await side.MakeOrderAsync(new ScenarioOrder(Title: "Tee BROKEN 衬衫"));
        var whole = await side.ReadAsync(id);
        await side.Bench.FaultAsync(side.Account.Platform, read, "broken-text", times: 5);

        var order = await side.ReadAsync(id);

        Assert.DoesNotContain('\0', order.Lines[0].Title);
        Assert.StartsWith("Tee ", order.Lines[0].Title, StringComparison.Ordinal);
        Assert.EndsWith("衬衫", order.Lines[0].Title, StringComparison.Ordinal);
        Assert.Equal(JsonSerializer.Serialize(WithoutTitles(whole)), JsonSerializer.Serialize(WithoutTitles(order)));
        side.Confirm(Scenario.BrokenText, "yes");

        static StoreOrder WithoutTitles(StoreOrder order) =>
            order with
            {
                Lines = [.. order.Lines.Select(line => line with { Title = string.Empty })],
            };
    }

    [Fact]
    public async Task An_order_in_another_currency_than_the_shops_keeps_its_own()
    {
        await using var side = await StartAsync();
        if (side.HasOneCurrency)
        {
            Assert.Equal(side.Account.Currency, (await side.ReadAsync(await side.MakeOrderAsync())).Total.Currency);
            side.Confirm(Scenario.ForeignCurrency, "one currency a shop");
            return;
        }

        var order = await side.ReadAsync(await side.MakeOrderAsync(new ScenarioOrder(Currency: "EUR")));

        Assert.Equal("EUR", order.Total.Currency);
        Assert.All(order.Lines, line => Assert.Equal("EUR", line.UnitPrice.Currency));
        side.Confirm(Scenario.ForeignCurrency, "yes");
    }

    [Fact]
    public async Task The_day_by_which_the_platform_wants_it_shipped_is_read_where_it_is_told()
    {
        await using var side = await StartAsync();

        var order = await side.ReadAsync(await side.MakeOrderAsync());

        if (order.ShipBy is { } shipBy)
        {
            Assert.InRange(shipBy, order.CreatedAt, order.CreatedAt.AddDays(30));
        }

        side.Confirm(Scenario.ShipBy, order.ShipBy is null ? "only where the order tells it" : "yes");
    }

    [Fact]
    public async Task Orders_that_are_read_together_come_out_as_each_does_alone()
    {
        await using var side = await StartAsync();
        var shipped = await side.MakeOrderAsync();
        Assert.True((await side.TellAsync(shipped, StoreSide.SupplierNumber, (await side.ReadAsync(shipped)).Lines)).IsSuccess);
        string[] ids = [shipped, "1234567890", await side.MakeOrderAsync(lines: 2), await side.MakeOrderAsync(paid: false)];
        var before = await side.ReadCallsAsync();

        var read = await side.Platform.ReadOrdersAsync(side.Account, ids, CancellationToken.None);

        // Only a reading of its own says that an order is gone.
        Assert.Equal(
            side.Operations.Read is null ? 0
                : side.Platform.Capabilities.OrdersPerRead > 1 ? 2
                : ids.Length,
            await side.ReadCallsAsync() - before
        );
        Assert.Equal(RefusalMeaning.NotFound, read[1].Problem!.Meaning);
        foreach (var (id, result) in ids.Zip(read).Where(one => one.First != ids[1]))
        {
            Assert.Equal(JsonSerializer.Serialize(await side.ReadAsync(id)), JsonSerializer.Serialize(result.Value.Order));
        }

        Assert.Empty(await side.Platform.ReadOrdersAsync(side.Account, [], CancellationToken.None));
        side.Confirm(
            Scenario.ReadTogether,
            side.Operations.Read is null ? "submitted"
                : side.Platform.Capabilities.OrdersPerRead is > 1 and var most
                    ? string.Create(CultureInfo.InvariantCulture, $"{most} a call")
                : "one by one"
        );
    }

    [Fact]
    public async Task Orders_that_are_read_together_all_fail_when_the_store_does_not_answer()
    {
        await using var side = await StartAsync();
        string[] ids = [await side.MakeOrderAsync(), await side.MakeOrderAsync()];
        if (side.Operations.Read is not { } single)
        {
            return;
        }

        await side.Bench.FaultAsync(side.Account.Platform, single, "http-503", times: 100);

        var read = await side.Platform.ReadOrdersAsync(side.Account, ids, CancellationToken.None);

        Assert.Equal(2, read.Count);
        Assert.All(read, one => Assert.Equal((CallOutcome.NotSent, ProblemKind.Transient), (one.Outcome, one.Problem!.Kind)));
    }

    [Fact]
    public async Task An_order_that_is_not_there_is_told_so()
    {
        await using var side = await StartAsync();

        var read = await side.Platform.ReadOrderAsync(side.Account, "1234567890", CancellationToken.None);

        Assert.Equal((CallOutcome.Refused, RefusalMeaning.NotFound), (read.Outcome, read.Problem!.Meaning));
        Assert.True((await side.Platform.VerifyAsync(side.Account, CancellationToken.None)).IsSuccess);
        side.Confirm(Scenario.Gone, "yes");
    }
}
