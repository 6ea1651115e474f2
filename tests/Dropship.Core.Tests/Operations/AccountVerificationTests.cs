using System.Text.Json.Nodes;
using Dropship.Core.Operations;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>An account works only once its platform has said yes to its credentials.</summary>
public sealed class AccountVerificationTests
{
    private static readonly CallProblem s_refused = new(ProblemKind.Unauthorized, "401", "invalid token");

    private static readonly CallProblem s_unreachable = new(ProblemKind.Transient, "not-connected", "no connection");

    private static readonly StoreAccount s_two = World.StoreAccount with { Id = "shop-two", Endpoint = new Uri("https://two.example") };

    private readonly World _world = new();

    [Fact]
    public async Task A_store_account_that_its_store_refuses_is_not_saved_and_works_once_the_store_accepts_it()
    {
        var account = s_two;
        _world.Store.Down = s_refused;
        var refused = await SetUpAsync(account, "wrong");
        Assert.Equal((false, "401"), (refused.IsSaved, refused.Problem!.Code));
        Assert.Null(await _world.StoreAccounts.FindAsync("shop-two", CancellationToken.None));
        Assert.False(_world.Secrets.Values.ContainsKey(account.SecretName));

        _world.Store.Down = null;
        Assert.True((await SetUpAsync(account, "secret")).IsSaved);
        var saved = (await _world.StoreAccounts.FindAsync("shop-two", CancellationToken.None))!;
        Assert.Equal((StoreAccountState.Active, null), (saved.State, saved.StateReason));
        Assert.Equal("secret", _world.Secrets.Values[account.SecretName]);
    }

    [Fact]
    public async Task Before_the_first_verification_has_ended_no_alert_is_raised()
    {
        await _world.StoreAccounts.SaveAsync(
            World.StoreAccount with
            {
                State = StoreAccountState.Unauthorized,
                StateReason = Unverified.Reason,
            },
            CancellationToken.None
        );
        await _world.PurchasingAccounts.SaveAsync(
            World.PurchasingAccount with
            {
                State = PurchasingAccountState.Unauthorized,
                StateReason = Unverified.Reason,
            },
            CancellationToken.None
        );

        await _world.Scheduler.QueueDueAsync(CancellationToken.None);
        await _world.Sweep.RunAsync(CancellationToken.None);

        Assert.Empty(_world.AlertRows.Open);
    }

    [Fact]
    public async Task Credentials_that_are_refused_leave_the_working_ones_and_the_account_as_they_are()
    {
        await SetUpAsync(World.StoreAccount, "good");
        _world.Store.Down = s_refused;

        var answer = await SetUpAsync(World.StoreAccount with { DisplayName = "Other" }, "worse");

        Assert.Equal((false, "401"), (answer.IsSaved, answer.Problem!.Code));
        var saved = (await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None))!;
        Assert.Equal((StoreAccountState.Active, World.StoreAccount.DisplayName), (saved.State, saved.DisplayName));
        Assert.Equal("good", _world.Secrets.Values[World.StoreAccount.SecretName]);
        Assert.DoesNotContain("worse", _world.Secrets.Values.Values);
    }

    [Fact]
    public async Task Purchasing_credentials_that_are_refused_leave_the_working_ones_and_the_account_as_they_are()
    {
        await _world.Verification.SetUpPurchasingAsync(World.PurchasingAccount, "good", AccountActor.Operator, CancellationToken.None);
        _world.Market.Verification = s_refused;

        var answer = await _world.Verification.SetUpPurchasingAsync(
            World.PurchasingAccount with
            {
                DisplayName = "Other",
            },
            "worse",
            AccountActor.Operator,
            CancellationToken.None
        );

        Assert.Equal((false, "401"), (answer.IsSaved, answer.Problem!.Code));
        Assert.Equal(
            PurchasingAccountState.Active,
            (await _world.PurchasingAccounts.FindAsync(World.PurchasingAccountId, CancellationToken.None))!.State
        );
        Assert.Equal("good", _world.Secrets.Values[World.PurchasingAccount.SecretName]);
        Assert.DoesNotContain("worse", _world.Secrets.Values.Values);
    }

    [Fact]
    public async Task A_platform_that_cannot_be_reached_is_never_taken_for_one_that_refuses()
    {
        _world.Store.Down = s_unreachable;
        _world.Market.Verification = s_unreachable;

        Assert.Equal(
            s_unreachable,
            await _world.Verification.VerifyStoreAsync(World.StoreAccount, AccountActor.Operator, CancellationToken.None)
        );
        Assert.Equal(
            s_unreachable,
            await _world.Verification.VerifyPurchasingAsync(World.PurchasingAccount, AccountActor.Operator, CancellationToken.None)
        );
        Assert.False((await SetUpAsync(World.StoreAccount, null)).IsSaved);
        Assert.False(
            (
                await _world.Verification.SetUpPurchasingAsync(World.PurchasingAccount, null, AccountActor.Operator, CancellationToken.None)
            ).IsSaved
        );

        Assert.Equal(StoreAccountState.Active, (await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None))!.State);
        Assert.Equal(
            PurchasingAccountState.Active,
            (await _world.PurchasingAccounts.FindAsync(World.PurchasingAccountId, CancellationToken.None))!.State
        );
    }

    [Fact]
    public async Task A_verification_that_the_platform_refuses_marks_the_account()
    {
        _world.Store.Down = s_refused;
        _world.Market.Verification = s_refused;

        await _world.Verification.VerifyStoreAsync(World.StoreAccount, AccountActor.Operator, CancellationToken.None);
        await _world.Verification.VerifyPurchasingAsync(World.PurchasingAccount, AccountActor.Operator, CancellationToken.None);

        Assert.Equal(StoreAccountState.Unauthorized, (await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None))!.State);
        Assert.Equal(
            PurchasingAccountState.Unauthorized,
            (await _world.PurchasingAccounts.FindAsync(World.PurchasingAccountId, CancellationToken.None))!.State
        );
    }

    [Fact]
    public async Task An_account_that_lacks_only_its_sellers_consent_is_saved_so_that_the_seller_can_be_asked()
    {
        _world.Store.Down = new CallProblem(ProblemKind.Unauthorized, AccountVerification.NoConsent, "ask for the consent");

        var answer = await SetUpAsync(s_two, "app");

        Assert.Equal((true, AccountVerification.NoConsent), (answer.IsSaved, answer.Problem!.Code));
        var saved = (await _world.StoreAccounts.FindAsync("shop-two", CancellationToken.None))!;
        Assert.Equal(
            (StoreAccountState.Unauthorized, Unverified.Reason, "app"),
            (saved.State, saved.StateReason, _world.Secrets.Values[saved.SecretName])
        );
    }

    [Theory]
    [InlineData("https://mill.example", "https://mill.example")]
    [InlineData("https://mill.example", "https://MILL.example/")]
    [InlineData("https://mill.example", "https://mill.example:443//")]
    [InlineData("https://mill.example", "https://mill.example.")]
    [InlineData("https://mill.example/a/b", "https://mill.example/A/b/")]
    [InlineData("https://mill.example/a/b", "https://mill.example/%61/b?x=1#y")]
    [InlineData("http://127.0.0.1:7080/a", "http://localhost:7080/a/")]
    public async Task The_same_shop_under_a_second_account_is_refused_however_its_address_is_written(string first, string second)
    {
        Assert.True((await SetUpAsync(s_two with { Endpoint = new Uri(first) }, "a")).IsSaved);

        var answer = await SetUpAsync(s_two with { Id = "shop-three", Endpoint = new Uri(second) }, "a");

        Assert.False(answer.IsSaved);
        Assert.Contains("'shop-two'", answer.Conflict, StringComparison.Ordinal);
        Assert.Null(await _world.StoreAccounts.FindAsync("shop-three", CancellationToken.None));
    }

    [Fact]
    public async Task The_same_shop_under_a_second_account_is_refused_by_the_platforms_own_id_of_it()
    {
        _world.Store.ShopId = "shop.myshopify.example";
        Assert.True((await SetUpAsync(s_two, "a")).IsSaved);

        var answer = await SetUpAsync(s_two with { Id = "shop-three", Endpoint = new Uri("https://other.example") }, "a");

        Assert.Contains("'shop-two'", answer.Conflict, StringComparison.Ordinal);
        Assert.True((await SetUpAsync(s_two with { DisplayName = "Two" }, "b")).IsSaved);
        _world.Store.ShopId = "another.myshopify.example";
        Assert.Contains(
            "another.myshopify.example",
            (await SetUpAsync(s_two with { Endpoint = new Uri("https://other.example") }, "a")).Conflict,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_value_that_contradicts_the_shop_or_the_other_accounts_is_refused_with_what_is_right()
    {
        var currency = await SetUpAsync(s_two with { Currency = "EUR" }, "a");
        var purchasing = await SetUpAsync(s_two with { PurchasingAccountId = "nobody" }, "a");
        _world.Store.Down = new CallProblem(ProblemKind.Transient, AccountVerification.UnknownHost, "unknown");
        var host = await SetUpAsync(s_two, "a");

        Assert.Equal("currency: 'EUR' is not the shop's currency; the shop says USD.", Assert.Single(currency.Mistakes));
        Assert.Equal(
            $"purchasingAccountId: there is no purchasing account 'nobody'; there are: {World.PurchasingAccountId}.",
            Assert.Single(purchasing.Mistakes)
        );
        Assert.StartsWith("endpoint: there is no shop at this address", Assert.Single(host.Mistakes), StringComparison.Ordinal);
        Assert.Null(await _world.StoreAccounts.FindAsync("shop-two", CancellationToken.None));
    }

    [Fact]
    public async Task A_purchasing_account_that_is_set_up_is_verified_and_keeps_its_credentials_when_none_are_given()
    {
        var account = World.PurchasingAccount with { Id = "purchasing-two" };

        Assert.True(
            (await _world.Verification.SetUpPurchasingAsync(account, "secret", AccountActor.Operator, CancellationToken.None)).IsSaved
        );
        Assert.True(
            (
                await _world.Verification.SetUpPurchasingAsync(
                    account with
                    {
                        DisplayName = "Two",
                    },
                    null,
                    AccountActor.Operator,
                    CancellationToken.None
                )
            ).IsSaved
        );

        var saved = (await _world.PurchasingAccounts.FindAsync("purchasing-two", CancellationToken.None))!;
        Assert.Equal(
            (PurchasingAccountState.Active, "Two", "secret"),
            (saved.State, saved.DisplayName, _world.Secrets.Values[account.SecretName])
        );
    }

    [Theory]
    [InlineData("""{"appSecret":"new"}""", """{"appSecret":"new","accessToken":"a","refreshToken":"r","loginName":"me"}""")]
    [InlineData("""{"AppSecret":"new"}""", """{"appSecret":"new","accessToken":"a","refreshToken":"r","loginName":"me"}""")]
    [InlineData("""{}""", """{"appSecret":"old","accessToken":"a","refreshToken":"r","loginName":"me"}""")]
    [InlineData("""{"accessToken":"b","refreshToken":"s"}""", """{"appSecret":"old","accessToken":"b","refreshToken":"s"}""")]
    [InlineData("""{"appSecret":"new","refreshToken":"s"}""", """{"appSecret":"new","refreshToken":"s"}""")]
    [InlineData("""{"appSecret":"x","AppSecret":"new"}""", """{"appSecret":"new","accessToken":"a","refreshToken":"r","loginName":"me"}""")]
    [InlineData("""{"accessToken":null}""", """{"appSecret":"old","accessToken":null}""")]
    public async Task What_is_left_out_of_a_customers_credentials_is_kept_and_tokens_of_two_authorisations_are_never_mixed(
        string given,
        string expected
    )
    {
        _world.Secrets.Values[World.PurchasingAccount.SecretName] =
            """{"appSecret":"old","accessToken":"a","refreshToken":"r","loginName":"me"}""";

        Assert.True(
            (
                await _world.Verification.SetUpPurchasingAsync(
                    World.PurchasingAccount,
                    given,
                    AccountActor.Operator,
                    CancellationToken.None
                )
            ).IsSaved
        );

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

        await _world.Verification.SetUpPurchasingAsync(
            World.PurchasingAccount,
            """{"appSecret":"new"}""",
            AccountActor.Operator,
            CancellationToken.None
        );

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

    [Theory]
    [InlineData("shop-two")]
    [InlineData("shop-three")]
    public async Task Of_two_calls_at_once_that_set_one_shop_up_one_wins_and_the_other_is_told(string second)
    {
        var other = s_two with { Id = second };
        AccountAnswer? inner = null;
        _world.Store.OnVerify = async _ =>
        {
            _world.Store.OnVerify = null;
            inner = await SetUpAsync(other, "second");
        };

        var first = await SetUpAsync(s_two, "first");

        Assert.True(first.IsSaved);
        Assert.Contains("Another call is setting this shop up", inner!.Conflict, StringComparison.Ordinal);
        Assert.Equal("first", _world.Secrets.Values[s_two.SecretName]);
        Assert.Single(await _world.StoreAccounts.ListAsync(CancellationToken.None), account => account.Endpoint == s_two.Endpoint);

        // Once it is done, the shop is known.
        var later = await SetUpAsync(s_two with { Id = "shop-four" }, "third");
        Assert.Contains("is the account 'shop-two' already", later.Conflict, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_is_paused_while_it_is_verified_stays_paused(bool isAccepted)
    {
        _world.Store.OnVerify = async account =>
            await _world.StoreAccounts.SaveAsync(account with { State = StoreAccountState.Paused }, CancellationToken.None);
        _world.Store.Down = isAccepted ? null : new CallProblem(ProblemKind.Unauthorized, "401", "invalid token");

        await _world.Verification.VerifyStoreAsync(World.StoreAccount, AccountActor.Operator, CancellationToken.None);

        Assert.Equal(StoreAccountState.Paused, (await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None))!.State);
    }

    [Fact]
    public async Task What_is_changed_while_a_store_is_resumed_stays_changed()
    {
        _world.Store.OnVerify = async account =>
            await _world.StoreAccounts.SaveAsync(account with { DisplayName = "The new name" }, CancellationToken.None);
        var paused = World.StoreAccount with { State = StoreAccountState.Paused };
        await _world.StoreAccounts.SaveAsync(paused, CancellationToken.None);

        Assert.Null(await _world.Verification.ResumeStoreAsync(paused, AccountActor.Operator, CancellationToken.None));

        var now = (await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None))!;
        Assert.Equal(("The new name", StoreAccountState.Active), (now.DisplayName, now.State));
    }

    [Fact]
    public async Task A_store_that_is_deleted_while_it_is_resumed_stays_deleted()
    {
        _world.Store.OnVerify = account => _world.StoreAccounts.DeleteAsync(account.Id, CancellationToken.None);

        await _world.Verification.ResumeStoreAsync(World.StoreAccount, AccountActor.Operator, CancellationToken.None);

        Assert.Null(await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None));
    }

    [Fact]
    public async Task A_store_that_is_deleted_while_it_is_verified_stays_deleted()
    {
        _world.Store.OnVerify = account => _world.StoreAccounts.DeleteAsync(account.Id, CancellationToken.None);

        await _world.Verification.VerifyStoreAsync(World.StoreAccount, AccountActor.Operator, CancellationToken.None);

        Assert.Null(await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None));
    }

    [Fact]
    public async Task An_address_at_which_nobody_answers_is_a_mistake_of_the_input()
    {
        _world.Store.Down = s_unreachable;
        _world.Market.Verification = s_unreachable;

        var store = await SetUpAsync(s_two, "secret");
        var purchasing = await _world.Verification.SetUpPurchasingAsync(
            World.PurchasingAccount,
            null,
            AccountActor.Operator,
            CancellationToken.None
        );

        Assert.StartsWith(
            "endpoint: nobody answers at this address (two.example)",
            Assert.Single(store.Mistakes),
            StringComparison.Ordinal
        );
        Assert.StartsWith("endpoint: there is no gateway at this address", Assert.Single(purchasing.Mistakes), StringComparison.Ordinal);
    }

    private Task<AccountAnswer> SetUpAsync(StoreAccount account, string? credentials) =>
        _world.Verification.SetUpStoreAsync(account, credentials, AccountActor.Operator, CancellationToken.None);
}
