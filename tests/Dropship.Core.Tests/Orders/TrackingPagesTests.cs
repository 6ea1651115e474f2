using Dropship.Core.Orders;

namespace Dropship.Core.Tests.Orders;

public sealed class TrackingPagesTests
{
    [Theory]
    [InlineData("1Z999AA10123456784", null, "https://www.ups.com/track?tracknum=1Z999AA10123456784")]
    [InlineData("YT2229521272164446", null, "https://www.yuntrack.com/parcelTracking?id=YT2229521272164446")]
    [InlineData("YW0000000001", "燕文", "https://track.yw56.com.cn/en/querydel?nums=YW0000000001")]
    [InlineData("73123456789012", "中通快递(ZTO)", "https://t.17track.net/en#nums=73123456789012")]
    [InlineData("A B&C", "nobody knows", "https://t.17track.net/en#nums=A%20B%26C")]
    public void A_parcel_is_followed_on_its_carriers_page_or_on_one_for_all(string number, string? carrier, string page) =>
        Assert.Equal(page, new TrackingPages(null).Of(number, carrier).AbsoluteUri);

    [Fact]
    public void The_page_for_all_speaks_the_readers_language_and_a_page_of_the_sellers_goes_before_all()
    {
        Assert.Equal("https://t.17track.net/zh-cn#nums=1", new TrackingPages(null).Of("1", language: Language.Chinese).AbsoluteUri);
        Assert.Equal(
            "https://shop.example/track/1Z999AA10123456784",
            new TrackingPages("https://shop.example/track/{number}").Of("1Z999AA10123456784", "UPS").AbsoluteUri
        );
    }
}
