using System.Text.Json.Nodes;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>Addresses as calls name them: in full, or one that was saved before.</summary>
internal static class AddressBook
{
    private static readonly string[] s_provinces =
    [
        "北京",
        "天津",
        "上海",
        "重庆",
        "河北",
        "山西",
        "辽宁",
        "吉林",
        "黑龙江",
        "江苏",
        "浙江",
        "安徽",
        "福建",
        "江西",
        "山东",
        "河南",
        "湖北",
        "湖南",
        "广东",
        "海南",
        "四川",
        "贵州",
        "云南",
        "陕西",
        "甘肃",
        "青海",
        "台湾",
        "内蒙古",
        "广西",
        "西藏",
        "宁夏",
        "新疆",
        "香港",
        "澳门",
    ];

    /// <summary>Addresses the buyers saved at 1688: forwarders' warehouses.</summary>
    public static IReadOnlyList<(long Id, PurchaseAddress Address, string Code)> Saved { get; } =
    [
        (
            593861699,
            new PurchaseAddress
            {
                FullName = "集运仓 A1688",
                Mobile = "13800138000",
                PostCode = "518000",
                Province = "广东省",
                City = "深圳市",
                Area = "宝安区",
                Town = "福永街道",
                Address = "凤凰路18号物流园3栋",
            },
            "440306"
        ),
        (
            593861700,
            new PurchaseAddress
            {
                FullName = "义乌中转仓",
                Mobile = "13800138001",
                PostCode = "322000",
                Province = "浙江省",
                City = "金华市",
                Area = "义乌市",
                Town = "福田街道",
                Address = "国际商贸城五区仓储中心2号库",
            },
            "330782"
        ),
    ];

    /// <exception cref="MarketRefusal">The address is missing or not one in China.</exception>
    public static PurchaseAddress Read(string? text)
    {
        var json = MarketText.Json(text, "addressParam") as JsonObject ?? throw new MarketRefusal("400", "addressParam invalid");
        if (json["addressId"] is { } savedId)
        {
            var saved = Saved.FirstOrDefault(a => MarketService.Key(a.Id) == savedId.ToString());
            return saved.Address ?? throw new MarketRefusal("400", "AddressId invalid:AddressId invalid");
        }

        string Field(string name) =>
            json[name] switch
            {
                null => string.Empty,
                JsonValue value => value.ToString(),
                _ => throw new MarketRefusal("400", $"addressParam invalid:{name}"),
            };
        var address = new PurchaseAddress
        {
            FullName = Field("fullName"),
            Mobile = Field("mobile"),
            Phone = Field("phone"),
            PostCode = Field("postCode"),
            Province = Field("provinceText"),
            City = Field("cityText"),
            Area = Field("areaText"),
            Town = Field("townText"),
            Address = Field("address"),
        };
        var problem =
            address.FullName.Length < 2 ? "fullName"
            : address.Mobile.Length == 0 && address.Phone.Length == 0 ? "mobile"
            : !address.Phone.All(c => char.IsAsciiDigit(c) || c is '-' or ' ' or '+')
            || !address.Mobile.All(c => char.IsAsciiDigit(c) || c is '-' or ' ' or '+')
                ? "phone"
            : address.Address.Length is 0 or > 200 ? "address"
            : json["districtCode"] is not null ? null
            : !s_provinces.Any(p => address.Province.StartsWith(p, StringComparison.Ordinal)) ? "provinceText"
            : address.City.Length == 0 ? "cityText"
            : null;
        return problem is null ? address : throw new MarketRefusal("400", $"addressParam invalid:{problem} invalid");
    }
}
