using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Fulfilment.Approvals;

/// <summary>What approvers are asked for within a few minutes is one mail for each of them.</summary>
public sealed class CollectedMailsTests
{
    private static readonly TimeSpan s_collectFor = TimeSpan.FromMinutes(3);

    private readonly World _world = new(approvals: options => options with { CollectFor = s_collectFor });

    [Fact]
    public async Task Twenty_orders_in_a_minute_and_two_approvers_make_two_mails()
    {
        var purchases = await AskAsync(20, TimeSpan.FromSeconds(3));
        await SendAsync();
        Assert.Empty(_world.Mailer.Sent);

        _world.Clock.Advance(s_collectFor);
        await SendAsync();
        await SendAsync();

        Assert.Equal(["ann@example.com", "li@example.com"], _world.Mailer.Sent.SelectMany(mail => mail.To).Order());
        Assert.All(
            _world.Mailer.Sent,
            mail =>
                Assert.All(purchases, purchase => Assert.Contains($"api/approvals/{purchase.Key}/1.", mail.Text, StringComparison.Ordinal))
        );
        Assert.Empty(_world.Waiting.All);
        foreach (var purchase in purchases)
        {
            Assert.Equal(_world.Clock.GetUtcNow(), (await _world.PurchaseAsync(purchase.Key.Order.StoreOrderId)).Approval!.MailedAt);
            Assert.Equal(FulfilmentStep.AwaitDecision, (await _world.PlayAsync(purchase.Key)).Step);
        }
    }

    [Fact]
    public async Task Each_link_of_a_collected_mail_decides_its_own_purchase_order_alone()
    {
        await AskAsync(2);
        _world.Clock.Advance(s_collectFor);
        await SendAsync();

        var link = _world.Mailer.Sent.Single(mail => mail.To[0] == "li@example.com").Text.Split('\n')[0].Split('/');
        await _world.Approvals.DecideAsync(
            link[^2],
            link[^1],
            _world.Links.IssueNonce(link[^1]),
            ApprovalDecision.Approve,
            null,
            CancellationToken.None
        );

        Assert.Equal(PurchaseOrderState.Approved, (await _world.PurchaseAsync("1001")).State);
        Assert.Equal(PurchaseOrderState.AwaitingApproval, (await _world.PurchaseAsync("1002")).State);
    }

    [Fact]
    public async Task One_alone_is_mailed_as_before()
    {
        var purchase = (await AskAsync(1))[0];
        _world.Clock.Advance(s_collectFor);
        await SendAsync();

        Assert.Equal(
            [$"approve-{purchase.Key}-1-0-ann", $"approve-{purchase.Key}-1-0-li"],
            _world.Mailer.Sent.Select(mail => mail.Id).Order()
        );
    }

    [Fact]
    public async Task What_is_no_longer_true_is_left_out()
    {
        var purchases = await AskAsync(4);
        await _world.DecideAsync(await _world.PurchaseAsync("1001"), approve: false);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        var dearer = (await _world.PurchaseAsync("1002")).SupplierOrders.Single().OrderId;
        _world.Market.Change(dearer, order => order with { Total = order.Total + Money.Cny(100) });
        await _world.NewsAsync(dearer);
        _world.Clock.Advance(s_collectFor);
        await SendAsync();

        var mail = _world.Mailer.Sent.First();
        Assert.DoesNotContain(purchases[0].Key.Value, mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain($"{purchases[1].Key}/1.", mail.Text, StringComparison.Ordinal);
        Assert.Contains(purchases[2].Key.Value, mail.Text, StringComparison.Ordinal);

        // The new amount is asked for in a round of its own.
        await _world.PlayAsync(purchases[1].Key);
        _world.Clock.Advance(s_collectFor);
        await SendAsync();
        Assert.Contains($"{purchases[1].Key}/2.", _world.Mailer.Sent[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_dies_after_the_mail_sends_the_same_mail_again_and_no_other()
    {
        await AskAsync(2);
        _world.Clock.Advance(s_collectFor);
        _world.Waiting.BeforeRemove = () => throw new TimeoutException("killed");
        await Assert.ThrowsAsync<TimeoutException>(SendAsync);
        _world.Waiting.BeforeRemove = null;

        // What comes meanwhile stands in a mail of its own.
        var late = await AskOneAsync("1003");
        _world.Clock.Advance(s_collectFor);
        await SendAsync();

        Assert.Equal(4, _world.Mailer.Sent.Select(mail => mail.Id).Distinct().Count());
        Assert.All(
            _world.Mailer.Sent.Where(mail => mail.Text.Contains(late.Key.Value, StringComparison.Ordinal)),
            mail => Assert.StartsWith("approve-", mail.Id, StringComparison.Ordinal)
        );
        Assert.Empty(_world.Waiting.All);
    }

    [Fact]
    public async Task An_app_that_dies_before_the_request_waits_asks_when_it_runs_again()
    {
        var purchase = (await AskAsync(1))[0];
        await _world.Waiting.RemoveAsync([.. _world.Waiting.All], CancellationToken.None);

        await _world.PlayAsync(purchase.Key);
        _world.Clock.Advance(s_collectFor);
        await SendAsync();

        Assert.Equal(2, _world.Mailer.Sent.Count);
    }

    [Theory]
    [InlineData("ann@example.com", "li@example.com")]
    [InlineData("li@example.com", "ann@example.com")]
    public async Task A_mailbox_that_takes_nothing_keeps_no_other_back_and_whoever_got_the_mail_gets_it_once(string refused, string other)
    {
        await AskAsync(3);
        _world.Clock.Advance(s_collectFor);
        _world.Mailer.RefusesTo = refused;
        Assert.NotNull(await _world.Collected.SendDueAsync(CancellationToken.None));
        Assert.Equal([other], _world.Mailer.Sent.SelectMany(mail => mail.To));

        _world.Mailer.RefusesTo = null;
        await SendAsync();
        Assert.Equal([other, refused], _world.Mailer.Sent.SelectMany(mail => mail.To));
    }

    [Fact]
    public async Task A_mail_that_nobody_sends_is_told_as_trouble_of_its_purchase_order()
    {
        var purchase = (await AskAsync(1))[0];
        _world.Clock.Advance(TimeSpan.FromMinutes(30));
        await Assert.ThrowsAsync<OutsideUnavailableException>(() => _world.PlayAsync(purchase.Key));
    }

    [Fact]
    public async Task Reminders_are_collected_too()
    {
        var purchases = await AskAsync(3);
        _world.Clock.Advance(s_collectFor);
        await SendAsync();
        _world.Mailer.Sent.Clear();

        _world.Clock.Advance(TimeSpan.FromHours(12));
        foreach (var purchase in purchases)
        {
            Assert.Equal(FulfilmentStep.Remind, (await _world.PlayAsync(purchase.Key)).Step);
        }

        _world.Clock.Advance(s_collectFor);
        await SendAsync();

        Assert.Equal(2, _world.Mailer.Sent.Count);
        Assert.Equal(1, (await _world.PurchaseAsync("1003")).Approval!.Reminders);
        Assert.Equal(FulfilmentStep.AwaitDecision, (await _world.PlayAsync(purchases[2].Key)).Step);
    }

    [Fact]
    public async Task Payments_are_collected_and_whoever_approved_is_not_asked_to_pay()
    {
        foreach (var purchase in await AskAsync(3))
        {
            await _world.DecideAsync(await _world.PurchaseAsync(purchase.Key.Order.StoreOrderId), approve: true);
            Assert.Equal(FulfilmentStep.AwaitPayment, (await _world.PlayAsync(purchase.Key)).Step);
        }

        _world.Clock.Advance(s_collectFor);
        await SendAsync();

        var mail = Assert.Single(_world.Mailer.Sent);
        Assert.Equal("ann@example.com", mail.To[0]);
        Assert.Equal(3, mail.Text.Split('\n').Length);
    }

    [Fact]
    public async Task While_payments_are_stopped_nobody_is_sent_to_pay()
    {
        var purchase = (await AskAsync(1))[0];
        await _world.DecideAsync(await _world.PurchaseAsync("1001"), approve: true);
        await _world.PlayAsync(purchase.Key);
        await _world.Stop.StopAsync("Ann", "a leak", CancellationToken.None);
        _world.Clock.Advance(s_collectFor);
        await SendAsync();
        Assert.Empty(_world.Mailer.Sent);

        await _world.Stop.LiftAsync("Ann", "mended", CancellationToken.None);
        await SendAsync();
        Assert.Equal($"pay-{purchase.Key}-1-ann", Assert.Single(_world.Mailer.Sent).Id);
    }

    private async Task SendAsync() => Assert.Null(await _world.Collected.SendDueAsync(CancellationToken.None));

    private async Task<List<PurchaseOrder>> AskAsync(int count, TimeSpan apart = default)
    {
        var asked = new List<PurchaseOrder>();
        for (var number = 1001; number <= 1000 + count; number++)
        {
            asked.Add(await AskOneAsync($"{number}"));
            _world.Clock.Advance(apart);
        }

        return asked;
    }

    private async Task<PurchaseOrder> AskOneAsync(string id)
    {
        var purchase = await _world.AskedAsync(id);
        Assert.Null(purchase.Approval!.MailedAt);
        return purchase;
    }
}
