using System.Text;
using Dropship.Connectors.Tests.Support;
using Dropship.Core.Ingest;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Scenarios;

internal sealed class GenericSide(SandboxBench bench, SubmissionListener listener) : CommonSide(bench)
{
    public override StoreAccount Account => Of(Bench);

    public override (string? List, string? Read, string Write, string? Token) Operations => (null, null, "shipment", null);

    public static async Task<StoreSide> StartAsync(Action<ConnectorsOptions>? configure) => await StartGenericAsync(configure);

    public static async Task<GenericSide> StartGenericAsync(Action<ConnectorsOptions>? configure = null)
    {
        var bench = await SandboxBench.StartAsync(configure);
        await bench.Bench.GiveStoreSecretAsync(new { secret = "sandbox-generic-secret" });
        var account = Of(bench);
        var intake = new SubmittedOrderIntake(bench.Bench.Get<ISubmittedOrders>(), TimeProvider.System);
        var platform = (IOrderSubmissions)bench.Bench.Platforms.Find("generic")!;
        var listener = await SubmissionListener.StartAsync(
            async (headers, address, body) =>
            {
                var request = new WebhookRequest(address, headers, Encoding.UTF8.GetBytes(body));
                if (!await platform.IsGenuineAsync(account, request, CancellationToken.None))
                {
                    return false;
                }

                foreach (var submission in platform.Read(request.Body)!)
                {
                    var result = await intake.TakeAsync(account, submission, CancellationToken.None);
                    Assert.Empty(result.Problems);
                }

                return true;
            }
        );
        await bench.PutAsync("generic/settings", new { webhookUrl = new Uri(listener.Address, "api/stores/shop1/orders").AbsoluteUri });
        return new GenericSide(bench, listener);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await listener.DisposeAsync();
    }

    // What was submitted is there once it was delivered.
    protected override Task SettleAsync() => Bench.UntilAsync(state => state["pendingWebhooks"]!.GetValue<int>() == 0);

    private static StoreAccount Of(SandboxBench bench) =>
        bench.Store with
        {
            Platform = "generic",
            Endpoint = new Uri(bench.Address, "generic"),
        };
}
