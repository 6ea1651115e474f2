using System.Globalization;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;
using Dropship.Core.Upkeep;

namespace Dropship.Core.Tests.Upkeep;

/// <summary>The end of a consent is told in good time, and over once the consent was given anew.</summary>
public sealed class ConsentWatchTests
{
    private readonly World _world = new();
    private readonly ConsentWatch _watch;

    public ConsentWatchTests() =>
        _watch = new ConsentWatch(
            _world.StoreAccounts,
            _world.PurchasingAccounts,
            _world.Secrets,
            _world.Alerts,
            new RecentChanges(),
            _world.Clock
        );

    [Theory]
    [InlineData(15, null)]
    [InlineData(14, "14")]
    [InlineData(8, "14")]
    [InlineData(7, "7")]
    [InlineData(2, "7")]
    [InlineData(1, "1")]
    [InlineData(-3, "1")]
    public async Task A_person_is_told_14_7_and_1_days_before_the_end(int days, string? stage)
    {
        End(World.StoreAccount.SecretName, days);

        await _watch.LookAsync(CancellationToken.None);

        Assert.Equal(stage is null ? [] : [AlertKey.Of(World.StoreAccount, HoldReasons.ConsentEnding, stage)], _world.AlertRows.Open.Keys);
    }

    [Fact]
    public async Task Each_stage_is_told_once_and_all_is_over_with_a_new_consent()
    {
        End(World.PurchasingAccount.SecretName, 16);
        for (var hour = 0; hour < 16 * 24; hour += 5)
        {
            await _watch.LookAsync(CancellationToken.None);
            _world.Clock.Advance(TimeSpan.FromHours(5));
        }

        Assert.Equal(
            ["1", "14", "7"],
            _world
                .AlertRows.Raised.Where(raised => raised.Value == 1)
                .Select(raised => raised.Key.ToString().Split(':')[^1])
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal([AlertKey.Of(World.PurchasingAccount, HoldReasons.ConsentEnding, "1")], _world.AlertRows.Open.Keys);

        End(World.PurchasingAccount.SecretName, 180);
        _world.Clock.Advance(TimeSpan.FromHours(7));
        await _watch.LookAsync(CancellationToken.None);

        Assert.Empty(_world.AlertRows.Open);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("not JSON")]
    [InlineData("""{"refreshTokenExpiresAt":null}""")]
    [InlineData("""{"refreshTokenExpiresAt":12}""")]
    [InlineData("""{"refreshTokenExpiresAt":"soon"}""")]
    public async Task Credentials_without_an_end_are_not_told_of(string? secret)
    {
        if (secret is not null)
        {
            _world.Secrets.Values[World.StoreAccount.SecretName] = secret;
        }

        await _watch.LookAsync(CancellationToken.None);

        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task A_paused_account_is_left_alone()
    {
        End(World.StoreAccount.SecretName, 3);
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { State = StoreAccountState.Paused }, CancellationToken.None);

        await _watch.LookAsync(CancellationToken.None);

        Assert.Empty(_world.AlertRows.Open);
    }

    [Theory]
    [InlineData("""{"consentEndsAt":"2026-03-03T00:00:00Z","refreshTokenExpiresAt":"2027-01-01T00:00:00Z"}""")]
    [InlineData("""{"consentEndsAt":null,"refreshTokenExpiresAt":"2026-03-03T00:00:00Z"}""")]
    [InlineData("""{"RefreshTokenExpiresAt":"2027-01-01T00:00:00Z","refreshTokenExpiresAt":"2026-03-03T00:00:00Z"}""")]
    public async Task The_end_of_the_consent_goes_before_the_tokens_and_the_last_of_two_spellings_counts(string secret)
    {
        _world.Secrets.Values[World.StoreAccount.SecretName] = secret;

        await _watch.LookAsync(CancellationToken.None);

        Assert.Contains("2026-03-03", Assert.Single(_world.AlertRows.Open.Values).Notice.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_cannot_be_read_keeps_no_other_account_back()
    {
        End(World.PurchasingAccount.SecretName, 3);
        var watch = new ConsentWatch(
            _world.StoreAccounts,
            _world.PurchasingAccounts,
            new RefusingSecrets(_world.Secrets, World.StoreAccount.SecretName),
            _world.Alerts,
            new RecentChanges(),
            _world.Clock
        );

        var thrown = await Assert.ThrowsAsync<AggregateException>(() => watch.LookAsync(CancellationToken.None));

        Assert.IsType<UnauthorizedAccessException>(Assert.Single(thrown.InnerExceptions));
        Assert.Equal([AlertKey.Of(World.PurchasingAccount, HoldReasons.ConsentEnding, "7")], _world.AlertRows.Open.Keys);
    }

    private void End(string secretName, int days)
    {
        var end = _world.Clock.GetUtcNow().AddDays(days).ToString("O", CultureInfo.InvariantCulture);
        _world.Secrets.Values[secretName] = $$"""{"refreshTokenExpiresAt":"{{end}}"}""";
    }

    private sealed class RefusingSecrets(ISecretStore secrets, string refused) : ISecretStore
    {
        public Task<string?> GetAsync(string name, CancellationToken cancellationToken) =>
            name == refused ? throw new UnauthorizedAccessException(name) : secrets.GetAsync(name, cancellationToken);

        public Task SetAsync(string name, string value, CancellationToken cancellationToken) =>
            secrets.SetAsync(name, value, cancellationToken);
    }
}
