using FsCheck;
using FsCheck.Fluent;

namespace Dropship.Core.Tests;

public sealed class PurchaseOrderKeyTests
{
    [Fact]
    public void The_same_need_has_the_same_key_and_another_need_another()
    {
        var order = new OrderKey("shop", "1001");
        var key = PurchaseOrderKey.Create(order, "supplier-1", "address", PurchasePurpose.Sale, 1);
        Assert.Equal(key, PurchaseOrderKey.Create(order, "supplier-1", "address", PurchasePurpose.Sale, 1));
        PurchaseOrderKey[] others =
        [
            PurchaseOrderKey.Create(order with { AccountId = "shop-2" }, "supplier-1", "address", PurchasePurpose.Sale, 1),
            PurchaseOrderKey.Create(order with { StoreOrderId = "1002" }, "supplier-1", "address", PurchasePurpose.Sale, 1),
            PurchaseOrderKey.Create(order, "supplier-2", "address", PurchasePurpose.Sale, 1),
            PurchaseOrderKey.Create(order, "supplier-1", "other address", PurchasePurpose.Sale, 1),
            PurchaseOrderKey.Create(order, "supplier-1", "address", PurchasePurpose.Resend, 1),
            PurchaseOrderKey.Create(order, "supplier-1", "address", PurchasePurpose.Sale, 2),
        ];
        Assert.DoesNotContain(key, others);
        Assert.Equal(others.Length, others.Distinct().Count());
    }

    [Fact]
    public void Any_id_of_a_store_comes_back_out_of_the_key_and_the_key_is_fit_for_every_place_it_stands_in()
    {
        var property = Prop.ForAll(
            ArbMap.Default.ArbFor<NonEmptyString>(),
            text =>
            {
                var order = new OrderKey("shop-1", text.Get);
                var key = PurchaseOrderKey.Create(order, "s", "a", PurchasePurpose.Sale, 12);
                return key.Order == order
                    && key.Sequence == 12
                    && PurchaseOrderKey.Parse(key.Value) == key
                    && key.Value.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_');
            }
        );
        Check.One(Config.QuickThrowOnFailure, property);
    }

    [Theory]
    [InlineData("")]
    [InlineData("shop.1001")]
    [InlineData("Shop.1001.0123456789.s1")]
    [InlineData("shop.1001.012345678.s1")]
    [InlineData("shop.1001.0123456789.x1")]
    [InlineData("shop.1001.0123456789.s")]
    [InlineData("shop.10/01.0123456789.s1")]
    public void What_is_no_key_is_told_apart(string text) => Assert.False(PurchaseOrderKey.TryParse(text, out _));
}
