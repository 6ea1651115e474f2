using Dropship.Core.Orders;

namespace Dropship.Local.Tests;

/// <summary>States are shown in people's words.</summary>
public sealed class OrderWordsTests
{
    [Fact]
    public void Every_state_has_words_of_its_own()
    {
        Assert.Equal(Enum.GetNames<OrderState>().Order(StringComparer.Ordinal), OrderWords.OrderStates.Order(StringComparer.Ordinal));
        Assert.Equal(
            Enum.GetNames<PurchaseOrderState>().Order(StringComparer.Ordinal),
            OrderWords.PurchaseStates.Order(StringComparer.Ordinal)
        );
        Assert.Equal("Waiting for your approval", OrderWords.OfPurchase(nameof(PurchaseOrderState.AwaitingApproval)));
    }

    [Theory]
    [InlineData(nameof(OrderState.Fulfilled), true)]
    [InlineData(nameof(OrderState.FulfilledElsewhere), true)]
    [InlineData(nameof(OrderState.Cancelled), true)]
    [InlineData(nameof(OrderState.SellerFulfilled), true)]
    [InlineData(nameof(OrderState.Purchasing), false)]
    [InlineData(nameof(OrderState.Held), false)]
    public void An_order_that_has_ended_is_not_waited_for(string state, bool hasEnded) =>
        Assert.Equal((hasEnded, hasEnded), (Sample.Order(1) with { State = state } is var order && order.HasEnded, order.IsAtRest));

    [Fact]
    public void A_state_that_is_new_is_readable_all_the_same() => Assert.Equal("Parked in customs", OrderWords.OfOrder("ParkedInCustoms"));

    [Fact]
    public void An_order_is_one_line_with_all_that_it_waits_for()
    {
        var asked = Sample.Purchase with { Tracking = "" };
        var blocked = asked with { State = "Blocked", HoldCode = "SUPPLIER_OUT_OF_STOCK", Amount = "" };
        var two = Sample.Order(3) with { Purchases = [asked, blocked] };
        var held = Sample.Order(1) with { HoldCode = "SKU_UNMAPPED", State = "Held", Purchases = [] };

        Assert.Equal("#1003: Waiting for your approval, 32.80 CNY; On hold: supplier out of stock", OrderWords.Line(two));
        Assert.Equal("#1001: On hold: SKU unmapped", OrderWords.Line(held));
        Assert.Equal("#1001: New", OrderWords.Line(Sample.Order(1) with { State = "New", Purchases = [] }));
    }
}
