using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Ports;

public sealed class AlertKeyTests
{
    private static readonly OrderKey s_order = new(World.Account, "gid://shop/1:2");
    private static readonly PurchaseOrderKey s_purchase = PurchaseOrderKey.Create(s_order, "supplier", "digest", PurchasePurpose.Sale, 1);

    /// <summary>Open alerts are kept under these texts: another text is another alert.</summary>
    public static TheoryData<AlertKey, string> Kept =>
        new()
        {
            { AlertKey.Of(s_order, HoldReasons.StoreHold), "order:shop-one|gid://shop/1:2:STORE_HOLD" },
            { AlertKey.Of(s_purchase, HoldReasons.StepFailing), $"purchase:{s_purchase}:STEP_FAILING" },
            { AlertKey.Of(World.StoreAccount, HoldReasons.StoreGap, "77"), "store:shop-one:STORE_GAP:77" },
            { AlertKey.Of(World.StoreAccount, HoldReasons.StoreSilent), "store:shop-one:STORE_SILENT" },
            { AlertKey.Of(World.PurchasingAccount, HoldReasons.PurchasingSilent), "purchasing:purchasing-one:PURCHASING_SILENT" },
            { AlertKey.OfService("courier:one", HoldReasons.ServiceDown), "courier:one:SERVICE_DOWN" },
            { AlertKey.OfRefusedKey("courier:one"), "courier:one:refused" },
            {
                AlertKey.OfComparison(ReconciledCounterparty.Store, World.Account, HoldReasons.StoreGap),
                "compared-store:shop-one:STORE_GAP"
            },
            {
                AlertKey.OfDoubledPurchase(ReconciledCounterparty.PurchasingAccount, World.PurchasingAccountId, s_purchase),
                $"compared-purchasing:purchasing-one:PURCHASE_DOUBLED:{s_purchase}"
            },
            { AlertKey.OfMoney(HoldReasons.MoneyStopped), "money:MONEY_STOPPED" },
            { AlertKey.OfMessage("77"), "message:77:MESSAGE_FAILED" },
            { AlertKey.OfParcelWord("1688 BEAMED"), "parcel-word:1688 BEAMED" },
        };

    [Theory]
    [MemberData(nameof(Kept))]
    public void A_key_is_kept_as_a_text_and_read_from_it(AlertKey key, string text)
    {
        Assert.Equal(text, key.ToString());
        Assert.Equal(key, AlertKey.Parse(text));
    }

    [Fact]
    public void A_key_tells_what_it_is_about()
    {
        var order = AlertKey.Of(s_order, HoldReasons.StoreHold);
        var purchase = AlertKey.Of(s_purchase, HoldReasons.StepFailing);
        Assert.Equal((s_order, (PurchaseOrderKey?)null, true), (order.Order, order.PurchaseOrder, order.IsAboutOrder));
        Assert.Equal((s_order, s_purchase, true), (purchase.Order, purchase.PurchaseOrder, purchase.IsAboutOrder));

        var store = AlertKey.Of(World.StoreAccount, HoldReasons.StoreGap, "77");
        Assert.True(store.IsAbout(World.StoreAccount));
        Assert.False(store.IsAbout(World.StoreAccount with { Id = "shop" }));
        Assert.False(store.IsAbout(World.PurchasingAccount));
        Assert.True(AlertKey.Of(World.PurchasingAccount, HoldReasons.PurchasingSilent).IsAbout(World.PurchasingAccount));

        var comparison = AlertKey.OfDoubledPurchase(ReconciledCounterparty.PurchasingAccount, World.PurchasingAccountId, s_purchase);
        Assert.True(comparison.IsOfComparison(ReconciledCounterparty.PurchasingAccount, World.PurchasingAccountId));
        Assert.False(comparison.IsOfComparison(ReconciledCounterparty.Store, World.PurchasingAccountId));
        Assert.Null(comparison.PurchaseOrder);

        Assert.True(AlertKey.OfMessage("77").IsAboutMessage);
        Assert.Equal("1688 BEAMED", AlertKey.OfParcelWord("1688 BEAMED").ParcelWord);
    }

    [Theory]
    [InlineData("")]
    [InlineData("order:")]
    [InlineData("order:STORE_HOLD")]
    [InlineData("purchase:no key:STEP_FAILING")]
    [InlineData("what a stranger put on the queue")]
    public void A_text_that_is_no_key_is_about_nothing(string text)
    {
        var key = AlertKey.Parse(text);

        Assert.Equal((null, null, null, false), (key.Order, key.PurchaseOrder, key.ParcelWord, key.IsAboutMessage));
        Assert.False(key.IsAbout(World.StoreAccount));
    }
}
