using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>The suppliers and their offers, and the store products that are made of them.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<Supplier> Suppliers { get; } =
    [
        new(
            "b2b-2200000000011",
            2200000000011,
            "义乌晨光日用百货",
            "BBByiwu01OpenIdChenguang",
            "义乌市晨光日用百货有限公司",
            "陈晨",
            "13800000011",
            "浙江省",
            "金华市",
            "中通快递(ZTO)",
            "ZTO"
        ),
        new(
            "b2b-2200000000022",
            2200000000022,
            "深圳华创电子科技",
            "BBBszhc02OpenIdHuachuang",
            "深圳市华创电子科技有限公司",
            "林华",
            "13800000022",
            "广东省",
            "深圳市",
            "顺丰速运(SF)",
            "SF"
        ),
        new(
            "b2b-2200000000033",
            2200000000033,
            "广州依然服饰",
            "BBBgzyr03OpenIdYiran",
            "广州依然服饰有限公司",
            "何依",
            "13800000033",
            "广东省",
            "广州市",
            "圆通速递(YTO)",
            "YTO"
        ),
        new(
            "b2b-2200000000044",
            2200000000044,
            "宁波海曙家居",
            "BBBnbhs04OpenIdHaishu",
            "宁波海曙家居用品有限公司",
            "王海",
            "13800000044",
            "浙江省",
            "宁波市",
            "极兔速递(JTSD)",
            "JTSD"
        ),
    ];

    /// <summary>The number by which a store knows an SKU: the same in all its orders.</summary>
    public static long NumberOf(string sku)
    {
        var place = Products.Select(product => product.Sku).ToList().IndexOf(sku);
        return place >= 0 ? place : sku.Aggregate(1000L, (sum, letter) => (((sum * 31) + letter) % 900_000) + 1000);
    }

    /// <summary>What the stores sell: SKU, title, price in cents, and the goods behind it.</summary>
    public static IReadOnlyList<StoreProduct> Products { get; } =
    [
        new("BTL-500-BLK", "Insulated Water Bottle 500 ml", "Black", 1890, [new(620201390001, "黑色", 1)]),
        new("BTL-500-WHT", "Insulated Water Bottle 500 ml", "White", 1890, [new(620201390001, "白色", 1)]),
        new("LED-DESK-01", "Foldable LED Desk Lamp", null, 2490, [new(620201390002, null, 1)]),
        new("EAR-TWS-BLK", "Wireless Earbuds", "Black", 2990, [new(620201390003, "黑色", 1)]),
        new("EAR-TWS-WHT", "Wireless Earbuds", "White", 2990, [new(620201390003, "白色", 1)]),
        new("CBL-USBC-2M-3", "USB-C Cable 2 m, pack of 3", null, 1490, [new(620201390004, "2米", 3)]),
        new("TEE-BLK-M", "Oversized Cotton T-Shirt", "Black / M", 1990, [new(620201390005, "黑色 M", 1)]),
        new("TEE-BLK-L", "Oversized Cotton T-Shirt", "Black / L", 1990, [new(620201390005, "黑色 L", 1)]),
        new("TEE-WHT-M", "Oversized Cotton T-Shirt", "White / M", 1990, [new(620201390005, "白色 M", 1)]),
        new("YOGA-MAT-PUR", "Yoga Mat 6 mm", "Purple", 2790, [new(620201390006, "紫色", 1)]),
        new("PET-BED-GRY-L", "Calming Pet Bed", "Grey / L", 3490, [new(620201390007, "灰色 大号", 1)]),
        new("ORG-DRAWER-4", "Drawer Organiser, set of 4", null, 1690, [new(620201390008, null, 1)]),
        new("MUG-CER-BLU", "Ceramic Mug", "Blue", 1290, [new(620201390009, "蓝色", 1)]),
        new("SOCK-5P", "Ankle Socks, 5 pairs", null, 990, [new(620201390010, "混色", 5)]),
        new("PHN-STAND", "Aluminium Phone Stand", "Silver", 1190, [new(620201390011, "银色", 1)]),
        new("FAN-USB-GRN", "Handheld USB Fan", "Green", 1390, [new(620201390012, "绿色", 1)]),
        new("DESK-SET", "Desk Set: lamp and phone stand", null, 3290, [new(620201390002, null, 1), new(620201390011, "银色", 1)]),
    ];

    public static Supplier SupplierOf(Offer offer) => Supplier(offer.SupplierId);

    public static Supplier Supplier(string id) => Suppliers.First(s => s.Id == id);

    /// <summary>The spec whose attribute values are these words.</summary>
    public static OfferSpec? SpecNamed(Offer offer, string? name) =>
        name is null ? null : offer.Specs.Find(s => string.Join(' ', s.Attributes.Values) == name);

    public static IEnumerable<Offer> Offers()
    {
        yield return Make(
            620201390001,
            0,
            "316不锈钢保温杯 便携大容量运动水杯",
            "316 stainless steel vacuum bottle",
            "#2f4858",
            "🧴",
            1,
            2680,
            freePostage: true,
            weight: 420,
            ("颜色", ["黑色", "白色", "粉色"])
        );
        yield return Make(
            620201390002,
            3,
            "可折叠LED护眼台灯 三档调光 USB充电",
            "Foldable LED desk lamp",
            "#f6ae2d",
            "💡",
            1,
            3550,
            freePostage: false,
            weight: 650
        );
        yield return Make(
            620201390003,
            1,
            "TWS蓝牙耳机 降噪入耳式 无线5.3",
            "TWS Bluetooth earbuds",
            "#33658a",
            "🎧",
            1,
            4590,
            freePostage: true,
            weight: 120,
            ("颜色", ["黑色", "白色"])
        );
        yield return Make(
            620201390004,
            1,
            "USB-C数据线 60W快充编织线",
            "USB-C cable 60 W",
            "#758e4f",
            "🔌",
            2,
            420,
            freePostage: false,
            weight: 60,
            ("长度", ["1米", "2米"])
        );
        yield return Make(
            620201390005,
            2,
            "纯棉宽松短袖T恤 男女同款 220克重磅",
            "Oversized cotton T-shirt",
            "#bc4b51",
            "👕",
            1,
            1980,
            freePostage: false,
            weight: 230,
            ("颜色", ["黑色", "白色"]),
            ("尺码", ["M", "L", "XL"])
        );
        yield return Make(
            620201390006,
            0,
            "TPE瑜伽垫 6mm加宽防滑健身垫",
            "TPE yoga mat 6 mm",
            "#7d5ba6",
            "🧘",
            1,
            2850,
            freePostage: false,
            weight: 900,
            ("颜色", ["紫色", "绿色"])
        );
        yield return Make(
            620201390007,
            3,
            "宠物窝 深度睡眠圆形猫窝狗窝",
            "Calming pet bed",
            "#8a817c",
            "🐶",
            1,
            4200,
            freePostage: false,
            weight: 1100,
            ("颜色", ["灰色", "米色"]),
            ("规格", ["中号", "大号"])
        );
        yield return Make(
            620201390008,
            3,
            "抽屉分隔收纳盒 4件套 桌面整理",
            "Drawer organiser set of 4",
            "#4d908e",
            "🗄️",
            1,
            1390,
            freePostage: true,
            weight: 520
        );
        yield return Make(
            620201390009,
            3,
            "北欧陶瓷马克杯 350ml 简约咖啡杯",
            "Ceramic mug 350 ml",
            "#277da1",
            "☕",
            1,
            950,
            freePostage: false,
            weight: 380,
            ("颜色", ["蓝色", "白色"])
        );

        // Sold in lots to resellers, so that the minimum quantity and mixed-batch rules have something to bite on.
        var socks = Make(
            620201390010,
            2,
            "纯棉船袜 透气防臭 混批",
            "Cotton ankle socks",
            "#90be6d",
            "🧦",
            5,
            280,
            freePostage: false,
            weight: 40,
            ("颜色", ["黑色", "白色", "混色"])
        );
        socks.OnePiece = false;
        socks.QuoteType = 2;
        socks.PriceRanges = [new(5, 280), new(100, 230)];
        socks.Mix = new MixRule(10, 3000);
        yield return socks;

        yield return Make(
            620201390011,
            0,
            "铝合金手机支架 桌面懒人支架",
            "Aluminium phone stand",
            "#adb5bd",
            "📱",
            1,
            1180,
            freePostage: false,
            weight: 210,
            ("颜色", ["银色", "黑色"])
        );

        // The supplier only describes the freight, and there is no distribution relation.
        var fan = Make(
            620201390012,
            1,
            "手持小风扇 USB充电 迷你静音",
            "Handheld USB fan",
            "#43aa8b",
            "🌀",
            1,
            1560,
            freePostage: false,
            weight: 160,
            ("颜色", ["绿色", "白色"])
        );
        fan.Freight = null;
        fan.Related = false;
        yield return fan;
    }

    public static string SpecId(long offer, string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{offer}:{name}"))))[
            ..32
        ];

    private static Offer Make(
        long id,
        int supplier,
        string subject,
        string translated,
        string colour,
        string emoji,
        int minimum,
        long price,
        bool freePostage,
        int weight,
        params (string Name, string[] Values)[] attributes
    )
    {
        var offer = new Offer
        {
            Key = id.ToString(CultureInfo.InvariantCulture),
            Id = id,
            SupplierId = Suppliers[supplier].Id,
            Subject = subject,
            SubjectTrans = translated,
            CategoryId = 1000 + (id % 100),
            Colour = colour,
            Emoji = emoji,
            MinOrderQuantity = minimum,
            QuoteType = attributes.Length == 0 ? 0 : 1,
            PriceRanges = [new(minimum, price), new(50, price * 92 / 100)],
            Stock = attributes.Length == 0 ? 100000 : 0,
            OnePieceFreePostage = freePostage,
            OnePiecePrice = freePostage ? price + 500 : price,
            WeightGrams = weight,
        };
        IEnumerable<Dictionary<string, string>> combinations =
        [
            [],
        ];
        foreach (var (name, values) in attributes)
        {
            combinations = combinations
                .SelectMany(c => values.Select(v => new Dictionary<string, string>(c, StringComparer.Ordinal) { [name] = v }))
                .ToList();
        }

        if (attributes.Length > 0)
        {
            offer.Specs =
            [
                .. combinations.Select(
                    (combination, index) =>
                        new OfferSpec
                        {
                            SpecId = SpecId(id, string.Join(' ', combination.Values)),
                            SkuId = 5104790000000 + (id % 1000 * 100) + index,
                            CargoNumber = string.Create(CultureInfo.InvariantCulture, $"{id % 1000}-{index + 1}"),
                            Price = price + (index * 20),
                            Stock = 100000,
                            Attributes = combination,
                        }
                ),
            ];
        }

        return offer;
    }
}

/// <summary>A product of the stores and the goods it is made of.</summary>
internal sealed record StoreProduct(string Sku, string Title, string? Variant, long PriceCents, IReadOnlyList<StoreProductPart> Parts);

/// <param name="OfferId">The 1688 offer.</param>
/// <param name="SpecName">Its spec in words; null for an offer without specs.</param>
/// <param name="Quantity">Pieces for one sold.</param>
internal sealed record StoreProductPart(long OfferId, string? SpecName, int Quantity);
