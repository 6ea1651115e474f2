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

    private void End(string secretName, int days)
    {
        var end = _world.Clock.GetUtcNow().AddDays(days).ToString("O", CultureInfo.InvariantCulture);
        _world.Secrets.Values[secretName] = $$"""{"refreshTokenExpiresAt":"{{end}}"}""";
    }
}
