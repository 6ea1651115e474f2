using System.Text.Json.Nodes;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>An account works only once its platform has said yes to its credentials.</summary>
public sealed class AccountVerificationTests
{
    private static readonly CallProblem s_refused = new(ProblemKind.Unauthorized, "401", "invalid token");

    private readonly World _world = new();

    private IStoreAccounts Stores => _world.Accounts;

    private IPurchasingAccounts PurchasingAccounts => _world.Accounts;

    [Fact]
    public async Task A_store_account_that_is_set_up_works_when_the_store_says_so_and_says_why_not_when_it_does_not()
    {
        var account = World.StoreAccount with { Id = "shop-two" };
        _world.Store.Down = s_refused;
        Assert.Equal("401", (await SetUpAsync(account, "secret"))!.Code);
        var saved = (await Stores.FindAsync("shop-two", CancellationToken.None))!;
        Assert.Equal((StoreAccountState.Unauthorized, "401: invalid token"), (saved.State, saved.StateReason));

        _world.Store.Down = null;
        Assert.Null(await SetUpAsync(account, null));
        saved = (await Stores.FindAsync("shop-two", CancellationToken.None))!;
        Assert.Equal((StoreAccountState.Active, null), (saved.State, saved.StateReason));
        Assert.Equal("secret", _world.Secrets.Values[account.SecretName]);
    }

    [Fact]
    public async Task Before_the_first_verification_has_ended_no_alert_is_raised()
    {
        await Stores.SaveAsync(World.StoreAccount with { State = StoreAccountState.Unauthorized, StateReason = Unverified.Reason }, CancellationToken.None);
        await PurchasingAccounts.SaveAsync(World.PurchasingAccount with { State = PurchasingAccountState.Unauthorized, StateReason = Unverified.Reason }, CancellationToken.None);

        await _world.Scheduler.QueueDueAsync(CancellationToken.None);
        await _world.Sweep.RunAsync(CancellationToken.None);

        Assert.Empty(_world.Alerts.Open);
    }

    [Fact]
    public async Task An_account_that_worked_works_no_more_once_it_was_set_up_with_what_its_platform_refuses()
    {
        _world.Store.Down = s_refused;

        Assert.NotNull(await SetUpAsync(World.StoreAccount, "worse"));

        Assert.Equal(StoreAccountState.Unauthorized, (await Stores.FindAsync(World.Account, CancellationToken.None))!.State);
    }

    [Fact]
    public async Task A_customer_account_that_is_set_up_is_verified_and_keeps_its_credentials_when_none_are_given()
    {
        var account = World.PurchasingAccount with { Id = "purchasing-two" };

        Assert.Null(await _world.Verification.SetUpPurchasingAsync(account, "secret", CancellationToken.None));
        Assert.Null(await _world.Verification.SetUpPurchasingAsync(account with { DisplayName = "Two" }, null, CancellationToken.None));

        var saved = (await PurchasingAccounts.FindAsync("purchasing-two", CancellationToken.None))!;
        Assert.Equal((PurchasingAccountState.Active, "Two", "secret"), (saved.State, saved.DisplayName, _world.Secrets.Values[account.SecretName]));
    }

    [Theory]
    [InlineData("""{"appSecret":"new"}""", """{"appSecret":"new","accessToken":"a","refreshToken":"r","loginName":"me"}""")]
    [InlineData("""{"AppSecret":"new"}""", """{"appSecret":"new","accessToken":"a","refreshToken":"r","loginName":"me"}""")]
    [InlineData("""{}""", """{"appSecret":"old","accessToken":"a","refreshToken":"r","loginName":"me"}""")]
    [InlineData("""{"accessToken":"b","refreshToken":"s"}""", """{"appSecret":"old","accessToken":"b","refreshToken":"s"}""")]
    [InlineData("""{"appSecret":"new","refreshToken":"s"}""", """{"appSecret":"new","refreshToken":"s"}""")]
    [InlineData("""{"accessToken":null}""", """{"appSecret":"old","accessToken":null}""")]
    public async Task What_is_left_out_of_a_customers_credentials_is_kept_and_tokens_of_two_authorisations_are_never_mixed(string given, string expected)
    {
        _world.Secrets.Values[World.PurchasingAccount.SecretName] = """{"appSecret":"old","accessToken":"a","refreshToken":"r","loginName":"me"}""";

        Assert.Null(await _world.Verification.SetUpPurchasingAsync(World.PurchasingAccount, given, CancellationToken.None));

        var stored = _world.Secrets.Values[World.PurchasingAccount.SecretName];
        Assert.True(JsonNode.DeepEquals(Folded(expected), Folded(stored)), stored);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not json")]
    public async Task A_customers_first_credentials_are_stored_as_they_are_given(string? stored)
    {
        if (stored is not null)
        {
            _world.Secrets.Values[World.PurchasingAccount.SecretName] = stored;
        }

        await _world.Verification.SetUpPurchasingAsync(World.PurchasingAccount, """{"appSecret":"new"}""", CancellationToken.None);

        Assert.Equal("""{"appSecret":"new"}""", _world.Secrets.Values[World.PurchasingAccount.SecretName]);
    }

    [Fact]
    public async Task A_stores_credentials_are_replaced_whole_so_that_an_old_secret_goes_by_leaving_it_out()
    {
        await SetUpAsync(World.StoreAccount, """{"clientId":"c","clientSecret":"new","webhookSecrets":["old"]}""");

        await SetUpAsync(World.StoreAccount, """{"clientId":"c","clientSecret":"new"}""");

        Assert.Equal("""{"clientId":"c","clientSecret":"new"}""", _world.Secrets.Values[World.StoreAccount.SecretName]);
    }

    // The connector takes names in any case.
    private static JsonObject Folded(string json) =>
        new(JsonNode.Parse(json)!.AsObject().Select(field => KeyValuePair.Create(field.Key.ToUpperInvariant(), field.Value?.DeepClone())));

    private Task<CallProblem?> SetUpAsync(StoreAccount account, string? credentials) => _world.Verification.SetUpStoreAsync(account, credentials, CancellationToken.None);
}
