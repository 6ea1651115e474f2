using Dropship.Connectors.Tests.Support;
using Dropship.Core.Ports;
using Microsoft.AspNetCore.WebUtilities;

namespace Dropship.Connectors.Tests.Stores.Scenarios;

/// <summary>A platform whose stand-in keeps its orders in common form.</summary>
internal abstract class CommonSide(SandboxBench bench) : StoreSide(bench)
{
    public override Task<string> MakeOrderAsync(ScenarioOrder order) => MakeAsync(order.Wish);

    /// <summary>Makes an order, or the first of several, and gives its id.</summary>
    public async Task<string> MakeAsync(object wish)
    {
        var made = await Bench.PostAsync($"{Account.Platform}/orders", wish);
        await SettleAsync();
        return made["orders"]![0]!["id"]!.GetValue<string>();
    }

    public async Task DoAsync(string id, string action)
    {
        await Bench.PostAsync($"{Account.Platform}/orders/{Uri.EscapeDataString(id)}/{action}");
        await SettleAsync();
    }

    public override Task CancelAsync(string id) => DoAsync(id, "cancel");

    public override Task SendWebhooksToAsync(Uri address) =>
        Bench.PutAsync($"{Account.Platform}/settings", new { webhookUrl = address.AbsoluteUri });

    /// <summary>Has the seller agree, and exchanges what comes back: the account works with it, and the code does not work twice.</summary>
    /// <param name="shopId">The shop that the grant names.</param>
    /// <param name="spent">The platform's word for a code that was used.</param>
    public async Task AssertConsentAsync(string shopId, string spent)
    {
        const string State = "shop1.abc";
        var auth = (IStoreAuth)Platform;
        var page = await auth.GetConsentPageAsync(
            Account,
            new Uri($"https://app.example/api/consents/stores?state={State}"),
            CancellationToken.None
        );
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var redirect = await browser.GetAsync(page.Value);
        var answer = QueryHelpers
            .ParseQuery(redirect.Headers.Location!.Query)
            .ToDictionary(one => one.Key, one => one.Value.ToString(), StringComparer.Ordinal);
        Assert.Equal(State, answer["state"]);

        var granted = await auth.ExchangeAsync(Account, answer, CancellationToken.None);

        Assert.Equal(shopId, granted.Value.ShopId);
        await Bench.Bench.Secrets.SetAsync("store-shop1", granted.Value.Credentials, CancellationToken.None);
        Assert.True((await Platform.VerifyAsync(Account, CancellationToken.None)).IsSuccess);
        Assert.Equal(spent, (await auth.ExchangeAsync(Account, answer, CancellationToken.None)).Problem!.Code);
    }

    /// <summary>Waits until a change is where the connector sees it.</summary>
    protected virtual Task SettleAsync() => Task.CompletedTask;
}
