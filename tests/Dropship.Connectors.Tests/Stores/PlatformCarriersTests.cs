using Dropship.Connectors.Stores;
using Dropship.Connectors.Stores.Amazon;
using Dropship.Connectors.Stores.Ebay;
using Dropship.Connectors.Stores.Shopify;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Tests.Stores;

/// <summary>A carrier's name goes to each platform in the platform's own word, where that has one for the country.</summary>
public sealed class PlatformCarriersTests
{
    [Fact]
    public void Every_word_is_of_a_carrier_that_is_known_and_of_a_country_that_there_is()
    {
        Assert.Equal(["amazon", "ebay", "shopify", "tiktok"], PlatformCarriers.Platforms.Order(StringComparer.Ordinal));
        foreach (var (country, words) in PlatformCarriers.Platforms.SelectMany(PlatformCarriers.Countries))
        {
            Assert.Matches("^([A-Z]{2}|\\*)$", country);
            Assert.All(words, word => Assert.False(string.IsNullOrWhiteSpace(word.Value)));
            Assert.All(words.Keys, code => Assert.Equal(code, Carriers.Get(code).Code));
        }
    }

    [Theory]
    [InlineData("shopify", "燕文物流", null, null)]
    [InlineData("shopify", "Japan Post", "US", "Japan Post (EN)")]
    [InlineData("shopify", "Japan Post", "JP", "Japan Post (JA)")]
    [InlineData("shopify", "DPD", "GB", "DPD UK")]
    [InlineData("ebay", "递四方", "US", "FourPX")]
    [InlineData("ebay", "递四方", "DE", "FourPXExpress")]
    [InlineData("ebay", "VNPost", "VN", "VietnamPost")]
    [InlineData("ebay", "GoGo Xpress", "PH", null)]
    [InlineData("amazon", "USPS", "US", "USPS")]
    [InlineData("amazon", "USPS", "JP", null)]
    [InlineData("amazon", "某某速运", "US", null)]
    [InlineData("tiktok", "美国邮政", "US", "USPS")]
    public void A_carrier_has_the_platforms_word_of_the_country(string platform, string name, string? country, string? word) =>
        Assert.Equal(word, PlatformCarriers.Of(platform, Carriers.Find(name, null), country));

    [Fact]
    public void A_carrier_that_a_platform_does_not_list_goes_under_its_name_and_one_that_nobody_knows_goes_to_none()
    {
        Assert.Equal(("Other", "GoGo Xpress"), AmazonTables.CarrierOf("GoGo Xpress", null, "PH"));
        Assert.Equal(("GoGo Xpress", false), EbayTables.CarrierOf("GoGo Xpress", null, "PH"));
        Assert.Equal("Yanwen", ShopifyTables.Company("燕文物流", null, "US"));
        Assert.Null(AmazonTables.CarrierOf("某某速运", null, "US"));
        Assert.Null(EbayTables.CarrierOf("某某速运", null, "US"));
    }

    [Theory]
    [InlineData("香港邮政", "HKPOST")]
    [InlineData("中国邮政", "CHINAPOST")]
    [InlineData("邮政快递包裹", "CHINAPOST")]
    [InlineData("Pos Laju", "POSMALAYSIA")]
    [InlineData("USPS", "USPS")]
    [InlineData("UPS", "UPS")]
    public void The_post_of_one_country_is_not_that_of_another(string name, string code) =>
        Assert.Equal(code, Carriers.Find(name, null)!.Code);
}
