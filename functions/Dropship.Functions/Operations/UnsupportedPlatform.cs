namespace Dropship.Functions.Operations;

/// <summary>A platform that people ask for and that cannot be connected.</summary>
/// <param name="Name">The name as it is shown.</param>
/// <param name="Aliases">Other names of it; letters and digits alone count.</param>
/// <param name="Reason">Why not.</param>
internal sealed record UnsupportedPlatform(string Name, IReadOnlyList<string> Aliases, string Reason)
{
    private static readonly UnsupportedPlatform[] s_all =
    [
        WithoutConnector("AliExpress", "速卖通"),
        WithoutConnector("Wish"),
        WithoutConnector("DHgate", "敦煌网", "敦煌"),
        WithoutConnector("Joom"),
        WithoutConnector("Alibaba.com", "alibaba", "阿里巴巴国际站"),
        WithoutConnector("MaBang", "马帮"),
        WithoutConnector("TongTool", "TongTu", "通途"),
        WithoutConnector("ECCANG", "易仓"),
        WithoutInterface("Dianxiaomi", "店小秘"),
        WithoutInterface("SuMai", "SuMaiTong", "速脉"),
        WithoutInterface("ECPP"),
        Closed("VOVA"),
        Closed("Tophatter"),
    ];

    /// <summary>The platform of a name, however it is written; null when it is none of these.</summary>
    public static UnsupportedPlatform? Find(string name) =>
        Array.Find(s_all, platform => platform.Aliases.Prepend(platform.Name).Any(alias => Letters(alias) == Letters(name)));

    private static UnsupportedPlatform WithoutConnector(string name, params string[] aliases) =>
        new(name, aliases, "no connector is built for its interface");

    private static UnsupportedPlatform WithoutInterface(string name, params string[] aliases) =>
        new(name, aliases, "no public interface is known that tells its orders");

    private static UnsupportedPlatform Closed(string name) => new(name, [], "the platform is believed to be closed");

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
