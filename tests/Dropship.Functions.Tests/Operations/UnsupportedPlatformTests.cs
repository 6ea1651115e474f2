using Dropship.Functions.Operations;
using Dropship.Functions.Tests.Support;

namespace Dropship.Functions.Tests.Operations;

/// <summary>A platform that cannot be connected is refused with its reason and the way that remains.</summary>
public sealed class UnsupportedPlatformTests
{
    [Theory]
    [InlineData("AliExpress", "AliExpress")]
    [InlineData("wish", "Wish")]
    [InlineData("DHGATE", "DHgate")]
    [InlineData("joom", "Joom")]
    [InlineData("Alibaba", "Alibaba.com")]
    [InlineData("ma-bang", "MaBang")]
    [InlineData("通途", "TongTool")]
    [InlineData("店小秘", "Dianxiaomi")]
    [InlineData("eccang", "ECCANG")]
    [InlineData("sumai", "SuMai")]
    [InlineData("ecpp", "ECPP")]
    [InlineData("vova", "VOVA")]
    [InlineData("Tophatter", "Tophatter")]
    public void A_platform_without_a_connector_is_refused_with_the_reason_and_the_way_that_remains(string given, string shown)
    {
        var problem = PlatformProblemOf(given, ["shopify"]);

        Assert.StartsWith($"platform: {shown} cannot be connected: ", problem, StringComparison.Ordinal);
        Assert.Contains("'generic'", problem, StringComparison.Ordinal);
        Assert.Contains($"| {shown}", SourceTree.Read("docs/platforms.md"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("bogus")]
    [InlineData("…")]
    public void Another_name_is_answered_by_those_that_are_installed(string given) =>
        Assert.Contains("it must be one of shopify", PlatformProblemOf(given, ["shopify"]), StringComparison.Ordinal);

    [Fact]
    public void A_platform_that_is_installed_is_taken() => Assert.Null(PlatformProblemOf("wish", ["wish"]));

    private static string? PlatformProblemOf(string platform, IReadOnlyCollection<string> installed) =>
        new StoreAccountInput { Platform = platform }
            .Check("shop-one", installed, [], DateTimeOffset.UnixEpoch)
            .SingleOrDefault(problem => problem.StartsWith("platform:", StringComparison.Ordinal));
}
