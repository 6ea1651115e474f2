using Dropship.Core.Fulfilment;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Fulfilment.Approvals;

/// <summary>What an approval covers, how long it holds, and how it is undone.</summary>
public sealed class ApprovalBindingTests
{
    [Theory]
    [InlineData(null, null, 2500)]
    [InlineData(1.0, null, 2525)]
    [InlineData(0.05, null, 2501)]
    [InlineData(null, 30L, 2530)]
    [InlineData(1.0, 10L, 2510)]
    [InlineData(1.0, 90L, 2525)]
    [InlineData(0.0, 90L, 2500)]
    public void A_tolerance_is_the_narrower_of_its_bounds_and_none_by_itself(double? percent, long? fen, long limit)
    {
        var tolerance = new PriceTolerance((decimal?)percent, fen is { } amount ? Money.Cny(amount) : null);
        Assert.Equal(Money.Cny(limit), Money.Cny(2500) + tolerance.Of(Money.Cny(2500)));
    }

    [Theory]
    [InlineData(PaymentMode.Agreement, 2525, true)]
    [InlineData(PaymentMode.Agreement, 2526, false)]
    [InlineData(PaymentMode.Cashier, 2525, true)]
    [InlineData(PaymentMode.Cashier, 2526, false)]
    public async Task A_rise_within_the_tolerance_is_paid_and_told_and_one_above_it_asks_again(PaymentMode mode, long total, bool isBorne)
    {
        var world = new World(approvals: options => options with { Tolerance = new PriceTolerance(1, null) });
        await world.PurchasingAccounts.SaveAsync(World.PurchasingAccount with { PaymentMode = mode }, CancellationToken.None);
        var purchase = await world.AskedAsync();
        await world.DecideAsync(purchase, approve: true);
        Change(world, order => order with { Total = Money.Cny(total) });
        await world.PlayAsync(purchase.Key);

        var now = await world.PurchaseAsync("1001");
        var history = await world.Orders.ReadEventsAsync(purchase.Key.Order, CancellationToken.None);
        if (isBorne)
        {
            Assert.Equal(Money.Cny(2525), now.Payment!.Limit);
            var told = Assert.Single(history, told => told.What == EventKinds.RiseBorne);
            Assert.Equal(("25.00 CNY", "25.25 CNY"), (told.Before, told.After));
            if (mode == PaymentMode.Cashier)
            {
                world.Market.Pay(world.Market.Single.OrderId);
                await world.NewsAsync(world.Market.Single.OrderId);
            }

            Assert.Equal(
                (PurchaseOrderState.AwaitingShipment, Money.Cny(2525)),
                ((await world.PurchaseAsync("1001")).State, (await world.PurchaseAsync("1001")).Payment!.Paid!.Value)
            );
        }
        else
        {
            Assert.Equal(
                (PurchaseOrderState.AwaitingApproval, 2, Money.Cny(2526), Money.Cny(2500)),
                (now.State, now.Approval!.Round, now.Approval.Amount, now.Approval.PreviousAmount!.Value)
            );
            Assert.Empty(world.Market.Payments);
            Assert.Null(now.Payment);
            Assert.Equal(
                ApprovalStanding.Void,
                (await world.Approvals.VisitAsync(purchase.Key.Value, world.TicketOf(purchase), CancellationToken.None)).Standing
            );
        }
    }

    [Theory]
    [InlineData(2525, true)]
    [InlineData(2526, false)]
    public async Task The_way_to_the_cashier_bears_the_same_rise(long total, bool isOpen)
    {
        var world = new World(approvals: options => options with { Tolerance = new PriceTolerance(1, null) });
        var purchase = await world.AskedAsync();
        await world.DecideAsync(purchase, approve: true);
        await world.PlayAsync(purchase.Key);
        Change(world, order => order with { Total = Money.Cny(total) });
        Assert.Equal(
            isOpen,
            (await world.Cashier.OpenAsync(purchase.Key.Value, world.TicketOf(purchase), CancellationToken.None)).Link is not null
        );
    }

    [Fact]
    public async Task A_wider_tolerance_that_is_set_later_does_not_widen_what_was_approved()
    {
        var world = new World();
        var purchase = await world.AskedAsync();
        var ticket = world.TicketOf(purchase);
        var forged = world.Links.Issue(purchase.Key, purchase.Approval! with { Tolerance = Money.Cny(500) }, "li");
        Assert.NotEqual(ticket, forged);
        Assert.Equal(ApprovalVisit.NotIssued, await world.Approvals.VisitAsync(purchase.Key.Value, forged, CancellationToken.None));
        Assert.Equal(purchase.Approval!.Amount, purchase.Approval.Limit);
    }

    public static TheoryData<string, bool> Changes =>
        new()
        {
            { "freight", true },
            { "goods", true },
            { "goods", false },
            { "status", true },
        };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Another_freight_or_other_goods_at_the_same_total_end_the_round(string what, bool isOpen)
    {
        var world = new World();
        var purchase = await world.AskedAsync();
        var old = world.TicketOf(purchase);
        if (!isOpen)
        {
            await world.DecideAsync(purchase, approve: true);
        }

        Change(
            world,
            order =>
                what switch
                {
                    "freight" => order with { Freight = order.Freight + Money.Cny(100) },
                    "goods" => order with { Lines = [order.Lines[0] with { Quantity = order.Lines[0].Quantity - 1 }] },
                    _ => order with { RawStatus = "waitbuyerpay2" },
                }
        );
        await world.NewsAsync(world.Market.Single.OrderId);
        var isVoid = what != "status";
        var visit = await world.Approvals.VisitAsync(purchase.Key.Value, old, CancellationToken.None);
        Assert.Equal(isVoid ? ApprovalStanding.Void : ApprovalStanding.Open, visit.Standing);

        await world.PlayAsync(purchase.Key);
        var now = await world.PurchaseAsync("1001");
        Assert.Equal((isVoid ? 2 : 1, PurchaseOrderState.AwaitingApproval), (now.Approval!.Round, now.State));
        Assert.Equal(isVoid ? 4 : 2, world.Mailer.Sent.Count(mail => mail.Id.StartsWith("approve", StringComparison.Ordinal)));
        Assert.Null(now.Payment);
    }

    [Fact]
    public async Task A_cheaper_price_is_paid_under_the_approval_that_was_given()
    {
        var world = new World();
        await world.PurchasingAccounts.SaveAsync(
            World.PurchasingAccount with
            {
                PaymentMode = PaymentMode.Agreement,
            },
            CancellationToken.None
        );
        var purchase = await world.AskedAsync();
        await world.DecideAsync(purchase, approve: true);
        Change(world, order => order with { Total = Money.Cny(2000) });
        await world.PlayAsync(purchase.Key);
        Assert.Equal(Money.Cny(2000), Assert.Single(world.Market.Payments).Amount);
        Assert.Equal(1, (await world.PurchaseAsync("1001")).Approval!.Round);
    }

    [Fact]
    public async Task An_approval_is_taken_back_by_whoever_gave_it_and_a_new_round_asks_again()
    {
        var world = new World();
        var purchase = await world.AskedAsync();
        Assert.True((await world.DecideAsync(purchase, approve: true)).CanTakeBack);
        await world.PlayAsync(purchase.Key);
        Assert.NotNull((await world.PurchaseAsync("1001")).Payment!.PayLink);

        // Another approver cannot.
        Assert.Equal(ApprovalStanding.Approved, (await TakeBackAsync(world, purchase, "ann")).Standing);
        Assert.Equal(PurchaseOrderState.Approved, (await world.PurchaseAsync("1001")).State);

        var woken = world.Workflows.Woken.Count;
        Assert.Equal(ApprovalStanding.TakenBack, (await TakeBackAsync(world, purchase, "li")).Standing);
        Assert.True(world.Workflows.Woken.Count > woken);
        Assert.Null((await world.Cashier.OpenAsync(purchase.Key.Value, world.TicketOf(purchase), CancellationToken.None)).Link);
        await world.PlayAsync(purchase.Key);
        var again = await world.PurchaseAsync("1001");
        Assert.Equal(
            (PurchaseOrderState.AwaitingApproval, 2, ApprovalState.Open, null),
            (again.State, again.Approval!.Round, again.Approval.State, again.Payment)
        );
        Assert.Equal(ApprovalStanding.Approved, (await world.DecideAsync(again, approve: true)).Standing);
        var history = await world.Orders.ReadEventsAsync(purchase.Key.Order, CancellationToken.None);
        Assert.Contains(
            history,
            told => told.Actor == "person:Li Wei" && told.Why.Contains("took the approval of round 1 back", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Once_somebody_went_to_the_cashier_it_cannot_be_taken_back_and_the_page_says_why()
    {
        var world = new World();
        var purchase = await world.AskedAsync();
        await world.DecideAsync(purchase, approve: true);
        await world.PlayAsync(purchase.Key);
        Assert.NotNull((await world.Cashier.OpenAsync(purchase.Key.Value, world.TicketOf(purchase, "ann"), CancellationToken.None)).Link);
        Assert.False((await world.Approvals.VisitAsync(purchase.Key.Value, world.TicketOf(purchase), CancellationToken.None)).CanTakeBack);
        Assert.Equal(ApprovalStanding.PaymentStarted, (await TakeBackAsync(world, purchase, "li")).Standing);
        Assert.Equal(PurchaseOrderState.Approved, (await world.PurchaseAsync("1001")).State);
        var history = await world.Orders.ReadEventsAsync(purchase.Key.Order, CancellationToken.None);
        Assert.Equal("person:Ann", Assert.Single(history, told => told.What == EventKinds.CashierOpened).Actor);
    }

    [Fact]
    public async Task A_payment_by_agreement_is_started_with_its_intent()
    {
        var world = new World();
        await world.PurchasingAccounts.SaveAsync(
            World.PurchasingAccount with
            {
                PaymentMode = PaymentMode.Agreement,
            },
            CancellationToken.None
        );
        var purchase = await world.AskedAsync();
        await world.DecideAsync(purchase, approve: true);
        ApprovalStanding? during = null;
        world.Market.OnPay = _ =>
        {
            during = TakeBackAsync(world, purchase, "li").GetAwaiter().GetResult().Standing;
            return null;
        };
        await world.PlayAsync(purchase.Key);
        Assert.Equal(ApprovalStanding.PaymentStarted, during);
        Assert.Equal(ApprovalStanding.PaymentStarted, (await TakeBackAsync(world, purchase, "li")).Standing);
        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task A_form_that_takes_back_needs_the_mark_of_a_fresh_page()
    {
        var world = new World();
        var purchase = await world.AskedAsync();
        await world.DecideAsync(purchase, approve: true);
        Assert.Equal(
            ApprovalStanding.PageTooOld,
            (await world.Approvals.TakeBackAsync(purchase.Key.Value, world.TicketOf(purchase), null, CancellationToken.None)).Standing
        );
        Assert.Equal(ApprovalVisit.NotIssued, await world.Approvals.TakeBackAsync(purchase.Key.Value, "x", null, CancellationToken.None));
        Assert.Equal(PurchaseOrderState.Approved, (await world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task Not_now_asks_again_later_with_a_new_link_and_cancels_nothing()
    {
        var world = new World();
        var purchase = await world.AskedAsync();
        var old = world.TicketOf(purchase);
        Assert.Equal(ApprovalStanding.Postponed, (await world.DecideAsync(purchase, ApprovalDecision.AskAgain)).Standing);
        var view = await world.PlayAsync(purchase.Key);
        Assert.Equal((FulfilmentStep.RequestApproval, world.Clock.GetUtcNow() + world.Options.AskAgainAfter), (view.Step, view.WakeAt));
        Assert.Equal(SupplierOrderStatus.AwaitingPayment, world.Market.Single.Status);

        world.Clock.Advance(world.Options.AskAgainAfter);
        await world.PlayAsync(purchase.Key);
        var again = await world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.AwaitingApproval, 2, null), (again.State, again.Approval!.Round, again.CancelReason));
        Assert.NotEqual(old, world.TicketOf(again));
        Assert.Equal(world.Clock.GetUtcNow(), again.Approval.AmountReadAt);
        Assert.Equal(
            ApprovalStanding.Postponed,
            (
                await world.Approvals.DecideAsync(
                    purchase.Key.Value,
                    old,
                    world.Links.IssueNonce(old),
                    ApprovalDecision.Approve,
                    null,
                    CancellationToken.None
                )
            ).Standing
        );
        Assert.Equal(ApprovalStanding.Approved, (await world.DecideAsync(again, approve: true)).Standing);
    }

    [Fact]
    public async Task Not_at_this_price_is_asked_again_as_soon_as_there_is_another()
    {
        var world = new World();
        var purchase = await world.AskedAsync();
        await world.DecideAsync(purchase, ApprovalDecision.AskAgain);
        Change(world, order => order with { Total = Money.Cny(2000) });
        await world.NewsAsync(world.Market.Single.OrderId);
        await world.PlayAsync(purchase.Key);
        var again = await world.PurchaseAsync("1001");
        Assert.Equal(
            (2, Money.Cny(2000), Money.Cny(2500)),
            (again.Approval!.Round, again.Approval.Amount, again.Approval.PreviousAmount!.Value)
        );
    }

    [Fact]
    public async Task A_postponed_round_can_be_decided_again_at_once()
    {
        var world = new World();
        var purchase = await world.AskedAsync();
        var ticket = world.TicketOf(purchase);
        Assert.True((await world.DecideAsync(purchase, ApprovalDecision.AskAgain)).CanReopen);
        var mails = world.Mailer.Sent.Count;

        Assert.Equal(
            ApprovalStanding.PageTooOld,
            (await world.Approvals.ReopenAsync(purchase.Key.Value, ticket, null, CancellationToken.None)).Standing
        );
        Assert.Equal(ApprovalStanding.Open, (await ReopenAsync(world, purchase)).Standing);
        await world.PlayAsync(purchase.Key);

        Assert.Equal(mails, world.Mailer.Sent.Count);
        Assert.Equal(ApprovalStanding.Approved, (await world.DecideAsync(purchase, approve: true)).Standing);
        Assert.False((await world.Approvals.VisitAsync(purchase.Key.Value, ticket, CancellationToken.None)).CanReopen);
    }

    [Fact]
    public async Task A_postponed_round_with_another_amount_is_asked_for_anew()
    {
        var world = new World();
        var purchase = await world.AskedAsync();
        await world.DecideAsync(purchase, ApprovalDecision.AskAgain);
        world.Clock.Advance(world.Options.ExpiresAfter - TimeSpan.FromHours(1));
        world.Clock.Advance(TimeSpan.FromHours(2));
        await ReopenAsync(world, purchase);
        await world.PlayAsync(purchase.Key);

        var again = await world.PurchaseAsync("1001");
        Assert.Equal(
            (PurchaseOrderState.AwaitingApproval, 2, ApprovalState.Open),
            (again.State, again.Approval!.Round, again.Approval.State)
        );
    }

    [Fact]
    public async Task A_void_round_tells_why_and_leads_to_the_open_one()
    {
        var world = new World();
        var purchase = await world.AskedAsync();
        var old = world.TicketOf(purchase);
        Change(world, order => order with { Total = Money.Cny(2600) });
        await world.NewsAsync(world.Market.Single.OrderId);
        await world.PlayAsync(purchase.Key);

        var visit = await world.Approvals.VisitAsync(purchase.Key.Value, old, CancellationToken.None);

        var open = await world.PurchaseAsync("1001");
        Assert.Equal(
            (ApprovalStanding.Void, VoidCause.Amount, Money.Cny(2600)),
            (visit.Standing, visit.Cause!.Value, visit.AmountNow!.Value)
        );
        Assert.Equal(world.Links.PageFor(open.Key, open.Approval!, visit.Approver!), visit.Successor);
    }

    [Fact]
    public async Task Whoever_approved_is_not_mailed_to_pay()
    {
        var world = new World();
        var purchase = await world.AskedAsync();
        world.Mailer.Sent.Clear();
        await world.DecideAsync(purchase, approve: true, "li");
        await world.PlayAsync(purchase.Key);

        Assert.Equal(["ann@example.com"], world.Mailer.Sent.SelectMany(mail => mail.To));
    }

    [Fact]
    public async Task A_mail_that_is_no_longer_true_is_not_sent()
    {
        var world = new World();
        var purchase = await world.AskedAsync();
        await world.DecideAsync(purchase, approve: true, "li");
        var read = await world.ReadAsync("1001");
        await TakeBackAsync(world, purchase, "li");
        world.Mailer.Sent.Clear();

        // The step read the order before the approval was withdrawn.
        var approved = read.Find(purchase.Key)!;
        var requests = new ApproverRequests(
            world.Waiting,
            new ApproverFacts(world.StoreAccounts, world.Switch, world.Rates),
            new ApproverMails(new PlainNotices(), world.Mailer, world.Links, world.Options),
            world.Orders,
            world.Options,
            world.Clock
        );
        await requests.TellAsync(read, approved, ApproverMatterKind.Payment, reminder: 0, CancellationToken.None);

        Assert.Empty(world.Mailer.Sent);
    }

    private static Task<ApprovalVisit> ReopenAsync(World world, PurchaseOrder purchase)
    {
        var ticket = world.TicketOf(purchase);
        return world.Approvals.ReopenAsync(purchase.Key.Value, ticket, world.Links.IssueNonce(ticket), CancellationToken.None);
    }

    private static void Change(World world, Func<SupplierOrder, SupplierOrder> change)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.Market.Change(world.Market.Single.OrderId, change);
    }

    private static Task<ApprovalVisit> TakeBackAsync(World world, PurchaseOrder purchase, string approver)
    {
        var ticket = world.TicketOf(purchase, approver);
        return world.Approvals.TakeBackAsync(purchase.Key.Value, ticket, world.Links.IssueNonce(ticket), CancellationToken.None);
    }
}
