using Dropship.Core.Orders;

namespace Dropship.Local.Tests;

/// <summary>States are shown in people's words.</summary>
public sealed class OrderWordsTests
{
    [Fact]
    public void Every_state_has_words_of_its_own()
    {
        Assert.All(Enum.GetNames<OrderState>(), state => Assert.DoesNotMatch("[a-z][A-Z]", OrderWords.OfOrder(state)));
        Assert.All(Enum.GetNames<PurchaseOrderState>(), state => Assert.DoesNotMatch("[a-z][A-Z]", OrderWords.OfPurchase(state)));
        Assert.Equal("Waiting for your approval", OrderWords.OfPurchase(nameof(PurchaseOrderState.AwaitingApproval)));
    }

    [Fact]
    public void A_state_that_is_new_is_readable_all_the_same() => Assert.Equal("Parked in customs", OrderWords.OfOrder("ParkedInCustoms"));

    [Fact]
    public void An_order_is_one_line_with_all_that_it_waits_for()
    {
        var two = Sample.Order(3) with { Purchases = [Sample.Purchase with { Tracking = "" }, Sample.Purchase with { State = "Blocked", HoldCode = "SUPPLIER_OUT_OF_STOCK", Tracking = "", Amount = "" }] };

        Assert.Equal("#1003: Waiting for your approval, 32.80 CNY; On hold: supplier out of stock", OrderWords.Line(two));
        Assert.Equal("#1001: On hold: SKU unmapped", OrderWords.Line(Sample.Order(1) with { HoldCode = "SKU_UNMAPPED", State = "Held", Purchases = [] }));
        Assert.Equal("#1001: New", OrderWords.Line(Sample.Order(1) with { State = "New", Purchases = [] }));
    }
}
