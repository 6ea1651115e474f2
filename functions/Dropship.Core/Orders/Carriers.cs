using System.Collections.Frozen;

namespace Dropship.Core.Orders;

/// <summary>The carriers that suppliers ship with, found by the name or the code that they give. Pure.</summary>
public static class Carriers
{
    private static readonly Carrier[] s_all =
    [
        new("SF", "SF Express", ["SF", "SFEXPRESS", "SHUNFENG", "SFSY"], ["顺丰", "順豐", "SF EXPRESS"]),
        new("ZTO", "ZTO Express", ["ZTO", "ZHONGTONG", "ZTOKY"], ["中通", "ZTO EXPRESS"]),
        new("YTO", "YTO Express", ["YTO", "YUANTONG"], ["圆通", "圓通", "YTO EXPRESS"]),
        new("STO", "STO Express", ["STO", "SHENTONG"], ["申通", "STO EXPRESS"]),
        new("YUNDA", "Yunda Express", ["YUNDA", "YD"], ["韵达", "韻達", "YUNDA EXPRESS"]),
        new("JT", "J&T Express", ["JT", "JTSD", "JTEXPRESS", "J&T"], ["极兔", "極兔", "J&T EXPRESS", "JT EXPRESS", "J & T"]),
        new("BEST", "Best Express", ["BEST", "HTKY", "HUITONGKUAIDI"], ["百世", "汇通", "BEST EXPRESS"]),
        new("JD", "JD Logistics", ["JD", "JDL", "JDKY"], ["京东", "京東", "JD LOGISTICS", "JD EXPRESS"]),
        new("DEPPON", "Deppon Express", ["DEPPON", "DBL", "DBKD", "DEBANGKUAIDI"], ["德邦", "DEPPON EXPRESS"]),
        new(
            "CHINAPOST",
            "China Post",
            ["CHINAPOST", "CHINA_POST", "EMS", "POSTB", "YZPY", "YOUZHENGGUONEI", "CN_EMS"],
            ["邮政", "邮局", "CHINA POST", "CHINA EMS"]
        ),
        new("CAINIAO", "Cainiao", ["CAINIAO", "CN", "CNSD"], ["菜鸟", "CAINIAO"]),
        new("DANNIAO", "Danniao Logistics", ["DANNIAO", "DN", "DNWL"], ["丹鸟", "DANNIAO"]),
        new("TTK", "TTK Express", ["TTK", "TTKDEX", "HHTT"], ["天天快递", "TTK EXPRESS"]),
        new("ZJS", "ZJS Express", ["ZJS"], ["宅急送"]),
        new("UC", "UC Express", ["UC", "UCEXPRESS", "YSKD"], ["优速"]),
        new("ANE", "ANE Logistics", ["ANE", "ANE56"], ["安能"]),
        new("KYE", "KYE Logistics", ["KYE", "KYSY"], ["跨越速运"]),
        new("YUNEXPRESS", "YunExpress", ["YUNEXPRESS", "YUNTU"], ["云途", "YUN EXPRESS", "YUNEXPRESS"]),
        new("4PX", "4PX", ["4PX", "DISIFANG", "SUMAI4PX"], ["递四方", "4PX"]),
        new("WANB", "WanbExpress", ["WANB", "WANBEXPRESS"], ["万邦", "WANB EXPRESS", "WANBEXPRESS"]),
        new("YANWEN", "Yanwen", ["YANWEN", "YWWL"], ["燕文", "YANWEN"]),
        new("ANJUN", "Anjun Logistics", ["ANJUN"], ["安骏", "ANJUN LOGISTICS"]),
        new("SFC", "SFC Fulfillment", ["SFC"], ["三态", "SFC FULFILLMENT"]),
        new("CNE", "CNE Express", ["CNE"], ["CNE EXPRESS", "递一"]),
        new("SUNYOU", "Sunyou", ["SUNYOU"], ["顺友", "SUNYOU"]),
        new("UPS", "UPS", ["UPS"], ["联合包裹"]),
        new("DHL", "DHL Express", ["DHL"], ["敦豪", "DHL EXPRESS"]),
        new("FEDEX", "FedEx", ["FEDEX"], ["联邦快递", "FEDEX"]),
    ];

    private static readonly FrozenDictionary<string, Carrier> s_byCode = s_all
        .SelectMany(carrier => carrier.Codes.Append(carrier.EnglishName).Select(code => (Key: Squeeze(code), Carrier: carrier)))
        .DistinctBy(one => one.Key)
        .ToFrozenDictionary(one => one.Key, one => one.Carrier, StringComparer.Ordinal);

    /// <summary>Every carrier that is known.</summary>
    public static IReadOnlyCollection<Carrier> All => s_all;

    /// <summary>The carrier of one of our own codes.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static Carrier Get(string ownCode) => s_all.First(carrier => carrier.Code == ownCode);

    /// <summary>The carrier of a name, a code and a number: what the supplier names, else what the number alone can be; null when neither
    /// tells.</summary>
    public static Carrier? Find(string? name, string? code, string? number) =>
        Find(name, code) ?? (number is null ? null : CarrierNumbers.Detect(number));

    /// <summary>The carrier of a name and a code; null when neither is known. The name goes first: a code stays when a carrier is taken
    /// over by another.</summary>
    public static Carrier? Find(string? name, string? code)
    {
        var words = OutsideText.Fold(name).ToUpperInvariant();
        return Array.Find(s_all, carrier => carrier.Words.Any(word => words.Contains(word, StringComparison.Ordinal)))
            ?? s_byCode.GetValueOrDefault(Squeeze(words))
            ?? s_byCode.GetValueOrDefault(Squeeze(code))
            ?? InBrackets(words);
    }

    /// <summary>What is the same for all spellings of one carrier.</summary>
    public static string Key(string? name, string? code) => Find(name, code)?.Code ?? Squeeze(name) + "/" + Squeeze(code);

    /// <summary>The name for a customer: the carrier's English one where it is known, else the supplier's own word.</summary>
    public static string NameOf(string? name, string? code) =>
        Find(name, code)?.EnglishName ?? (OutsideText.Fold(name) is { Length: > 0 } own ? own : OutsideText.Fold(code));

    // 1688 writes names such as 某某速递(ZTO).
    private static Carrier? InBrackets(string words)
    {
        var begin = words.LastIndexOf('(');
        return begin >= 0 && words.EndsWith(')') ? s_byCode.GetValueOrDefault(Squeeze(words[(begin + 1)..^1])) : null;
    }

    private static string Squeeze(string? text) =>
        string.Concat(OutsideText.Fold(text).ToUpperInvariant().Where(sign => !char.IsWhiteSpace(sign) && sign is not ('-' or '_' or '.')));
}
