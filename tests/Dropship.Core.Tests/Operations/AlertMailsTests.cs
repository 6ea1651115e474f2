using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Operations;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>Alerts of one reason are collected into one mail for each reader.</summary>
public sealed class AlertMailsTests
{
    private readonly World _world = new();
    private readonly Group _group = new();
    private readonly AlertMails _mails;

    public AlertMailsTests() =>
        _mails = new AlertMails(
            _world.Alerts,
            _world.Queues,
            new PlainNotices(),
            _world.Mailer,
            [_group],
            new OrderListLinks(_world.Options, _world.Clock),
            new SecondApprovers(_world.StoreAccounts, _world.Options)
        );

    [Fact]
    public async Task Many_alerts_of_one_reason_are_one_mail_for_each_reader()
    {
        var keys = await RaiseAsync("SKU_UNMAPPED", 59);
        await SendAllAsync(keys);

        Assert.Equal(2, _world.Mailer.Sent.Count);
        Assert.All(_world.Mailer.Sent, mail => Assert.Equal(59, mail.Text.Split('\n').Length));
        Assert.All(_world.AlertRows.Open.Values, alert => Assert.NotNull(alert.MailedAt));
    }

    [Fact]
    public async Task Another_reason_is_another_mail()
    {
        await SendAllAsync([.. await RaiseAsync("SKU_UNMAPPED", 2), .. await RaiseAsync("OUT_OF_STOCK", 2)]);

        Assert.Equal(["OUT_OF_STOCK", "SKU_UNMAPPED"], _world.Mailer.Sent.Select(mail => mail.Subject).Distinct().Order());
        Assert.Equal(4, _world.Mailer.Sent.Count);
    }

    [Fact]
    public async Task A_closed_alert_is_not_mailed_and_any_message_mails_the_others()
    {
        var keys = await RaiseAsync("SKU_UNMAPPED", 3);
        await _world.Alerts.ResolveAsync(keys[0], CancellationToken.None);
        await SendAllAsync([keys[0], keys[2], keys[1]]);

        Assert.Equal(2, _world.Mailer.Sent.Count);
        Assert.All(_world.Mailer.Sent, mail => Assert.DoesNotContain("detail 0", mail.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_one_message_mails_the_alerts_the_others_wait()
    {
        var keys = await RaiseAsync("SKU_UNMAPPED", 2);
        var alert = (await _world.Alerts.FindAsync(keys[0], CancellationToken.None))!;

        // The other message is being sent right now.
        Assert.True(await _world.Alerts.TryClaimAsync(alert, CancellationToken.None));
        await SendAllAsync(keys);

        Assert.Empty(_world.Mailer.Sent);
        Assert.All(_world.AlertRows.Open.Values, waiting => Assert.Null(waiting.MailedAt));
    }

    [Fact]
    public async Task Whoever_stopped_the_payments_gets_no_mail_about_it()
    {
        await _world.Stop.StopAsync("Ann", "a leak", CancellationToken.None);
        await SendAllAsync([.. _world.AlertRows.Open.Keys]);

        Assert.Equal(["li@example.com"], _world.Mailer.Sent.SelectMany(mail => mail.To));
        Assert.All(_world.AlertRows.Open.Values, alert => Assert.NotNull(alert.MailedAt));
    }

    [Fact]
    public async Task A_group_is_told_what_the_mails_tell()
    {
        await SendAllAsync(await RaiseAsync("SKU_UNMAPPED", 3));

        Assert.Equal(["detail 0", "detail 1", "detail 2"], Assert.Single(_group.Posted).Text.Split('\n'));
    }

    [Fact]
    public async Task One_that_cannot_be_told_keeps_no_other_back_and_nobody_is_told_twice()
    {
        var keys = await RaiseAsync("SKU_UNMAPPED", 2);
        _group.Answer = CallResult.Refused<Unit>("310000", "no such robot");

        Assert.Equal("310000", (await _mails.SendAsync(keys[0], CancellationToken.None))?.Code);
        Assert.Equal(2, _world.Mailer.Sent.Count);
        Assert.All(_world.AlertRows.Open.Values, alert => Assert.Null(alert.MailedAt));

        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        _group.Answer = CallResult.Success(default(Unit));
        Assert.Null(await _mails.SendAsync(keys[0], CancellationToken.None));

        Assert.Equal(2, _world.Mailer.Sent.Count);
        Assert.Equal(2, _group.Posted.Count);
        Assert.All(_world.AlertRows.Open.Values, alert => Assert.NotNull(alert.MailedAt));
    }

    private async Task SendAllAsync(IReadOnlyList<AlertKey> keys)
    {
        foreach (var key in keys)
        {
            Assert.Null(await _mails.SendAsync(key, CancellationToken.None));
        }
    }

    private async Task<IReadOnlyList<AlertKey>> RaiseAsync(string code, int count)
    {
        var keys = Enumerable.Range(0, count).Select(number => AlertKey.Of(new OrderKey(World.Account, $"{number:00}"), code)).ToList();
        foreach (var (number, key) in keys.Index())
        {
            await _world.Alerts.RaiseAsync(new AlertNotice(key, code, $"#{number}", $"detail {number}"), CancellationToken.None);
        }

        return keys;
    }

    private sealed class Group : IChatChannel
    {
        public List<ChatMessage> Posted { get; } = [];

        public CallResult<Unit> Answer { get; set; } = CallResult.Success(default(Unit));

        public string Id => "team";

        public Language Language => Language.English;

        public Task<CallResult<Unit>> PostAsync(ChatMessage message, CancellationToken cancellationToken)
        {
            Posted.Add(message);
            return Task.FromResult(Answer);
        }
    }
}
