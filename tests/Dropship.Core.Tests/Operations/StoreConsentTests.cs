using Dropship.Core.Operations;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Operations;

/// <summary>A seller's consent and the deliveries of an app that serves many shops.</summary>
public sealed class StoreConsentTests
{
    private readonly World _world = new(store: time => new LabelStore(time) { Grant = new StoreGrant("77", """{"accessToken":"a"}""") });

    private LabelStore Store => (LabelStore)_world.Store;

    private StoreConsent Consent => Over(Store);

    [Fact]
    public async Task A_consent_opens_the_store_and_its_state_works_once()
    {
        var state = await StartAsync();

        var answer = await FinishAsync(state);

        Assert.Equal((World.Account, null), (answer.Account?.Id, answer.Problem));
        var account = (await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None))!;
        Assert.Equal(("77", StoreAccountState.Active, null), (account.ShopId, account.State, account.Consent));
        Assert.Equal("""{"accessToken":"a"}""", await _world.Secrets.GetAsync(account.SecretName, CancellationToken.None));
        Assert.Null((await FinishAsync(state)).Account);
    }

    [Fact]
    public async Task An_old_a_foreign_and_a_replaced_state_are_refused()
    {
        var first = await StartAsync();
        var second = await StartAsync();

        Assert.Null((await FinishAsync(first)).Account);
        Assert.Null((await FinishAsync(second + "0")).Account);
        Assert.Null((await FinishAsync("nobody.00")).Account);
        Assert.Null((await FinishAsync(string.Empty)).Account);
        _world.Clock.Advance(StoreConsent.Lifetime);
        Assert.Null((await FinishAsync(second)).Account);
        Assert.Null(await _world.Secrets.GetAsync(World.StoreAccount.SecretName, CancellationToken.None));
    }

    [Fact]
    public async Task Another_shops_consent_and_a_spent_code_change_nothing()
    {
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { ShopId = "66" }, CancellationToken.None);
        Assert.Equal("other-shop", (await FinishAsync(await StartAsync())).Problem!.Code);

        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { ShopId = null }, CancellationToken.None);
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { Id = "shop-two", ShopId = "77" }, CancellationToken.None);
        Assert.Equal("other-shop", (await FinishAsync(await StartAsync())).Problem!.Code);

        Store.Grant = null;
        Assert.Equal("invalid_code", (await FinishAsync(await StartAsync())).Problem!.Code);
        Assert.Null(await _world.Secrets.GetAsync(World.StoreAccount.SecretName, CancellationToken.None));
    }

    [Fact]
    public async Task A_platform_without_a_page_of_consent_says_so()
    {
        var plain = new FakeStore(_world.Clock);
        var consent = Over(plain);

        Assert.Equal("no-consent-page", (await consent.StartAsync(World.StoreAccount, CancellationToken.None)).Problem!.Code);
    }

    [Fact]
    public async Task A_delivery_to_an_apps_address_finds_its_shop()
    {
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { ShopId = "66" }, CancellationToken.None);
        await _world.StoreAccounts.SaveAsync(World.StoreAccount with { Id = "shop-two", ShopId = "77" }, CancellationToken.None);

        Assert.Equal(
            WebhookAnswer.Taken,
            await DeliverAsync(Store.Name, ("shop", "77"), ("signed", "1"), ("subject", "Order"), ("order", "1001"))
        );
        Assert.Equal(new OrderKey("shop-two", "1001"), _world.Queues.StoreChanges.Dequeue().Order);

        // Of a shop that is not set up: genuine, thanked for, and nothing is done.
        Assert.Equal(
            WebhookAnswer.Taken,
            await DeliverAsync(Store.Name, ("shop", "88"), ("signed", "1"), ("subject", "Order"), ("order", "1001"))
        );
        Assert.Equal(WebhookAnswer.Taken, await DeliverAsync(Store.Name, ("signed", "1"), ("subject", "Other")));
        Assert.Empty(_world.Queues.StoreChanges);
        Assert.Equal(WebhookAnswer.Refused, await DeliverAsync(Store.Name, ("shop", "77"), ("subject", "Order"), ("order", "1001")));
        Assert.Equal(WebhookAnswer.Refused, await DeliverAsync(Store.Name, ("shop", "88"), ("subject", "Order"), ("order", "1001")));
        Assert.Equal(WebhookAnswer.Refused, await DeliverAsync("nowhere", ("shop", "77"), ("signed", "1"), ("subject", "Order")));
        Assert.Empty(_world.Queues.StoreChanges);
    }

    private async Task<string> StartAsync()
    {
        var account = (await _world.StoreAccounts.FindAsync(World.Account, CancellationToken.None))!;
        var page = await Consent.StartAsync(account, CancellationToken.None);
        var callback = new Uri(Uri.UnescapeDataString(page.Value.Query["?back=".Length..]));
        Assert.StartsWith("https://dropship.example/api/consents/stores?state=shop-one.", callback.AbsoluteUri, StringComparison.Ordinal);
        return Uri.UnescapeDataString(callback.Query["?state=".Length..]);
    }

    private Task<ConsentAnswer> FinishAsync(string state) =>
        Consent.FinishAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["state"] = state,
                ["code"] = "c",
                ["shop_id"] = "77",
            },
            CancellationToken.None
        );

    private Task<WebhookAnswer> DeliverAsync(string platform, params (string Name, string Value)[] headers) =>
        _world.Webhooks.TakeForAppAsync(
            platform,
            World.Delivery(headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase)),
            CancellationToken.None
        );

    private StoreConsent Over(IStorePlatforms platforms) =>
        new(_world.StoreAccounts, platforms, _world.Verification, _world.Secrets, _world.AccountChanges, _world.Options, _world.Clock);
}
