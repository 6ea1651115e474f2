using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Ports;

/// <summary>One key is for one request: whatever differs is refused, and never sent under the same key.</summary>
public sealed class PurchaseRequestTests
{
    private static readonly PurchaseRequest s_request = new()
    {
        Key = "shop.1001.0123456789.s1",
        Lines = [new SupplierLine("610000000001", "spec-1", 2), new SupplierLine("610000000002", null, 1)],
        ShipTo = World.Forwarder,
        Message = "#1001",
        TradeType = "assureTrade",
        Flow = "general",
    };

    [Fact]
    public void Every_part_of_a_request_tells_it_from_another()
    {
        PurchaseRequest[] others =
        [
            s_request with
            {
                Key = "shop.1001.0123456789.s2",
            },
            s_request with
            {
                Lines = [s_request.Lines[0]],
            },
            s_request with
            {
                Lines = [s_request.Lines[1], s_request.Lines[0]],
            },
            s_request with
            {
                Lines = [s_request.Lines[0] with { Quantity = 3 }, s_request.Lines[1]],
            },
            s_request with
            {
                Lines = [s_request.Lines[0] with { SpecId = "spec-2" }, s_request.Lines[1]],
            },
            s_request with
            {
                Lines = [s_request.Lines[0] with { SpecId = null }, s_request.Lines[1]],
            },
            s_request with
            {
                Lines = [s_request.Lines[0] with { OfferId = "610000000003" }, s_request.Lines[1]],
            },
            s_request with
            {
                ShipTo = World.Forwarder with { Line1 = "elsewhere" },
            },
            s_request with
            {
                ShipTo = World.Forwarder with { Mobile = "1" },
            },
            s_request with
            {
                Message = null,
            },
            s_request with
            {
                Message = "#1002",
            },
            s_request with
            {
                TradeType = "alipay",
            },
            s_request with
            {
                Flow = "fenxiao",
            },
        ];
        Assert.Equal(
            others.Length + 1,
            others.Append(s_request).Select(request => request.Digest()).Distinct(StringComparer.Ordinal).Count()
        );
        Assert.Equal(s_request.Digest(), (s_request with { Lines = [.. s_request.Lines] }).Digest());
    }

    [Theory]
    [InlineData("forwarder")]
    [InlineData("remark")]
    [InlineData("flow")]
    public async Task A_changed_request_under_the_same_key_is_refused(string what)
    {
        var world = new World();
        await world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2)) with { ShipTo = World.Abroad };
        world.Market.OnCreate = _ => CallResult.NotSent<PurchaseCreated>(new CallProblem(ProblemKind.Transient, "down", "down"));
        await world.RunAsync();
        Assert.Single(world.Market.Created);

        world.Market.OnCreate = null;
        if (what == "forwarder")
        {
            await world.ForwarderAccounts.SaveAsync(
                World.ForwarderAccount with
                {
                    Warehouse = World.Forwarder with { Line1 = "another warehouse" },
                },
                CancellationToken.None
            );
        }
        else if (what == "remark")
        {
            await world.PurchasingAccounts.SaveAsync(World.PurchasingAccount with { Remark = "no price slip" }, CancellationToken.None);
        }
        else
        {
            world.Market.OnPreview = _ =>
                CallResult.Success(
                    new PurchasePreview(Money.Cny(2500), Money.Cny(500), Money.Cny(0), 1, ["assureTrade"], "fenxiao", false)
                );
        }

        world.Clock.Advance(world.Purchasing.RetryAfter);
        await world.DrainAsync();
        var purchase = await world.PurchaseAsync("1001");
        Assert.Equal((PurchaseOrderState.Blocked, HoldReasons.RequestChanged.Code), (purchase.State, purchase.Hold!.Code));
        Assert.Single(world.Market.Created);
        Assert.Empty(world.Market.Orders);
    }
}
