using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Purchasing;

/// <summary>The market tells of an order, and not of its parcels.</summary>
public sealed class UntoldParcelsTests
{
    private readonly World _world = new();

    [Theory]
    [InlineData("unauthorized")]
    [InlineData("refused")]
    [InlineData("later")]
    public async Task The_number_that_the_order_itself_names_goes_to_the_store(string answer)
    {
        var purchase = await _world.PaidAsync();
        _world.Market.OnParcels = _ => Answer(answer);
        await ShipAsync(withOwnParcels: true);
        await _world.PlayAsync(purchase.Key);

        Assert.Equal(["YT7412589630123"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);

        // Asked again with the permission, the parcel is no second one.
        _world.Market.OnParcels = null;
        await _world.DrainAsync();
        await _world.NewsAsync(_world.Market.Single.OrderId);
        Assert.Single((await _world.PurchaseAsync("1001")).Parcels);
    }

    [Fact]
    public async Task A_missing_permission_is_told_and_the_order_read_again_until_its_parcel_is_known()
    {
        var purchase = await _world.PaidAsync();
        _world.Market.OnParcels = _ => Answer("unauthorized");
        await ShipAsync(withOwnParcels: false);

        Assert.Contains(
            _world.AlertRows.Open.Values,
            alert =>
                alert.Notice.Code == HoldReasons.PurchasingUnauthorized.Code
                && alert.Notice.Detail.Contains("gw.APIACLDecline", StringComparison.Ordinal)
        );
        Assert.Equal(SupplierOrderStatus.AwaitingReceipt, (await _world.PurchaseAsync("1001")).SupplierOrders.Single().Status);
        Assert.Equal(
            PurchasingAccountState.Active,
            (await _world.PurchasingAccounts.FindAsync(World.PurchasingAccountId, CancellationToken.None))!.State
        );
        Assert.Single(_world.Queues.SupplierChanges);

        _world.Market.OnParcels = null;
        await _world.DrainAsync();
        await _world.PlayAsync(purchase.Key);
        Assert.Equal(["YT7412589630123"], Assert.Single(_world.Store.Orders["1001"].Fulfilments).TrackingNumbers);
    }

    [Fact]
    public async Task A_refusal_that_is_not_known_keeps_the_news_and_is_told_when_it_lasts()
    {
        await _world.PaidAsync();
        _world.Market.OnParcels = _ => Answer("refused");
        await ShipAsync(withOwnParcels: false);

        Assert.Equal(SupplierOrderStatus.AwaitingReceipt, (await _world.PurchaseAsync("1001")).SupplierOrders.Single().Status);
        Assert.Single(_world.Queues.SupplierChanges);
        Assert.Empty(_world.AlertRows.Open);

        _world.Clock.Advance(TimeSpan.FromHours(2));
        await _world.NewsAsync(_world.Market.Single.OrderId);
        var told = Assert.Single(_world.AlertRows.Open.Values).Notice;
        Assert.Equal(HoldReasons.PurchasingUnreadable.Code, told.Code);
        Assert.Contains(_world.Market.Single.OrderId, told.Detail, StringComparison.Ordinal);

        _world.Market.OnParcels = null;
        await _world.NewsAsync(_world.Market.Single.OrderId);
        Assert.Empty(_world.AlertRows.Open);
        Assert.Single((await _world.PurchaseAsync("1001")).Parcels);
    }

    [Fact]
    public async Task Nothing_is_asked_again_while_the_supplier_has_not_shipped()
    {
        await _world.PaidAsync(takeNews: false);
        _world.Market.OnParcels = _ => Answer("refused");
        await _world.NewsAsync(_world.Market.Single.OrderId);

        Assert.Equal(PurchaseOrderState.AwaitingShipment, (await _world.PurchaseAsync("1001")).State);
        Assert.Empty(_world.Queues.SupplierChanges);
        Assert.Empty(_world.AlertRows.Open);
    }

    private async Task ShipAsync(bool withOwnParcels)
    {
        var id = _world.Market.Single.OrderId;
        _world.Market.Ship(id, "YT7412589630123");
        _world.Market.Change(
            id,
            order =>
                order with
                {
                    Parcels = withOwnParcels
                        ?
                        [
                            _world.Market.Parcels[id][0] with
                            {
                                ParcelId = "own-1",
                                Status = ParcelStatus.Unknown,
                                RawStatus = "alreadysend",
                            },
                        ]
                        : [],
                }
        );
        await _world.NewsAsync(id);
    }

    private static CallResult<IReadOnlyList<SupplierParcel>> Answer(string answer) =>
        answer switch
        {
            "unauthorized" => CallResult.Unauthorized<IReadOnlyList<SupplierParcel>>(
                "gw.APIACLDecline",
                "AppKey is not allowed(acl) (alibaba.trade.getLogisticsInfos.buyerView)"
            ),
            "refused" => CallResult.Refused<IReadOnlyList<SupplierParcel>>("500_1", "x"),
            _ => CallResult.NotSent<IReadOnlyList<SupplierParcel>>(new CallProblem(ProblemKind.Transient, "timeout", "x")),
        };
}
