using Dropship.Connectors.Http;
using Dropship.Connectors.Stores.Shopify;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Tests.Stores.Shopify;

public sealed class ShopifyMapperTests
{
    [Fact]
    public void An_order_is_read_in_full()
    {
        var order = Read(Fixtures.Order).Order!;

        Assert.Equal("6832000000001", order.StoreOrderId);
        Assert.Equal("#1401", order.Number);
        Assert.Equal(new DateTimeOffset(2026, 4, 22, 14, 6, 0, TimeSpan.Zero), order.PaidAt);
        Assert.Equal(new DateTimeOffset(2026, 4, 26, 0, 0, 0, TimeSpan.Zero), order.ShipBy);
        Assert.Equal(StorePaymentStatus.Paid, order.Payment);
        Assert.Equal(StoreFulfilmentStatus.PartiallyFulfilled, order.Fulfilment);
        Assert.Null(order.StoreHold);
        Assert.Equal(new Money(10450, "CAD"), order.Total);
        Assert.Equal("Ada Tremblay", order.ShipTo!.FullName);
        Assert.Equal("CA", order.ShipTo.Country);

        var bottle = order.Lines[0];
        Assert.Equal(("11", "BTL-500-BLK", 2, 1), (bottle.LineId, bottle.Sku, bottle.Quantity, bottle.OpenQuantity));
        Assert.Equal(new Money(4650, "CAD"), bottle.UnitPrice);
        Assert.Equal("https://cdn.example.com/1.jpg", bottle.ImageUrl);
        var card = order.Lines[1];
        Assert.Equal((false, 0, null), (card.RequiresShipping, card.OpenQuantity, card.Sku));

        var parcel = Assert.Single(order.Fulfilments);
        Assert.Equal("51", parcel.FulfilmentId);
        Assert.Equal(["JT5261988016578"], parcel.TrackingNumbers);
        Assert.Equal([new LineQuantity("11", 1)], parcel.Lines);
    }

    [Theory]
    [InlineData("lineItems")]
    [InlineData("fulfillmentOrders")]
    public void A_list_that_goes_on_is_never_taken_for_the_whole(string list)
    {
        var json = Fixtures.Order.Replace(
            $"\"{list}\": {{\"pageInfo\": {{\"hasNextPage\": false",
            $"\"{list}\": {{\"pageInfo\": {{\"hasNextPage\": true",
            StringComparison.Ordinal
        );
        Assert.NotEqual(Fixtures.Order, json);

        Assert.NotNull(Read(json).Problem);
    }

    [Fact]
    public void A_cancelled_order_has_nothing_open_although_it_still_says_paid_and_unfulfilled()
    {
        var json = Fixtures
            .Order.Replace("\"cancelledAt\": null", "\"cancelledAt\": \"2026-04-23T16:45:00Z\"", StringComparison.Ordinal)
            .Replace("IN_PROGRESS", "CLOSED", StringComparison.Ordinal);

        var order = Read(json).Order!;

        Assert.True(order.IsCancelled);
        Assert.All(order.Lines, line => Assert.Equal(0, line.OpenQuantity));
    }

    [Theory]
    [InlineData("\"status\": \"IN_PROGRESS\"", "\"status\": \"ON_HOLD\"", "ON_HOLD")]
    [InlineData(
        "\"fulfillmentHolds\": []",
        "\"fulfillmentHolds\": [{\"reason\": \"HIGH_RISK_OF_FRAUD\", \"reasonNotes\": \"call first\"}]",
        null
    )]
    [InlineData("\"recommendation\": \"ACCEPT\"", "\"recommendation\": \"INVESTIGATE\"", "RISK: INVESTIGATE")]
    public void What_the_store_holds_back_is_told(string old, string replacement, string? hold) =>
        Assert.Equal(hold, Read(Fixtures.Order.Replace(old, replacement, StringComparison.Ordinal)).Order!.StoreHold);

    [Fact]
    public void Of_a_hold_only_the_reason_is_told_and_not_what_somebody_noted_beside_it()
    {
        var json = Fixtures
            .Order.Replace("\"status\": \"IN_PROGRESS\"", "\"status\": \"ON_HOLD\"", StringComparison.Ordinal)
            .Replace(
                "\"fulfillmentHolds\": []",
                "\"fulfillmentHolds\": [{\"reason\": \"INCORRECT_ADDRESS\", \"reasonNotes\": \"call Ada Tremblay at 555-0100 first\"}]",
                StringComparison.Ordinal
            );

        Assert.Equal("INCORRECT_ADDRESS", Read(json).Order!.StoreHold);
    }

    [Theory]
    [InlineData("PENDING", StorePaymentStatus.Pending)]
    [InlineData("EXPIRED", StorePaymentStatus.Pending)]
    [InlineData("AUTHORIZED", StorePaymentStatus.Authorized)]
    [InlineData("PARTIALLY_PAID", StorePaymentStatus.PartiallyPaid)]
    [InlineData("PAID", StorePaymentStatus.Paid)]
    [InlineData("PARTIALLY_REFUNDED", StorePaymentStatus.PartiallyRefunded)]
    [InlineData("REFUNDED", StorePaymentStatus.Refunded)]
    [InlineData("VOIDED", StorePaymentStatus.Voided)]
    public void Only_what_is_paid_counts_as_paid(string word, StorePaymentStatus payment) =>
        Assert.Equal(payment, Read(Fixtures.Order.Replace("\"PAID\"", $"\"{word}\"", StringComparison.Ordinal)).Order!.Payment);

    [Fact]
    public void A_word_that_is_not_known_stays_unknown()
    {
        var json = Fixtures
            .Order.Replace("\"PAID\"", "\"SETTLED\"", StringComparison.Ordinal)
            .Replace("PARTIALLY_FULFILLED", "TELEPORTED", StringComparison.Ordinal);

        var order = Read(json).Order!;

        Assert.Equal(StorePaymentStatus.Unknown, order.Payment);
        Assert.Equal(StoreFulfilmentStatus.Unknown, order.Fulfilment);
    }

    [Theory]
    [InlineData("\"amount\": \"104.5\"", "\"amount\": \"104.567\"")]
    [InlineData("\"currencyCode\": \"CAD\"}},\n  \"displayFinancialStatus\"", "\"currencyCode\": \"XXX\"}},\n  \"displayFinancialStatus\"")]
    [InlineData("\"name\": \"#1401\",", "")]
    [InlineData(
        "\"lineItems\": {\"pageInfo\": {\"hasNextPage\": false, \"endCursor\": \"x\"}, \"nodes\":",
        "\"lineItems\": {\"pageInfo\": {\"hasNextPage\": false, \"endCursor\": \"x\"}, \"items\":"
    )]
    public void A_malformed_order_is_told_by_its_fault_and_keeps_no_other_order_back(string old, string replacement)
    {
        Assert.Contains(old, Fixtures.Order, StringComparison.Ordinal);

        var reading = Read(Fixtures.Order.Replace(old, replacement, StringComparison.Ordinal));

        Assert.Equal("6832000000001", reading.StoreOrderId);
        Assert.Null(reading.Order);
        Assert.NotNull(reading.Problem);
        Assert.DoesNotContain("Ada", reading.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_unit_price_that_does_not_come_out_even_is_taken_as_far_as_the_currency_goes()
    {
        var json = Fixtures.Order.Replace("\"46.5\"", "\"33.339999999999\"", StringComparison.Ordinal);
        Assert.NotEqual(Fixtures.Order, json);

        Assert.Equal(new Money(3333, "CAD"), Read(json).Order!.Lines[0].UnitPrice);
    }

    [Fact]
    public void An_order_without_an_id_makes_the_whole_reply_unreadable() =>
        Assert.Throws<UnreadableReplyException>(() => ShopifyMapper.Changed(Fixtures.Parse("""{"updatedAt":"2026-04-23T16:45:00Z"}""")));

    [Theory]
    [InlineData("中通快递(ZTO)", "ZTO", "ZTO Express")]
    [InlineData("顺丰速运(SF)", null, "SF Express")]
    [InlineData("极兔速递", "JTSD", "J&T Express")]
    [InlineData("EMS", "EMS", "China Post")]
    [InlineData("某某专线", "MMZX", "某某专线")]
    public void Carriers_get_the_name_that_a_customer_knows(string name, string? code, string company) =>
        Assert.Equal(company, ShopifyTables.Company(name, code));

    [Fact]
    public void Names_that_shopify_lists_are_written_exactly_as_it_lists_them()
    {
        string[] listed =
        [
            "SF Express",
            "China Post",
            "YunExpress",
            "4PX",
            "WanbExpress",
            "Anjun Logistics",
            "SFC Fulfillment",
            "UPS",
            "DHL Express",
            "FedEx",
        ];
        foreach (var file in SharedSamples.Find("shopify", "tracking-companies.json"))
        {
            var known = File.ReadAllText(file);
            Assert.All(listed, name => Assert.Contains($"\"{name}\"", known, StringComparison.Ordinal));
        }

        Assert.All(listed, name => Assert.Equal(name, ShopifyTables.Company(name, null)));
    }

    private static StoreOrderReading Read(string json)
    {
        var order = Fixtures.Parse(json);
        return ShopifyMapper.Order(ShopifyMapper.Changed(order), order, ShopifyPages.None);
    }
}
