using Dropship.Connectors.Tests.Support;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Suppliers.Alibaba1688;

/// <summary>What the tests buy.</summary>
internal static class Purchases
{
    public const string Lamp = "620201390002";

    public static async Task<string> BuyAsync(SandboxBench bench, string key, params (string Offer, string? Spec, int Quantity)[] lines)
    {
        var created = await bench.Market.CreateAsync(bench.PurchasingAccount, Request(key, lines), CancellationToken.None);
        Assert.True(created.IsSuccess, created.ToString());
        return Assert.Single(created.Value.OrderIds);
    }

    public static PurchaseRequest Request(string key, params (string Offer, string? Spec, int Quantity)[] lines) =>
        new()
        {
            Key = key,
            Lines = [.. lines.Select(line => new SupplierLine(line.Offer, line.Spec, line.Quantity))],
            ShipTo = Bench.ChineseAddress,
        };
}
