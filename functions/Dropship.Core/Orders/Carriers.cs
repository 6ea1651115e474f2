using System.Collections.Frozen;

namespace Dropship.Core.Orders;

/// <summary>The carriers that suppliers ship with, found by the name or the code that they give. Pure.</summary>
public static class Carriers
{
    private static readonly Carrier[] s_all =
    [
        new("DHLECOMMERCE", "DHL eCommerce", ["DHLECOMMERCE", "DHLGLOBALMAIL"], ["DHL ECOMMERCE", "DHL GLOBAL MAIL"]),
        new("USPS", "USPS", ["USPS"], ["美国邮政", "U.S. POSTAL SERVICE", "UNITED STATES POSTAL"]),
        new("ROYALMAIL", "Royal Mail", ["ROYALMAIL"], ["皇家邮政", "ROYAL MAIL"]),
        new("EVRI", "Evri", ["EVRI", "HERMES"], ["EVRI", "HERMES"]),
        new("DPD", "DPD", ["DPD"], []),
        new("GLS", "GLS", ["GLS"], []),
        new("DEUTSCHEPOST", "Deutsche Post", ["DEUTSCHEPOST"], ["德国邮政", "DEUTSCHE POST"]),
        new("LAPOSTE", "La Poste", ["LAPOSTE", "COLISSIMO"], ["法国邮政", "LA POSTE", "COLISSIMO"]),
        new("CORREOS", "Correos", ["CORREOS"], ["西班牙邮政"]),
        new("POSTEITALIANE", "Poste Italiane", ["POSTEITALIANE"], ["意大利邮政", "POSTE ITALIANE"]),
        new("POSTNL", "PostNL", ["POSTNL"], ["荷兰邮政"]),
        new("SWISSPOST", "Swiss Post", ["SWISSPOST"], ["瑞士邮政", "SWISS POST"]),
        new("CANADAPOST", "Canada Post", ["CANADAPOST"], ["加拿大邮政", "CANADA POST"]),
        new("AUSPOST", "Australia Post", ["AUSPOST", "AUSTRALIAPOST"], ["澳大利亚邮政", "澳洲邮政", "AUSTRALIA POST"]),
        new("NZPOST", "New Zealand Post", ["NZPOST"], ["新西兰邮政", "NEW ZEALAND POST"]),
        new("JAPANPOST", "Japan Post", ["JAPANPOST"], ["日本邮政", "JAPAN POST"]),
        new("YAMATO", "Yamato Transport", ["YAMATO"], ["大和运输", "ヤマト", "YAMATO"]),
        new("SAGAWA", "Sagawa Express", ["SAGAWA"], ["佐川", "SAGAWA"]),
        new("KOREAPOST", "Korea Post", ["KOREAPOST"], ["韩国邮政", "KOREA POST"]),
        new("HKPOST", "Hongkong Post", ["HKPOST", "HONGKONGPOST"], ["香港邮政", "HONGKONG POST", "HONG KONG POST"]),
        new("SINGPOST", "Singapore Post", ["SINGPOST"], ["新加坡邮政", "SINGAPORE POST"]),
        new("POSMALAYSIA", "Pos Malaysia", ["POSMALAYSIA", "POSLAJU"], ["马来西亚邮政", "POS MALAYSIA", "POS LAJU"]),
        new("THAIPOST", "Thailand Post", ["THAIPOST"], ["泰国邮政", "THAILAND POST"]),
        new("VNPOST", "Vietnam Post", ["VNPOST", "VIETNAMPOST"], ["越南邮政", "VIETNAM POST"]),
        new("GHN", "Giao Hang Nhanh", ["GHN"], ["GIAO HANG NHANH"]),
        new("GHTK", "Giao Hang Tiet Kiem", ["GHTK"], ["GIAO HANG TIET KIEM"]),
        new("PHLPOST", "PHLPost", ["PHLPOST", "PHILPOST"], ["菲律宾邮政"]),
        new("LBC", "LBC Express", ["LBC"], ["LBC EXPRESS"]),
        new("GOGOXPRESS", "GoGo Xpress", ["GOGOXPRESS"], ["GOGO XPRESS"]),
        new("JNE", "JNE", ["JNE"], ["JNE EXPRESS"]),
        new("NINJAVAN", "Ninja Van", ["NINJAVAN"], ["NINJA VAN"]),
        new("FLASH", "Flash Express", ["FLASHEXPRESS"], ["FLASH EXPRESS"]),
        new("KERRY", "Kerry Express", ["KERRYEXPRESS"], ["KERRY EXPRESS"]),
        new("CORREIOS", "Correios", ["CORREIOS"], ["巴西邮政"]),
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
            ["中国邮政", "中国邮局", "CHINA POST", "CHINA EMS"]
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

    // The post of any country has these in its name. Without a country in front they are China Post.
    private static readonly string[] s_posts = ["邮政", "邮局"];

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
        var words = Upper(OutsideText.Fold(name));
        return Array.Find(s_all, carrier => carrier.Words.Any(word => words.Contains(word, StringComparison.Ordinal)))
            ?? (Array.Exists(s_posts, post => words.StartsWith(post, StringComparison.Ordinal)) ? Get("CHINAPOST") : null)
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

    // The words above have no other letters with two cases; the culture's tables cost more than all the rest here.
    private static string Upper(string text) =>
        string.Create(
            text.Length,
            text,
            (upper, from) =>
            {
                for (var index = 0; index < upper.Length; index++)
                {
                    upper[index] = char.IsAsciiLetterLower(from[index]) ? (char)(from[index] - 'a' + 'A') : from[index];
                }
            }
        );

    private static string Squeeze(string? text) =>
        string.Concat(Upper(OutsideText.Fold(text)).Where(sign => !char.IsWhiteSpace(sign) && sign is not ('-' or '_' or '.')));
}
