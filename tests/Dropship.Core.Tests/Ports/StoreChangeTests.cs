using Dropship.Core.Ports;

namespace Dropship.Core.Tests.Ports;

public sealed class StoreChangeTests
{
    [Theory]
    [InlineData(null, "shop-one|1001")]
    [InlineData("2026-03-01T08:00:00Z", "shop-one|1001|2026-03-01T08:00:00.0000000+00:00")]
    [InlineData("2026-03-01T04:00:00.25-04:00", "shop-one|1001|2026-03-01T08:00:00.2500000+00:00")]
    public void A_change_is_told_by_its_order_and_its_time_and_read_back_the_same(string? at, string text)
    {
        var change = new StoreChange(
            new OrderKey("shop-one", "1001"),
            at is null ? null : DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)
        );

        Assert.Equal(text, change.ToString());
        Assert.Equal(change, StoreChange.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("shop-one")]
    [InlineData("shop-one|")]
    [InlineData("|1001")]
    [InlineData("shop-one|1001|")]
    [InlineData("shop-one|1001|yesterday")]
    [InlineData("shop-one|1001|2026-03-01")]
    public void Anything_else_is_no_change(string text)
    {
        Assert.Throws<FormatException>(() => StoreChange.Parse(text));
        Assert.False(StoreChange.TryParse(text, out _));
    }
}
