using Dropship.Core.Operations;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>One digest a day for each person and each group, whatever fails on the way.</summary>
public sealed class DigestServiceTests
{
    private readonly World _world = new();
    private readonly Group _group = new();
    private readonly MemoryDigests _digests = new();
    private readonly DigestService _service;

    // The clock of the world stands at 08:00 UTC on the first of March.
    public DigestServiceTests() => _service = Service(new TimeOnly(8, 30));

    [Fact]
    public async Task It_is_sent_at_its_time_once_a_day_to_each_person_and_group()
    {
        await SendAsync();
        Assert.Empty(_world.Mailer.Sent);

        _world.Clock.Advance(TimeSpan.FromMinutes(31));
        await SendAsync();
        await SendAsync();
        _world.Clock.Advance(TimeSpan.FromHours(3));
        await SendAsync();

        Assert.Equal(["ann@example.com", "li@example.com"], _world.Mailer.Sent.SelectMany(mail => mail.To).Order());
        Assert.Single(_group.Posted);

        _world.Clock.Advance(TimeSpan.FromDays(1));
        await SendAsync();
        Assert.Equal(4, _world.Mailer.Sent.Count);
        Assert.Equal(4, _world.Mailer.Sent.Select(mail => mail.Id).Distinct().Count());
    }

    [Fact]
    public async Task Without_a_time_there_is_none()
    {
        _world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await Service(null).SendDueAsync(CancellationToken.None));

        Assert.Empty(_world.Mailer.Sent);
    }

    [Fact]
    public async Task One_that_failed_for_some_goes_to_these_alone_and_to_nobody_twice()
    {
        _world.Clock.Advance(TimeSpan.FromHours(1));
        _world.Mailer.RefusesTo = "ann@example.com";
        _group.Answer = CallResult.Refused<Unit>("310000", "no such robot");
        Assert.Equal("down", (await _service.SendDueAsync(CancellationToken.None))?.Code);

        _world.Mailer.RefusesTo = null;
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await SendAsync();
        Assert.Equal(["li@example.com"], _world.Mailer.Sent.SelectMany(mail => mail.To));
        _world.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal("310000", (await _service.SendDueAsync(CancellationToken.None))?.Code);

        _group.Answer = CallResult.Success(default(Unit));
        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        await SendAsync();
        await SendAsync();

        Assert.Equal(["li@example.com", "ann@example.com"], _world.Mailer.Sent.SelectMany(mail => mail.To));
        Assert.Equal(3, _group.Posted.Count);
    }

    [Fact]
    public async Task One_that_is_due_late_in_the_day_is_sent_until_well_into_the_next()
    {
        var service = Service(new TimeOnly(23, 59));
        _world.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 2, 0, 10, 0, TimeSpan.Zero));
        Assert.Null(await service.SendDueAsync(CancellationToken.None));
        Assert.Null(await service.SendDueAsync(CancellationToken.None));
        Assert.Equal(2, _world.Mailer.Sent.Count);

        _world.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 2, 23, 59, 0, TimeSpan.Zero));
        Assert.Null(await service.SendDueAsync(CancellationToken.None));
        Assert.Equal(4, _world.Mailer.Sent.Count);
    }

    [Fact]
    public async Task Another_sender_waits_while_one_sends_and_takes_over_when_that_one_ended()
    {
        _world.Clock.Advance(TimeSpan.FromHours(1));
        await _digests.TrySaveAsync(
            new DigestRecord
            {
                Day = new DateOnly(2026, 3, 1),
                ClaimedAt = _world.Clock.GetUtcNow(),
                ToldTo = ["li"],
            },
            CancellationToken.None
        );
        await SendAsync();
        Assert.Empty(_world.Mailer.Sent);

        _world.Clock.Advance(TimeSpan.FromMinutes(6));
        await SendAsync();
        Assert.Equal(["ann@example.com"], _world.Mailer.Sent.SelectMany(mail => mail.To));
    }

    [Fact]
    public async Task One_that_is_half_a_day_late_is_left_out()
    {
        _world.Clock.Advance(TimeSpan.FromHours(13));
        await SendAsync();

        Assert.Empty(_world.Mailer.Sent);
    }

    [Fact]
    public async Task It_tells_what_waits_the_nearest_deadline_first_and_what_happened_yesterday()
    {
        _world.ShipBy = _world.Clock.GetUtcNow().AddDays(3);
        var purchase = await _world.PaidAsync();
        _world.Market.Ship(_world.Market.Single.OrderId, "YT8800000000001");
        await _world.NewsAsync(_world.Market.Single.OrderId);
        await _world.PlayAsync(purchase.Key);
        Assert.True((await _world.ReadAsync("1001")).IsOnTime);

        _world.Store.Orders["1003"] = World.Order("1003", ("L1", "SKU-X", 1)) with { ShipBy = _world.Clock.GetUtcNow().AddDays(4) };
        _world.Store.Orders["1002"] = World.Order("1002", ("L1", "SKU-X", 1)) with { ShipBy = _world.Clock.GetUtcNow().AddDays(2) };
        await _world.RunAsync();
        await _world.Stop.StopAsync("Ann", "a leak", CancellationToken.None);

        var digest = await Reader().ReadAsync(new DateOnly(2026, 3, 2), TimeZoneInfo.Utc, CancellationToken.None);

        Assert.Equal(
            [("#1002", "SKU_UNMAPPED"), ("#1003", "SKU_UNMAPPED"), ("1688", "MONEY_STOPPED")],
            digest.Items[DigestKind.Attention].Select(item => (item.Subject, item.Code!))
        );
        Assert.Equal(new DigestFigures(3, 1, 1, 1, 1, 0), digest.Figures);
        Assert.Equal(100, digest.Figures.OnTimePercent);

        var next = await Reader().ReadAsync(new DateOnly(2026, 3, 3), TimeZoneInfo.Utc, CancellationToken.None);
        Assert.Equal(new DigestFigures(0, 0, 0, 0, 0, 0), next.Figures);
        Assert.Null(next.Figures.OnTimePercent);
    }

    [Theory]
    [InlineData("SHIP_BY_PASSED", DigestKind.Late)]
    [InlineData("SHIPMENT_LATE", DigestKind.Late)]
    [InlineData("PUSH_REFUSED", DigestKind.SyncFailed)]
    [InlineData("TRACKING_CONFLICT", DigestKind.SyncFailed)]
    [InlineData("OUT_OF_STOCK", DigestKind.OutOfStock)]
    [InlineData("STORE_UNAUTHORIZED", DigestKind.Attention)]
    public async Task Each_trouble_has_its_place(string code, DigestKind kind)
    {
        await _world.Alerts.RaiseAsync(
            new AlertNotice(AlertKey.Of(new OrderKey("shop", "1"), code), code, "#1", "detail"),
            CancellationToken.None
        );

        var digest = await Reader().ReadAsync(new DateOnly(2026, 3, 2), TimeZoneInfo.Utc, CancellationToken.None);

        Assert.Equal(code, Assert.Single(digest.Items[kind]).Code);
        Assert.Equal(1, digest.Items.Count);
    }

    [Fact]
    public async Task What_waits_for_approval_is_told_with_its_amount()
    {
        var purchase = await _world.AskedAsync();

        var digest = await Reader().ReadAsync(new DateOnly(2026, 3, 2), TimeZoneInfo.Utc, CancellationToken.None);

        Assert.Equal(purchase.Amount, Assert.Single(digest.Items[DigestKind.Approval]).Amount);
    }

    private DigestReader Reader() => new(_world.Alerts, _world.Orders);

    private DigestService Service(TimeOnly? at) =>
        new(
            _digests,
            Reader(),
            new TeamChannels(new PlainNotices(), _world.Mailer, [_group]),
            new OrderListLinks(_world.Options, _world.Clock),
            _world.Options,
            new TeamOptions { DigestAt = at },
            _world.Clock
        );

    private async Task SendAsync() => Assert.Null(await _service.SendDueAsync(CancellationToken.None));

    private sealed class MemoryDigests : IDigests
    {
        private DigestRecord? _kept;
        private int _version;

        public Task<DigestRecord?> FindAsync(CancellationToken cancellationToken) => Task.FromResult(_kept);

        public Task<DigestRecord?> TrySaveAsync(DigestRecord record, CancellationToken cancellationToken)
        {
            if (_kept?.Version != record.Version)
            {
                return Task.FromResult<DigestRecord?>(null);
            }

            _kept = record with { Version = $"{++_version}" };
            return Task.FromResult<DigestRecord?>(_kept);
        }
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
