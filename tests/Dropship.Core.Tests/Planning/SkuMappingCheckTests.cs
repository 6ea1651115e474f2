using Dropship.Core.Orders;
using Dropship.Core.Planning;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Planning;

/// <summary>A mapping is held against 1688's offers before it is saved.</summary>
public sealed class SkuMappingCheckTests
{
    private const string Offer = "610000000001";

    private readonly World _world = new();

    public SkuMappingCheckTests()
    {
        Sell(Offer, "b2b-1", "Mill", ("red", "Red"), ("blue", "Blue"));
        Sell("610000000002", null, "Mill");
    }

    [Fact]
    public async Task A_mapping_that_1688_has_gets_the_texts_that_it_lacks()
    {
        var findings = await FindAsync(Item(Offer, "b2b-1", "red"));

        Assert.Empty(findings.Mistakes.Concat(findings.Unusual));
        var item = Assert.Single(findings.Mapping.Items);
        Assert.Equal(("Goods 610000000001", "Mill", "https://img.example/red"), (item.Title, item.SupplierName, item.ImageUrl));
        Assert.Equal("Mine", Assert.Single((await FindAsync(Item(Offer, "b2b-1", "red") with { Title = "Mine" })).Mapping.Items).Title);
    }

    [Theory]
    [InlineData("999", "b2b-1", null, "items[0].offerId: 1688 has no offer 999 on sale")]
    [InlineData(Offer, "b2b-2", "red", "items[0].supplierId: offer 610000000001 is sold by b2b-1.")]
    [InlineData(Offer, "b2b-1", null, "items[0].specId: is missing; the offer has red (Red), blue (Blue).")]
    [InlineData(Offer, "b2b-1", "green", "items[0].specId: the offer has no spec 'green'; it has red (Red), blue (Blue).")]
    [InlineData("610000000002", "b2b-1", "red", "items[0].specId: the offer has no specs; leave it out.")]
    public async Task A_mapping_that_cannot_be_bought_is_refused_by_its_field(string offer, string supplier, string? spec, string says) =>
        Assert.StartsWith(says, Assert.Single((await FindAsync(Item(offer, supplier, spec))).Mistakes), StringComparison.Ordinal);

    [Theory]
    [InlineData("610000000002", "other-mill", "is sold by Mill, which is b2b-1 elsewhere")]
    [InlineData("610000000003", "b2b-1", "b2b-1 is Mill elsewhere, and offer 610000000003 is sold by Foundry")]
    public async Task A_supplier_that_other_mappings_contradict_is_refused(string offer, string supplier, string says)
    {
        Sell("610000000003", null, "Foundry");
        await _world.Mappings.SaveAsync(
            Mapping("KNOWN", Item(Offer, "b2b-1", "red") with { SupplierName = "Mill" }),
            CancellationToken.None
        );

        Assert.Contains(says, Assert.Single((await FindAsync(Item(offer, supplier, null))).Mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_offer_that_is_not_for_sale_is_refused()
    {
        Sell("610000000004", "b2b-1", "Mill", isForSale: false);

        Assert.Contains(
            "is not for sale now",
            Assert.Single((await FindAsync(Item("610000000004", "b2b-1", null))).Mistakes),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_unusual_quantity_is_to_be_confirmed()
    {
        Assert.Empty((await FindAsync(Item(Offer, "b2b-1", "red") with { Quantity = 100 })).Unusual);
        var findings = await FindAsync(Item(Offer, "b2b-1", "red") with { Quantity = 101 });
        Assert.Empty(findings.Mistakes);
        Assert.StartsWith(
            "items[0].quantity: 101 pieces for one sold is unusual",
            Assert.Single(findings.Unusual),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_unknown_purchasing_account_is_refused()
    {
        var findings = await FindAsync(Mapping("SKU", Item(Offer, "b2b-1", "red")) with { PurchasingAccountId = "nobody" });

        Assert.Equal("purchasingAccountId: there is no purchasing account 'nobody'.", Assert.Single(findings.Mistakes));
    }

    [Fact]
    public async Task An_offer_that_cannot_be_read_now_is_neither_good_nor_bad()
    {
        var unreachable = new CallProblem(ProblemKind.Transient, "timeout", "no reply");
        _world.Market.Offers[Offer] = CallResult.NotSent<SupplierOffer>(unreachable);

        var findings = await FindAsync(Item(Offer, "b2b-1", "red"));

        Assert.Empty(findings.Mistakes);
        Assert.Equal(unreachable, findings.Unread);
    }

    private static MappedItem Item(string offer, string supplier, string? spec) =>
        new()
        {
            OfferId = offer,
            SupplierId = supplier,
            SpecId = spec,
        };

    private static SkuMapping Mapping(string sku, params MappedItem[] items) =>
        new()
        {
            AccountId = World.Account,
            Sku = sku,
            Version = 0,
            Items = items,
        };

    private Task<MappingFindings> FindAsync(MappedItem item) => FindAsync(Mapping("SKU", item));

    private Task<MappingFindings> FindAsync(SkuMapping mapping) =>
        new SkuMappingCheck(_world.PurchasingAccounts, _world.Mappings, _world.Market).FindAsync(
            mapping,
            World.StoreAccount,
            CancellationToken.None
        );

    private void Sell(string id, string? supplier, string name, params (string Id, string Name)[] specs) =>
        Sell(id, supplier, name, isForSale: true, specs);

    private void Sell(string id, string? supplier, string name, bool isForSale, params (string Id, string Name)[] specs) =>
        _world.Market.Offers[id] = CallResult.Success(
            new SupplierOffer
            {
                OfferId = id,
                Title = $"Goods {id}",
                IsForSale = isForSale,
                SupplierId = supplier,
                SupplierName = name,
                Specs = [.. specs.Select(spec => new SupplierSpec(spec.Id, spec.Name, null, 100, $"https://img.example/{spec.Id}"))],
            }
        );
}
