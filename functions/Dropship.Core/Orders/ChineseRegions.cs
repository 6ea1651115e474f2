using System.Collections.Frozen;

namespace Dropship.Core.Orders;

/// <summary>The names that 1688 has for the regions of a Chinese address, from what a store's form gives: an English or Chinese name, or a
/// code. Pure.</summary>
public static class ChineseRegions
{
    private static readonly FrozenDictionary<string, string> s_whole = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["HK"] = "香港特别行政区",
        ["MO"] = "澳门特别行政区",
        ["TW"] = "台湾省",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly (string Codes, string English, string Chinese)[] s_provinces =
    [
        ("AH", "Anhui", "安徽省"),
        ("BJ", "Beijing", "北京"),
        ("CQ", "Chongqing", "重庆"),
        ("FJ", "Fujian", "福建省"),
        ("GS", "Gansu", "甘肃省"),
        ("GD", "Guangdong", "广东省"),
        ("GX", "Guangxi|Guangxi Zhuang|Guangxi Zhuangzu", "广西壮族自治区"),
        ("GZ", "Guizhou", "贵州省"),
        ("HI", "Hainan", "海南省"),
        ("HE", "Hebei", "河北省"),
        ("HL", "Heilongjiang", "黑龙江省"),
        ("HA", "Henan", "河南省"),
        ("HB", "Hubei", "湖北省"),
        ("HN", "Hunan", "湖南省"),
        ("NM", "Inner Mongolia|Nei Mongol|Neimenggu", "内蒙古自治区"),
        ("JS", "Jiangsu", "江苏省"),
        ("JX", "Jiangxi", "江西省"),
        ("JL", "Jilin", "吉林省"),
        ("LN", "Liaoning", "辽宁省"),
        ("NX", "Ningxia|Ningxia Hui|Ningxia Huizu", "宁夏回族自治区"),
        ("QH", "Qinghai", "青海省"),
        ("SN", "Shaanxi", "陕西省"),
        ("SD", "Shandong", "山东省"),
        ("SH", "Shanghai", "上海"),
        ("SX", "Shanxi", "山西省"),
        ("SC", "Sichuan", "四川省"),
        ("TJ", "Tianjin", "天津"),
        ("XJ", "Xinjiang|Xinjiang Uyghur|Xinjiang Uygur|Xinjiang Weiwuer", "新疆维吾尔自治区"),
        ("XZ|YZ", "Xizang|Tibet", "西藏自治区"),
        ("YN", "Yunnan", "云南省"),
        ("ZJ", "Zhejiang", "浙江省"),
    ];

    private static readonly string[] s_kinds = ["SHENG", "SHI", "PROVINCE", "MUNICIPALITY", "AUTONOMOUSREGION", "ZIZHIQU"];

    private static readonly FrozenDictionary<string, string> s_byName = s_provinces
        .SelectMany(province =>
            $"{province.Codes}|{province.English}|{province.Chinese}|{Short(province.Chinese)}|{Short(province.Chinese)}省|{Short(province.Chinese)}市"
                .Split('|')
                .Select(name => (Name: Key(name), province.Chinese))
        )
        .DistinctBy(one => one.Name)
        .ToFrozenDictionary(one => one.Name, one => one.Chinese, StringComparer.Ordinal);

    /// <summary>The province to send to 1688; the store's own text where it is not known, null where there is none.</summary>
    /// <param name="country">CN, HK, MO or TW.</param>
    /// <param name="province">What the store's form gave. Forms of HK, MO and TW give a part of them or nothing.</param>
    public static string? ProvinceOf(string? country, string? province)
    {
        if (s_whole.GetValueOrDefault(OutsideText.Fold(country).ToUpperInvariant()) is { } whole)
        {
            return whole;
        }

        var text = OutsideText.Fold(province);
        return text.Length == 0 ? null : s_byName.GetValueOrDefault(Key(text), text);
    }

    /// <summary>The city to send to 1688; the store's own text but for the four cities that are provinces, null where there is
    /// none.</summary>
    public static string? CityOf(string? country, string? province, string? city)
    {
        var text = OutsideText.Fold(city);
        if (
            ProvinceOf(country, province) is { } name
            && name is "北京" or "上海" or "天津" or "重庆"
            && (text.Length == 0 || s_byName.GetValueOrDefault(Key(text)) == name)
        )
        {
            return name + "市";
        }

        return text.Length > 0 ? text
            : OutsideText.Fold(province) is { Length: > 0 } part && OutsideText.Fold(country).ToUpperInvariant() is "HK" or "MO" or "TW"
                ? part
            : null;
    }

    private static string Short(string chinese) =>
        chinese.StartsWith("内蒙古", StringComparison.Ordinal) || chinese.StartsWith("黑龙江", StringComparison.Ordinal)
            ? chinese[..3]
            : chinese[..2];

    private static string Key(string name)
    {
        var key = string.Concat(OutsideText.Fold(name).Where(char.IsLetter)).ToUpperInvariant();
        key = key.StartsWith("CN", StringComparison.Ordinal) && key.Length == 4 ? key[2..] : key;
        var kind = Array.Find(s_kinds, kind => key.Length > kind.Length && key.EndsWith(kind, StringComparison.Ordinal));
        return kind is null ? key : key[..^kind.Length];
    }
}
