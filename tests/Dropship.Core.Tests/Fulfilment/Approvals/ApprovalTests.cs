using Dropship.Core.Fulfilment;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Fulfilment.Approvals;

public sealed class ApprovalTests
{
    private readonly World _world = new();

    [Fact]
    public async Task Each_approver_gets_one_mail_with_the_amount_read_from_the_market_at_that_moment()
    {
        var purchase = await _world.AskedAsync();
        Assert.Equal(2, _world.Mailer.Sent.Count);
        Assert.All(_world.Mailer.Sent, mail => Assert.Equal("25.00 CNY", mail.Subject));
        Assert.Equal(_world.Clock.GetUtcNow(), purchase.Approval!.AmountReadAt);
        Assert.Equal(Money.Cny(2500), purchase.Approval.Amount);
    }

    [Fact]
    public async Task Looking_changes_nothing_however_often()
    {
        var purchase = await _world.AskedAsync();
        var before = await _world.ReadAsync("1001");
        for (var look = 0; look < 50; look++)
        {
            var visit = await _world.Approvals.VisitAsync(purchase.Key.Value, _world.TicketOf(purchase), CancellationToken.None);
            Assert.Equal(ApprovalStanding.Open, visit.Standing);
            Assert.Null((await _world.Cashier.OpenAsync(purchase.Key.Value, _world.TicketOf(purchase), CancellationToken.None)).Link);
        }

        Assert.Equal(before, await _world.ReadAsync("1001"));
        Assert.Empty(_world.Workflows.Woken);
    }

    [Fact]
    public async Task One_decision_counts_and_the_next_is_told_what_it_was()
    {
        var purchase = await _world.AskedAsync();
        Assert.Equal(ApprovalStanding.Approved, (await _world.DecideAsync(purchase, approve: true)).Standing);
        var second = await _world.DecideAsync(purchase, approve: false, approver: "ann");
        Assert.Equal(ApprovalStanding.Approved, second.Standing);
        Assert.Equal("Li Wei", second.Facts!.Approval.DecidedBy);
        var history = await _world.Orders.ReadEventsAsync(purchase.Key.Order, CancellationToken.None);
        Assert.Equal("person:Li Wei", Assert.Single(history, told => told.After == "Approved").Actor);
    }

    [Fact]
    public async Task A_link_of_another_amount_round_person_or_key_opens_nothing()
    {
        var purchase = await _world.AskedAsync();
        var approval = purchase.Approval!;
        string[] forged =
        [
            _world.Links.Issue(purchase.Key, approval with { Amount = Money.Cny(1) }, "li"),
            _world.Links.Issue(purchase.Key, approval with { Round = 2 }, "li"),
            _world.Links.Issue(purchase.Key, approval with { ExpiresAt = approval.ExpiresAt.AddDays(1) }, "li"),
            _world.Links.Issue(purchase.Key, approval, "mallory"),
            _world.TicketOf(purchase) + "A",
            "1.li.k1.",
            "x",
            string.Empty,
        ];
        foreach (var ticket in forged)
        {
            Assert.Equal(ApprovalVisit.NotIssued, await _world.Approvals.VisitAsync(purchase.Key.Value, ticket, CancellationToken.None));
            Assert.Equal(
                ApprovalVisit.NotIssued,
                await _world.Approvals.DecideAsync(
                    purchase.Key.Value,
                    ticket,
                    _world.Links.IssueNonce(ticket),
                    ApprovalDecision.Approve,
                    null,
                    CancellationToken.None
                )
            );
        }

        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await _world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task A_form_without_the_mark_of_a_fresh_page_decides_nothing()
    {
        var purchase = await _world.AskedAsync();
        var ticket = _world.TicketOf(purchase);
        var nonce = _world.Links.IssueNonce(ticket);
        _world.Clock.Advance(_world.Options.PageLifetime + TimeSpan.FromSeconds(1));
        foreach (var mark in (string?[])[null, "1.x", nonce, _world.Links.IssueNonce("another")])
        {
            Assert.Equal(
                ApprovalStanding.PageTooOld,
                (
                    await _world.Approvals.DecideAsync(
                        purchase.Key.Value,
                        ticket,
                        mark,
                        ApprovalDecision.Approve,
                        null,
                        CancellationToken.None
                    )
                ).Standing
            );
        }

        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await _world.PurchaseAsync("1001")).State);
    }

    [Fact]
    public async Task A_changed_price_voids_the_round_and_a_new_mail_tells_old_and_new()
    {
        var purchase = await _world.AskedAsync();
        var old = _world.TicketOf(purchase);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Market.Change(_world.Market.Single.OrderId, order => order with { Total = Money.Cny(2501) });
        await _world.NewsAsync(_world.Market.Single.OrderId);
        Assert.Equal(ApprovalStanding.Void, (await _world.Approvals.VisitAsync(purchase.Key.Value, old, CancellationToken.None)).Standing);
        Assert.Equal(
            ApprovalStanding.Void,
            (
                await _world.Approvals.DecideAsync(
                    purchase.Key.Value,
                    old,
                    _world.Links.IssueNonce(old),
                    ApprovalDecision.Approve,
                    null,
                    CancellationToken.None
                )
            ).Standing
        );

        await _world.PlayAsync(purchase.Key);
        var again = await _world.PurchaseAsync("1001");
        Assert.Equal(
            (2, Money.Cny(2501), Money.Cny(2500)),
            (again.Approval!.Round, again.Approval.Amount, again.Approval.PreviousAmount!.Value)
        );
        Assert.Equal(4, _world.Mailer.Sent.Count);
        Assert.Equal(ApprovalStanding.Void, (await _world.Approvals.VisitAsync(purchase.Key.Value, old, CancellationToken.None)).Standing);
        Assert.Equal(ApprovalStanding.Approved, (await _world.DecideAsync(again, approve: true)).Standing);
    }

    [Theory]
    [InlineData(PaymentMode.Cashier)]
    [InlineData(PaymentMode.Agreement)]
    public async Task A_price_that_rises_after_the_approval_is_not_paid(PaymentMode mode)
    {
        await _world.PurchasingAccounts.SaveAsync(World.PurchasingAccount with { PaymentMode = mode }, CancellationToken.None);
        var purchase = await _world.AskedAsync();
        await _world.DecideAsync(purchase, approve: true);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        _world.Market.Change(_world.Market.Single.OrderId, order => order with { Total = Money.Cny(2501) });

        await _world.PlayAsync(purchase.Key);
        var now = await _world.PurchaseAsync("1001");
        Assert.Empty(_world.Market.Payments);
        Assert.Null(now.Payment);
        Assert.Equal((PurchaseOrderState.AwaitingApproval, 2), (now.State, now.Approval!.Round));
        Assert.Equal(["25.00 CNY", "25.00 CNY", "25.01 CNY", "25.01 CNY"], _world.Mailer.Sent.Select(mail => mail.Subject));
        Assert.All(_world.Mailer.Sent, mail => Assert.StartsWith("approve-", mail.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_cashier_page_is_not_opened_once_the_price_has_risen()
    {
        var purchase = await _world.AskedAsync();
        var ticket = _world.TicketOf(purchase);
        await _world.DecideAsync(purchase, approve: true);
        await _world.PlayAsync(purchase.Key);
        Assert.NotNull((await _world.Cashier.OpenAsync(purchase.Key.Value, ticket, CancellationToken.None)).Link);
        _world.Market.Change(_world.Market.Single.OrderId, order => order with { Total = Money.Cny(2501) });
        Assert.Null((await _world.Cashier.OpenAsync(purchase.Key.Value, ticket, CancellationToken.None)).Link);
    }

    [Fact]
    public async Task An_undecided_round_is_reminded_of_twice_then_expires_and_can_be_asked_again()
    {
        var purchase = await _world.AskedAsync();
        var mails = new List<int>();
        for (var hour = 1; hour <= 49; hour++)
        {
            _world.Clock.Advance(TimeSpan.FromHours(1));
            await _world.PlayAsync(purchase.Key);
            mails.Add(_world.Mailer.Sent.Count);
        }

        Assert.Equal((2, 4, 4, 6), (mails[10], mails[11], mails[34], mails[35]));
        Assert.Equal(6, mails[^1]);
        var expired = await _world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.ApprovalExpired, HoldReasons.ApprovalExpired.Code), (expired.State, expired.Hold!.Code));
        Assert.Equal(
            ApprovalStanding.Expired,
            (await _world.Approvals.VisitAsync(purchase.Key.Value, _world.TicketOf(purchase), CancellationToken.None)).Standing
        );

        await _world.Commands.ReleaseAsync(purchase.Key.Order, "Ann", "back from holiday", CancellationToken.None);
        await _world.PlayAsync(purchase.Key);
        Assert.Equal(
            (PurchaseOrderState.AwaitingApproval, 2),
            ((await _world.PurchaseAsync("1001")).State, (await _world.PurchaseAsync("1001")).Approval!.Round)
        );
    }

    [Fact]
    public async Task A_rejection_cancels_the_order_at_the_market_and_leaves_the_store_order_to_a_person()
    {
        var purchase = await _world.AskedAsync();
        _world.Clock.Advance(TimeSpan.FromSeconds(20));
        await _world.DecideAsync(purchase, approve: false);
        Assert.Equal(FulfilmentStep.Finished, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(SupplierOrderStatus.Cancelled, _world.Market.Single.Status);
        var record = await _world.ReadAsync("1001");
        Assert.Equal(
            (PurchaseOrderState.Cancelled, HoldReasons.PurchaseRejected.Code),
            (record.PurchaseOrders.Single().State, record.Hold!.Code)
        );
    }

    [Fact]
    public async Task A_mail_server_that_is_down_loses_no_request()
    {
        _world.Mailer.IsDown = true;
        await Assert.ThrowsAsync<OutsideUnavailableException>(() => _world.AskedAsync());
        var purchase = await _world.PurchaseAsync("1001");
        Assert.Null(purchase.Approval!.MailedAt);
        _world.Mailer.IsDown = false;
        Assert.Equal(FulfilmentStep.AwaitDecision, (await _world.PlayAsync(purchase.Key)).Step);
        Assert.Equal(1, (await _world.PurchaseAsync("1001")).Approval!.Round);
        Assert.Equal(2, _world.Mailer.Sent.Count);
    }

    [Fact]
    public void Links_of_a_key_that_is_being_replaced_still_open()
    {
        var old = new SigningKey("old", Enumerable.Repeat((byte)7, 32).ToArray());
        var next = new SigningKey("new", Enumerable.Repeat((byte)9, 32).ToArray());
        var purchase = World.Purchase(PurchaseOrderState.AwaitingApproval) with
        {
            Approval = new Approval
            {
                Round = 1,
                State = ApprovalState.Open,
                Amount = Money.Cny(5),
                AmountReadAt = default,
                RequestedAt = default,
                ExpiresAt = DateTimeOffset.UnixEpoch,
            },
        };
        var ticket = new ApprovalLinks(_world.Options with { SigningKeys = [old] }, _world.Clock).Issue(
            purchase.Key,
            purchase.Approval,
            "li"
        );
        Assert.NotNull(new ApprovalLinks(_world.Options with { SigningKeys = [next, old] }, _world.Clock).Check(purchase, ticket));
        Assert.Null(new ApprovalLinks(_world.Options with { SigningKeys = [next] }, _world.Clock).Check(purchase, ticket));
    }

    [Fact]
    public async Task The_page_knows_what_is_needed_to_decide_and_nothing_personal()
    {
        var purchase = await _world.AskedAsync();
        var facts = (await _world.Approvals.VisitAsync(purchase.Key.Value, _world.TicketOf(purchase), CancellationToken.None)).Facts!;
        Assert.Equal(("Shop One", "#1001", new Money(3998, "USD")), (facts.StoreName, facts.OrderNumber, facts.SalePrice));

        // 39.98 USD at 7 yuan, less 25 yuan.
        Assert.Equal((Money.Cny(25486), 91), (facts.Margin!.Value, facts.MarginPercent!.Value));
        Assert.Equal("Hà Nội, Hà Nội, HK", facts.Area);
    }
}
