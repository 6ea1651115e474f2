using Dropship.Core.Fulfilment;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Fulfilment.Approvals;

/// <summary>What nobody decides: reminders, a second person, the end in time, and the unpaid order closed on 1688.</summary>
public sealed class EscalationTests
{
    private const string First = "li@example.com";
    private const string Second = "ann@example.com";

    [Fact]
    public async Task The_second_person_is_told_only_when_the_first_does_not_decide_in_time()
    {
        var world = Escalating();
        var key = (await world.AskedAsync()).Key;
        Assert.Equal([First], Readers(world));

        world.Clock.Advance(TimeSpan.FromHours(12));
        await world.PlayAsync(key);
        Assert.Equal([First, First], Readers(world));

        world.Clock.Advance(TimeSpan.FromHours(12));
        await world.PlayAsync(key);
        Assert.Equal([First, First, First, Second], Readers(world));
        Assert.NotNull((await world.PurchaseAsync("1001")).Approval!.EscalatedAt);

        world.Clock.Advance(TimeSpan.FromHours(12));
        await world.PlayAsync(key);
        Assert.Equal([First, First, First, Second, First, Second], Readers(world));
        await world.DecideAsync(await world.PurchaseAsync("1001"), approve: true, "ann");
        Assert.Equal(PurchaseOrderState.Approved, (await world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task The_store_account_names_its_own_second_person()
    {
        var world = new World();
        await world.StoreAccounts.SaveAsync(World.StoreAccount with { SecondApproverId = "li" }, CancellationToken.None);
        await world.AskedAsync();

        Assert.Equal([Second], Readers(world));
    }

    [Theory]
    [InlineData("nobody", 2)]
    [InlineData(null, 2)]
    public async Task Without_a_second_person_all_are_told_at_once(string? second, int told)
    {
        var world = new World(approvals: options => options with { SecondApproverId = second });
        await world.AskedAsync();

        Assert.Equal(told, world.Mailer.Sent.Count);
    }

    [Fact]
    public async Task Collected_mails_escalate_too()
    {
        var world = new World(approvals: options => options with { SecondApproverId = "ann", CollectFor = TimeSpan.FromMinutes(3) });
        var key = (await world.AskedAsync()).Key;
        await SendAsync(world);
        Assert.Equal([First], Readers(world));

        for (var reminder = 0; reminder < 2; reminder++)
        {
            world.Clock.Advance(TimeSpan.FromHours(12));
            await world.PlayAsync(key);
            await SendAsync(world);
        }

        Assert.Equal([First, First, First, Second], Readers(world));
        Assert.NotNull((await world.PurchaseAsync("1001")).Approval!.EscalatedAt);
    }

    [Theory]
    // Usual: 12 and 24 and 36 of 48 hours.
    [InlineData(null, null, 48)]
    [InlineData(24, null, 24)]
    [InlineData(null, 24, 24)]
    [InlineData(12, 24, 12)]
    [InlineData(24, 12, 12)]
    [InlineData(100, 100, 48)]
    // Over, or all but: a person decides whether it is still worth buying.
    [InlineData(-5, null, 48)]
    [InlineData(0, null, 48)]
    public async Task A_round_ends_with_the_stores_deadline_or_1688s_limit_and_reminds_sooner_in_proportion(
        int? shipByHours,
        int? payByHours,
        int hours
    )
    {
        var world = Escalating();
        world.ShipBy = shipByHours is { } ship ? world.Clock.GetUtcNow().AddHours(ship) : null;
        await world.AskedAsync();
        var order = await world.ReadAsync("1001");
        var purchase = order.PurchaseOrders.Single();
        purchase = purchase with
        {
            SupplierOrders =
            [
                .. purchase.SupplierOrders.Select(placed =>
                    placed with
                    {
                        PayBy = payByHours is { } pay ? world.Clock.GetUtcNow().AddHours(pay) : null,
                    }
                ),
            ],
        };
        var now = world.Clock.GetUtcNow();
        var expires = ApprovalSchedule.ExpiresAt(order, purchase, world.Options, now);
        Assert.Equal(now.AddHours(hours), expires);

        var approval = purchase.Approval! with { RequestedAt = now, ExpiresAt = expires, SecondId = "ann" };
        Assert.Equal(
            [now.AddHours(hours / 4.0), now.AddHours(hours / 2.0), now.AddHours(hours * 0.75), null],
            Enumerable.Range(0, 4).Select(sent => ApprovalSchedule.NextReminder(approval with { Reminders = sent }, world.Options))
        );
        Assert.Equal(
            [false, true, true],
            Enumerable.Range(1, 3).Select(reminder => ApprovalSchedule.Escalates(approval, reminder, world.Options))
        );
    }

    [Fact]
    public async Task What_expired_is_cancelled_on_1688_and_a_person_can_have_it_bought_again()
    {
        var world = new World();
        var key = (await world.AskedAsync()).Key;
        await ExpireAsync(world, key);
        Assert.Equal(PurchaseOrderState.ApprovalExpired, (await world.PurchaseAsync("1001")).State);
        Assert.Equal(SupplierOrderStatus.AwaitingPayment, world.Market.Single.Status);

        world.Clock.Advance(world.Options.CancelExpiredAfter);
        Assert.Equal(FulfilmentStep.Finished, (await world.PlayAsync(key)).Step);
        Assert.Equal(SupplierOrderStatus.Cancelled, world.Market.Single.Status);
        var order = await world.ReadAsync("1001");
        Assert.Equal((OrderState.Held, PurchaseOrderState.Cancelled), (order.State, order.PurchaseOrders.Single().State));
        Assert.Contains("nobody decided in time", order.Hold!.Detail, StringComparison.Ordinal);
        Assert.Equal("PURCHASE_REJECTED", Assert.Single(world.AlertRows.Open.Values).Notice.Code);

        await world.Commands.ReleaseAsync(order.Key, "Ann", "buy it all the same", CancellationToken.None);
        await world.DrainAsync();
        Assert.Equal(2, (await world.ReadAsync("1001")).PurchaseOrders.Count);
        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await world.ReadAsync("1001")).PurchaseOrders[1].State);
    }

    [Fact]
    public async Task Until_then_a_release_asks_again_and_nothing_is_cancelled()
    {
        var world = new World();
        var key = (await world.AskedAsync()).Key;
        await ExpireAsync(world, key);
        await world.Commands.ReleaseAsync(key.Order, "Ann", "back from holiday", CancellationToken.None);
        world.Clock.Advance(world.Options.CancelExpiredAfter);
        await world.PlayAsync(key);

        var purchase = await world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.AwaitingApproval, ApprovalState.Open), (purchase.State, purchase.Approval!.State));
        Assert.Equal(SupplierOrderStatus.AwaitingPayment, world.Market.Single.Status);
    }

    [Fact]
    public async Task Money_that_came_after_all_is_never_cancelled_away()
    {
        var world = new World();
        var key = (await world.AskedAsync()).Key;
        await ExpireAsync(world, key);
        world.Market.Pay(world.Market.Single.OrderId);
        world.Clock.Advance(world.Options.CancelExpiredAfter);
        await world.PlayAsync(key);

        var purchase = await world.PurchaseAsync("1001");
        Assert.True(Assert.Single(purchase.SupplierOrders).IsPaid);
        Assert.NotEqual(PurchaseOrderState.Cancelled, purchase.State);
        Assert.NotNull(purchase.Hold);
    }

    [Fact]
    public async Task A_refused_cancellation_waits_for_a_person()
    {
        var world = new World();
        var key = (await world.AskedAsync()).Key;
        await ExpireAsync(world, key);
        world.Market.OnCancel = _ => CallResult.Refused<Unit>("500_1", "not now");
        world.Clock.Advance(world.Options.CancelExpiredAfter);
        Assert.Equal(FulfilmentStep.AwaitPerson, (await world.PlayAsync(key)).Step);

        Assert.Equal("CANCEL_REFUSED", (await world.PurchaseAsync("1001")).Hold!.Code);
    }

    [Fact]
    public async Task An_alert_that_nobody_answers_goes_to_the_second_person_once()
    {
        var world = Escalating();
        var mails = Mails(world);
        var escalation = Escalation(world, new TeamOptions());
        await RaiseAsync(world, mails, ("1", HoldReasons.SkuUnmapped), ("2", HoldReasons.SkuUnmapped), ("3", HoldReasons.StoreHold));
        Assert.Equal([First, First], Readers(world));

        world.Clock.Advance(TimeSpan.FromHours(4) - TimeSpan.FromMinutes(1));
        Assert.Null(await escalation.LookAsync(CancellationToken.None));
        Assert.Equal(2, world.Mailer.Sent.Count);

        await world.Alerts.ResolveAsync(AlertKey.Of(Order("2"), HoldReasons.SkuUnmapped), CancellationToken.None);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Mailer.IsDown = true;
        Assert.NotNull(await escalation.LookAsync(CancellationToken.None));
        world.Mailer.IsDown = false;
        Assert.Null(await escalation.LookAsync(CancellationToken.None));
        world.Clock.Advance(TimeSpan.FromHours(4));
        Assert.Null(await escalation.LookAsync(CancellationToken.None));

        // The store's hold is the store's to end.
        Assert.Equal([First, First, Second], Readers(world));
        Assert.Equal("SKU_UNMAPPED of 1", world.Mailer.Sent[^1].Text);
    }

    [Fact]
    public async Task An_alert_that_the_first_persons_mailbox_does_not_take_goes_to_the_second_all_the_same()
    {
        var world = Escalating();
        world.Mailer.RefusesTo = First;
        var key = AlertKey.Of(Order("1"), HoldReasons.SkuUnmapped);
        await world.Alerts.RaiseAsync(
            new AlertNotice(key, HoldReasons.SkuUnmapped.Code, "#1", "SKU-A", Order("1")),
            CancellationToken.None
        );
        Assert.NotNull(await Mails(world).SendAsync(key, CancellationToken.None));

        world.Clock.Advance(TimeSpan.FromHours(4));
        Assert.Null(await Escalation(world, new TeamOptions()).LookAsync(CancellationToken.None));
        Assert.Equal([Second], Readers(world));
    }

    [Fact]
    public async Task What_the_first_person_did_is_told_to_the_second_at_once()
    {
        var world = Escalating();
        var key = AlertKey.OfMoney(HoldReasons.MoneyStopped);
        await world.Alerts.RaiseAsync(
            new AlertNotice(key, HoldReasons.MoneyStopped.Code, "money", "all payments", By: world.Options.Approvers[0].Name),
            CancellationToken.None
        );
        Assert.Null(await Mails(world).SendAsync(key, CancellationToken.None));

        Assert.Equal([Second], Readers(world));
    }

    [Fact]
    public async Task A_round_that_could_not_be_mailed_to_all_ends_in_its_time()
    {
        var world = Escalating();
        var key = (await world.AskedAsync()).Key;
        await world.Orders.EditAsync(
            key.Order,
            Actor.System,
            world.Clock,
            edit => edit.Replace(key, old => old with { Approval = old.Approval! with { MailedAt = null } }),
            CancellationToken.None
        );
        world.Mailer.RefusesTo = First;
        world.Clock.Advance(world.Options.ExpiresAfter);

        await world.PlayAsync(key);
        Assert.Equal(PurchaseOrderState.ApprovalExpired, (await world.PurchaseAsync("1001")).State);
    }

    [Theory]
    [InlineData(24, 24)]
    [InlineData(24, 48)]
    [InlineData(36, 6)]
    public void The_second_person_hears_of_a_round_before_its_end_whatever_the_times_are(int escalate, int expires)
    {
        var options = new World().Options with
        {
            EscalateAfter = TimeSpan.FromHours(escalate),
            ExpiresAfter = TimeSpan.FromHours(expires),
            RemindAfter = [],
        };
        var at = new World().Clock.GetUtcNow();
        var approval = new Approval
        {
            Round = 1,
            State = ApprovalState.Open,
            Amount = Money.Cny(100),
            AmountReadAt = at,
            RequestedAt = at,
            ExpiresAt = at.AddHours(expires),
            SecondId = "ann",
        };

        Assert.True(ApprovalSchedule.NextReminder(approval, options) < approval.ExpiresAt);
        Assert.True(ApprovalSchedule.Escalates(approval, 1, options));
    }

    [Fact]
    public async Task Quiet_hours_keep_an_escalation_back_unless_it_is_urgent()
    {
        var world = Escalating();
        await RaiseAsync(world, Mails(world), ("1", HoldReasons.SkuUnmapped), ("1", HoldReasons.ShipByPassed));
        world.Clock.Advance(TimeSpan.FromHours(5));
        var quiet = new QuietHours(new TimeOnly(12, 0), new TimeOnly(16, 0), TimeZoneInfo.Utc);

        Assert.Null(await Escalation(world, new TeamOptions { Quiet = quiet }).LookAsync(CancellationToken.None));
        Assert.Equal("SHIP_BY_PASSED", Assert.Single(world.Mailer.Sent, mail => mail.To.Contains(Second)).Subject);

        world.Clock.Advance(TimeSpan.FromHours(4));
        Assert.Null(await Escalation(world, new TeamOptions { Quiet = quiet }).LookAsync(CancellationToken.None));
        Assert.Equal("SKU_UNMAPPED", world.Mailer.Sent[^1].Subject);
    }

    [Fact]
    public async Task One_mailbox_that_takes_nothing_keeps_no_other_escalation_back()
    {
        var world = Escalating();
        await world.StoreAccounts.SaveAsync(World.StoreAccount with { Id = "shop-two", SecondApproverId = "li" }, CancellationToken.None);
        await RaiseAsync(world, Mails(world), ("1", HoldReasons.SkuUnmapped));
        var other = new OrderKey("shop-two", "2");
        var key = AlertKey.Of(other, HoldReasons.OutOfStock);
        await world.Alerts.RaiseAsync(new AlertNotice(key, HoldReasons.OutOfStock.Code, "#2", "none", other), CancellationToken.None);
        Assert.Null(await Mails(world).SendAsync(key, CancellationToken.None));
        world.Clock.Advance(TimeSpan.FromHours(5));
        world.Mailer.RefusesTo = Second;
        var before = world.Mailer.Sent.Count;

        Assert.NotNull(await Escalation(world, new TeamOptions()).LookAsync(CancellationToken.None));
        Assert.Equal(["OUT_OF_STOCK"], world.Mailer.Sent.Skip(before).Select(mail => mail.Subject));
    }

    private static World Escalating() => new(approvals: options => options with { SecondApproverId = "ann" });

    private static IEnumerable<string> Readers(World world) => world.Mailer.Sent.SelectMany(mail => mail.To);

    private static async Task SendAsync(World world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Null(await world.Collected.SendDueAsync(CancellationToken.None));
    }

    private static async Task ExpireAsync(World world, PurchaseOrderKey key)
    {
        world.Clock.Advance(world.Options.ExpiresAfter);
        await world.PlayAsync(key);
    }

    private static AlertMails Mails(World world) =>
        new(
            world.Alerts,
            world.Queues,
            new PlainNotices(),
            world.Mailer,
            [],
            new OrderListLinks(world.Options, world.Clock),
            new SecondApprovers(world.StoreAccounts, world.Options)
        );

    private static AlertEscalation Escalation(World world, TeamOptions team) =>
        new(
            world.Alerts,
            new SecondApprovers(world.StoreAccounts, world.Options),
            new TeamChannels(new PlainNotices(), world.Mailer, []),
            new OrderListLinks(world.Options, world.Clock),
            world.Options,
            team,
            world.Clock
        );

    private static OrderKey Order(string id) => new(World.Account, id);

    private static async Task RaiseAsync(World world, AlertMails mails, params (string Order, HoldReason Reason)[] alerts)
    {
        foreach (var (id, reason) in alerts)
        {
            await world.Alerts.RaiseAsync(
                new AlertNotice(AlertKey.Of(Order(id), reason), reason.Code, "#1", $"{reason.Code} of {id}", Order(id)),
                CancellationToken.None
            );
        }

        foreach (var (id, reason) in alerts)
        {
            Assert.Null(await mails.SendAsync(AlertKey.Of(Order(id), reason), CancellationToken.None));
        }
    }
}
