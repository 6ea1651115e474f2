using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing.Guards;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Orders;

/// <summary>What the forwarder takes counts in the margin before there is an approval, and in the true cost once it is reported.</summary>
public sealed class ForwarderFeeTests
{
    private static readonly ForwarderRate s_rate = new(Money.Cny(1250), Money.Cny(3800), 400);

    [Theory]
    [InlineData(null, 2770)]
    [InlineData(1000, 5050)]
    [InlineData(1, 1254)]
    public void A_rate_is_reckoned_by_the_parcel_and_its_weight_rounded_up(int? grams, long fen) =>
        Assert.Equal(Money.Cny(fen), s_rate.FeeOf(grams));

    [Fact]
    public void What_is_not_agreed_is_not_guessed()
    {
        Assert.Null(new ForwarderRate(null, Money.Cny(3800), null).FeeOf(null));
        Assert.Equal(Money.Cny(3800), new ForwarderRate(null, Money.Cny(3800), null).FeeOf(1000));
        Assert.Equal(Money.Cny(1250), new ForwarderRate(Money.Cny(1250), null, null).FeeOf(1000));
    }

    [Fact]
    public async Task The_agreed_fee_makes_the_margin_less_before_the_approval()
    {
        var world = new World(new GuardOptions());
        await world.ForwarderAccounts.SaveAsync(World.ForwarderAccount with { Rate = s_rate }, CancellationToken.None);
        var purchase = await world.AskedAsync(shipTo: World.Abroad);

        var order = await world.ReadAsync("1001");
        var facts = ApprovalFacts.Of(order, purchase, purchase.Approval!, World.StoreAccount, world.Options.Rates);
        Assert.Equal(Money.Cny(2770), facts.ForwarderFee);

        // 2 × 19.99 USD at 7 yuan, less 25 yuan for the goods.
        Assert.Equal(Money.Cny(27_986 - 2500 - 2770), facts.Margin);
        Assert.Null(
            ApprovalFacts
                .Of(order, purchase with { Forwarder = null }, purchase.Approval!, World.StoreAccount, world.Options.Rates)
                .ForwarderFee
        );
    }

    [Theory]
    [InlineData(91, true)]
    [InlineData(80, false)]
    public async Task The_guard_of_the_margin_counts_it(int floor, bool isHeld)
    {
        var world = new World(new GuardOptions { MinimumMarginPercent = floor });
        await world.ForwarderAccounts.SaveAsync(World.ForwarderAccount with { Rate = s_rate }, CancellationToken.None);
        await world.MapAsync("SKU-A", World.Item("supplier-1", "610000000001", "spec-1"));
        world.Store.Orders["1001"] = World.Order("1001", ("L1", "SKU-A", 2)) with { ShipTo = World.Abroad };
        await world.RunAsync();

        // 91 % without the fee, and 81 % with it.
        Assert.Equal(isHeld ? "MARGIN_BELOW_FLOOR" : null, (await world.PurchaseAsync("1001")).Hold?.Code);
    }

    [Theory]
    [InlineData(1500L, "CNY", 900, 1500)]
    [InlineData(300L, "USD", 900, 2100)]
    [InlineData(300L, "EUR", 1000, 5050)]
    [InlineData(null, "CNY", 1000, 5050)]
    public void What_the_forwarder_reports_takes_the_place_of_what_is_agreed(long? fee, string currency, int grams, long fen)
    {
        var purchase = World.Purchase(PurchaseOrderState.Shipped) with
        {
            Forwarder = new ForwarderRef("f", "F", "深圳", s_rate),
            Parcels =
            [
                new Parcel
                {
                    ParcelId = "p",
                    CarrierName = "YunExpress",
                    Status = ParcelStatus.InTransit,
                    RawStatus = "sent",
                    StoreLines = [],
                    WeightGrams = grams,
                    Fee = fee is { } minor ? new Money(minor, currency) : null,
                },
            ],
        };
        var rates = new ExchangeRates { YuanPerUnit = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["USD"] = 7m } };

        Assert.Equal(Money.Cny(fen), ForwarderFees.Of(purchase, rates));
    }
}
