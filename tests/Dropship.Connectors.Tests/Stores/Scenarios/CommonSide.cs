using Dropship.Connectors.Tests.Support;

namespace Dropship.Connectors.Tests.Stores.Scenarios;

/// <summary>A platform whose stand-in keeps its orders in common form.</summary>
internal abstract class CommonSide(SandboxBench bench) : StoreSide(bench)
{
    public override Task<string> MakeOrderAsync(bool paid = true, int lines = 1) =>
        MakeAsync(new { paid, lines = ((string[])["TEE-BLK-M", "MUG-CER-BLU"]).Take(lines).Select(sku => new { sku, quantity = 2 }) });

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

    /// <summary>Waits until a change is where the connector sees it.</summary>
    protected virtual Task SettleAsync() => Task.CompletedTask;
}
