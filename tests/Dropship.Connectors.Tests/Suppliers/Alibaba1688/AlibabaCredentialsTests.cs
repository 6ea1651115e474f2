using System.Text.Json.Nodes;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using static Dropship.Connectors.Tests.Suppliers.Alibaba1688.Purchases;

namespace Dropship.Connectors.Tests.Suppliers.Alibaba1688;

/// <summary>The app's secret and the tokens: renewed once, kept when they cannot be saved, replaced without a call that is made
/// twice.</summary>
public sealed class AlibabaCredentialsTests
{
    [Fact]
    public async Task Verifying_tells_who_buys()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.PostAsync("tokens/expire");

        var verified = await bench.Market.VerifyAsync(bench.PurchasingAccount, CancellationToken.None);

        Assert.Equal("dropship_buyer", verified.Value.Name);
    }

    [Fact]
    public async Task One_refresh_serves_all_calls_that_found_the_token_spent()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.PutAsync("settings", new { rotateRefreshTokens = true });
        await bench.PostAsync("tokens/expire");

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ListAsync(bench.Market, bench.PurchasingAccount)));

        Assert.All(results, result => Assert.True(result.IsSuccess, result.ToString()));
        Assert.Equal(1, await bench.CallsAsync("1688:getToken"));
        var secret = await bench.Bench.PurchasingSecretAsync();
        Assert.NotEqual("sandbox-refresh-main", secret["refreshToken"]!.GetValue<string>());
        Assert.Equal("sandbox-1688-secret", secret["appSecret"]!.GetValue<string>());
        Assert.NotNull(secret["refreshTokenExpiresAt"]);
    }

    [Fact]
    public async Task A_purchase_with_a_spent_token_is_made_once_after_a_refresh()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.PostAsync("tokens/expire");

        await BuyAsync(bench, "PO-1", (Lamp, null, 1));

        Assert.Single((await bench.StateAsync())["purchaseOrders"]!.AsArray());
        Assert.Equal("sandbox-refresh-main", (await bench.Bench.PurchasingSecretAsync())["refreshToken"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_token_that_is_about_to_end_is_refreshed_before_it_is_used()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.Bench.GivePurchasingSecretAsync(
            new
            {
                appSecret = "sandbox-1688-secret",
                accessToken = "sandbox-access-main",
                accessTokenExpiresAt = DateTimeOffset.UtcNow.AddMinutes(3),
                refreshToken = "sandbox-refresh-main",
            }
        );

        Assert.True((await bench.Market.VerifyAsync(bench.PurchasingAccount, CancellationToken.None)).IsSuccess);

        Assert.Equal(1, await bench.CallsAsync("1688:getToken"));
    }

    [Fact]
    public async Task Tokens_that_cannot_be_saved_work_on_in_memory_are_reported_and_saved_later()
    {
        await using var server = await RenewingServerAsync();
        var store = Unsaving();
        await using var bench = Bench.Make(
            options => options.CredentialsKept = TimeSpan.Zero,
            services => services.AddSingleton<ISecretStore>(store)
        );
        var purchasingAccount = Bench.PurchasingAccount(server.Address);

        var first = await bench.Market.ListChangedOrdersAsync(
            purchasingAccount,
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch,
            1,
            CancellationToken.None
        );
        Assert.True(first.IsSuccess, first.ToString());
        Assert.Contains(bench.Log.Lines, line => line.StartsWith("3004", StringComparison.Ordinal));
        store.Fails = false;
        Assert.True(
            (
                await bench.Market.ListChangedOrdersAsync(
                    purchasingAccount,
                    DateTimeOffset.UnixEpoch,
                    DateTimeOffset.UnixEpoch,
                    1,
                    CancellationToken.None
                )
            ).IsSuccess
        );

        Assert.Equal(
            ["t1", "t2", "t2"],
            server.Calls.Where(call => call.Form.ContainsKey("access_token")).Select(call => call.Form["access_token"])
        );
        Assert.Contains("r2", store.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"error":"invalid_grant","error_description":"expired"}""", 400, CallOutcome.Refused, ProblemKind.Unauthorized)]
    [InlineData("busy", 503, CallOutcome.NotSent, ProblemKind.Transient)]
    public async Task A_refresh_that_fails_leaves_the_purchase_unsent(string body, int status, CallOutcome outcome, ProblemKind kind)
    {
        await using var server = await ScriptedServer.StartAsync(
            ScriptedReply.Json("""{"error_code":"401","error_message":"Request need user authorized"}""", 401),
            ScriptedReply.Json(body, status)
        );
        await using var bench = Bench.Make(options => options.ReadAttempts = 1);
        await bench.GivePurchasingSecretAsync(
            new
            {
                appSecret = "s",
                accessToken = "t1",
                refreshToken = "r1",
            }
        );

        var created = await bench.Market.CreateAsync(
            Bench.PurchasingAccount(server.Address),
            Request("PO-1", (Lamp, null, 1)),
            CancellationToken.None
        );

        Assert.Equal((outcome, kind), (created.Outcome, created.Problem!.Kind));
    }

    [Fact]
    public async Task A_purchase_that_is_signed_with_the_replaced_secret_is_made_once_with_the_new_one()
    {
        await using var bench = await SandboxBench.StartAsync();
        await ReplaceSecretAsync(bench);

        await BuyAsync(bench, "PO-1", (Lamp, null, 1));

        Assert.Single((await bench.StateAsync())["purchaseOrders"]!.AsArray());
        Assert.Equal(2, await bench.CallsAsync("1688:alibaba.trade.fastCreateOrder"));
    }

    [Fact]
    public async Task A_payment_that_is_signed_with_the_replaced_secret_is_made_once_with_the_new_one()
    {
        await using var bench = await SandboxBench.StartAsync();
        var id = await BuyAsync(bench, "PO-1", (Lamp, null, 1));
        var total = (await bench.Market.ReadOrderAsync(bench.PurchasingAccount, id, CancellationToken.None)).Value.Total;
        await ReplaceSecretAsync(bench);

        var paid = await bench.Market.PayByAgreementAsync(bench.PurchasingAccount, id, total, "r1", CancellationToken.None);

        Assert.True(paid.IsSuccess, paid.ToString());
        Assert.Equal(2, await bench.CallsAsync("1688:alibaba.trade.pay.protocolPay.preparePay"));
    }

    [Fact]
    public async Task A_replaced_secret_and_a_spent_token_together_are_got_over()
    {
        await using var bench = await SandboxBench.StartAsync();
        await ReplaceSecretAsync(bench);
        await bench.PostAsync("tokens/expire");

        await BuyAsync(bench, "PO-1", (Lamp, null, 1));

        Assert.Single((await bench.StateAsync())["purchaseOrders"]!.AsArray());
        Assert.Equal("the-new-secret", (await bench.Bench.PurchasingSecretAsync())["appSecret"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_signature_that_is_refused_with_the_secret_as_it_is_stored_is_not_tried_again()
    {
        await using var server = await ScriptedServer.StartAsync(SignatureRefused);
        await using var bench = Bench.Make();
        await bench.GivePurchasingSecretAsync(new { appSecret = "s", accessToken = "t" });

        var created = await bench.Market.CreateAsync(
            Bench.PurchasingAccount(server.Address),
            Request("PO-1", (Lamp, null, 1)),
            CancellationToken.None
        );

        Assert.Equal(
            (CallOutcome.Refused, ProblemKind.Unauthorized, "gw.SignatureInvalid"),
            (created.Outcome, created.Problem!.Kind, created.Problem.Code)
        );
    }

    [Fact]
    public async Task A_signature_that_is_refused_with_the_new_secret_too_is_not_tried_a_third_time()
    {
        await using var server = await ScriptedServer.StartAsync(
            ScriptedReply.Json("""{"result":[],"totalRecord":0}"""),
            SignatureRefused,
            SignatureRefused
        );
        await using var bench = Bench.Make();
        var purchasingAccount = Bench.PurchasingAccount(server.Address);
        await bench.GivePurchasingSecretAsync(new { appSecret = "s", accessToken = "t" });
        Assert.True((await ListAsync(bench.Market, purchasingAccount)).IsSuccess);
        await bench.GivePurchasingSecretAsync(new { appSecret = "mistyped", accessToken = "t" });

        var created = await bench.Market.CreateAsync(purchasingAccount, Request("PO-1", (Lamp, null, 1)), CancellationToken.None);

        Assert.Equal((CallOutcome.Refused, ProblemKind.Unauthorized), (created.Outcome, created.Problem!.Kind));
    }

    [Fact]
    public async Task Tokens_that_are_saved_late_do_not_bring_the_replaced_secret_back()
    {
        await using var server = await RenewingServerAsync();
        var store = Unsaving();
        await using var bench = Bench.Make(replace: services => services.AddSingleton<ISecretStore>(store));
        var purchasingAccount = Bench.PurchasingAccount(server.Address);
        Assert.True(
            (
                await bench.Market.ListChangedOrdersAsync(
                    purchasingAccount,
                    DateTimeOffset.UnixEpoch,
                    DateTimeOffset.UnixEpoch,
                    1,
                    CancellationToken.None
                )
            ).IsSuccess
        );

        store.Fails = false;
        await store.SetAsync("purchasing-main", """{"appSecret":"new","accessToken":"t1","refreshToken":"r1"}""", CancellationToken.None);
        var listed = await bench.Market.ListChangedOrdersAsync(
            purchasingAccount,
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch,
            1,
            CancellationToken.None
        );

        Assert.True(listed.IsSuccess, listed.ToString());
        var saved = JsonNode.Parse(store.Value)!;
        Assert.Equal(
            ("new", "t2", "r2"),
            (saved["appSecret"]!.GetValue<string>(), saved["accessToken"]!.GetValue<string>(), saved["refreshToken"]!.GetValue<string>())
        );
    }

    [Theory]
    [InlineData("gw.QosAppFrequencyLimit", CallOutcome.NotSent, ProblemKind.RateLimited)]
    [InlineData("gw.SomethingElse", CallOutcome.NotSent, ProblemKind.Transient)]
    [InlineData("gw.AppKeyInvalid", CallOutcome.Refused, ProblemKind.Unauthorized)]
    [InlineData("invalid_grant", CallOutcome.Refused, ProblemKind.Unauthorized)]
    public async Task Too_many_calls_for_a_token_are_no_authorisation_withdrawn(string code, CallOutcome outcome, ProblemKind kind)
    {
        var refused = ScriptedReply.Json($$"""{"error_code":"{{code}}","error_message":"no"}""", 400);
        await using var server = await ScriptedServer.StartAsync(refused);
        await using var bench = Bench.Make(options => options.ReadAttempts = 1);
        await bench.GivePurchasingSecretAsync(new { appSecret = "s", refreshToken = "r" });

        var verified = await bench.Market.VerifyAsync(Bench.PurchasingAccount(server.Address), CancellationToken.None);

        Assert.Equal((outcome, kind), (verified.Outcome, verified.Problem!.Kind));
    }

    [Fact]
    public async Task A_token_that_is_good_for_some_minutes_more_is_used_when_no_new_one_can_be_got_now()
    {
        await using var server = await ScriptedServer.StartAsync(
            ScriptedReply.Json("""{"error_code":"gw.QosAppFrequencyLimit","error_message":"no"}""", 400),
            ScriptedReply.Json("""{"result":[],"totalRecord":0}""")
        );
        await using var bench = Bench.Make(options => options.ReadAttempts = 1);
        await bench.GivePurchasingSecretAsync(
            new
            {
                appSecret = "s",
                accessToken = "t",
                accessTokenExpiresAt = DateTimeOffset.UtcNow.AddMinutes(3),
                refreshToken = "r",
            }
        );

        Assert.True((await ListAsync(bench.Market, Bench.PurchasingAccount(server.Address))).IsSuccess);

        Assert.Equal("t", server.Calls[1].Form["access_token"]);
    }

    [Theory]
    [InlineData("""{"appSecret":"wrong","accessToken":"sandbox-access-main"}""")]
    [InlineData("""{"appSecret":"sandbox-1688-secret","accessToken":"nonsense"}""")]
    [InlineData("""{"appSecret":"sandbox-1688-secret","refreshToken":"nonsense"}""")]
    [InlineData("""{}""")]
    public async Task Wrong_credentials_are_unauthorized(string secret)
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.Bench.Secrets.SetAsync("purchasing-main", secret, CancellationToken.None);

        var verified = await bench.Market.VerifyAsync(bench.PurchasingAccount, CancellationToken.None);

        Assert.Equal((CallOutcome.Refused, ProblemKind.Unauthorized), (verified.Outcome, verified.Problem!.Kind));
    }

    private static ScriptedReply SignatureRefused =>
        ScriptedReply.Json("""{"error_code":"gw.SignatureInvalid","error_message":"Invalid signature"}""", 400);

    // Refuses the token, gives another, and lists nothing twice.
    private static Task<ScriptedServer> RenewingServerAsync() =>
        ScriptedServer.StartAsync(
            ScriptedReply.Json("""{"error_code":"401","error_message":"Request need user authorized"}""", 401),
            ScriptedReply.Json("""{"access_token":"t2","refresh_token":"r2","expires_in":"36000","resource_owner":"me"}"""),
            ScriptedReply.Json("""{"result":[],"totalRecord":0}"""),
            ScriptedReply.Json("""{"result":[],"totalRecord":0}""")
        );

    private static Task<CallResult<SupplierOrderPage>> ListAsync(ISupplierMarket market, PurchasingAccount account) =>
        market.ListChangedOrdersAsync(account, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, 1, CancellationToken.None);

    private static FailingSecrets Unsaving() => new("""{"appSecret":"s","accessToken":"t1","refreshToken":"r1"}""") { Fails = true };

    /// <summary>Replaces the app's secret there and in the store, while the old one is kept in memory.</summary>
    private static async Task ReplaceSecretAsync(SandboxBench bench)
    {
        Assert.True((await ListAsync(bench.Market, bench.PurchasingAccount)).IsSuccess);
        await bench.PutAsync("settings", new { appSecret = "the-new-secret" });
        await bench.Bench.GivePurchasingSecretAsync(
            new
            {
                appSecret = "the-new-secret",
                accessToken = "sandbox-access-main",
                refreshToken = "sandbox-refresh-main",
            }
        );
    }

    private sealed class FailingSecrets(string value) : ISecretStore
    {
        public bool Fails { get; set; }

        public string Value { get; private set; } = value;

        public Task<string?> GetAsync(string name, CancellationToken cancellationToken) => Task.FromResult<string?>(Value);

        public Task SetAsync(string name, string value, CancellationToken cancellationToken)
        {
            if (Fails)
            {
                throw new InvalidOperationException("The identity has no token now.");
            }

            Value = value;
            return Task.CompletedTask;
        }
    }
}
