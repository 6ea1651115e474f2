using Dropship.Core.Orders;
using FsCheck;
using FsCheck.Fluent;

namespace Dropship.Core.Tests.Orders;

/// <summary>What people and programs outside typed: tracking numbers, SKUs, phone numbers, regions.</summary>
public sealed class OutsideTextTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData(" ", "")]
    [InlineData("\u3000\u00A0\t\u200B", "")]
    [InlineData("不需要物流", "")]
    [InlineData("无需物流", "")]
    [InlineData("-", "")]
    [InlineData("N/A", "")]
    [InlineData("none", "")]
    [InlineData("000000", "")]
    [InlineData("电话13800000101自提", "")]
    [InlineData("YT7412589630123", "YT7412589630123")]
    [InlineData(" YT7412589630123\r\n", "YT7412589630123")]
    [InlineData("YT7412589630123,YT7412589630124", "YT7412589630123|YT7412589630124")]
    [InlineData("YT7412589630123，YT7412589630124；YT7412589630125", "YT7412589630123|YT7412589630124|YT7412589630125")]
    [InlineData("YT7412589630123/YT7412589630124", "YT7412589630123|YT7412589630124")]
    [InlineData("YT7412589630123\nYT7412589630124", "YT7412589630123|YT7412589630124")]
    [InlineData("YT7412589630123 YT7412589630124", "YT7412589630123|YT7412589630124")]
    [InlineData("YT7412589630123;yt7412589630123", "YT7412589630123")]
    [InlineData("YT 7412 5896 30123", "YT741258963​0123")]
    [InlineData("ＹＴ７４１２５８９６３０１２３", "YT7412589630123")]
    [InlineData("\u202AYT7412589630123\u202C", "YT7412589630123")]
    [InlineData("\uFEFFYT74125\u200B89630123", "YT7412589630123")]
    [InlineData("运单号：YT7412589630123", "YT7412589630123")]
    [InlineData("Tracking No. YT7412589630123", "YT7412589630123")]
    [InlineData("JDX000000000001-1-1-", "JDX000000000001-1-1-")]
    [InlineData("YT1", "YT1")]
    public void A_field_gives_the_numbers_that_are_in_it(string? text, string numbers) =>
        Assert.Equal(numbers.Replace("\u200B", string.Empty, StringComparison.Ordinal), string.Join('|', TrackingNumbers.Read(text)));

    [Theory]
    [InlineData("yt1234", "YT1234", true)]
    [InlineData("YT 12 34", "YT1234", true)]
    [InlineData("ＹＴ１２３４", "yt1234\u200B", true)]
    [InlineData("AB-12.34#5", "ab12345", true)]
    [InlineData("-", "#", false)]
    [InlineData("YT1234", "YT1235", false)]
    [InlineData("", " ", false)]
    [InlineData(null, null, false)]
    public void Letters_case_blanks_width_and_separators_make_no_other_number(string? one, string? other, bool areSame) =>
        Assert.Equal(areSame, TrackingNumbers.AreSame(one, other));

    [Theory]
    [InlineData("13800000101", "13800000101")]
    [InlineData("0086 13800000101", "13800000101")]
    [InlineData("(+86)13800000101", "13800000101")]
    [InlineData("+86 (0)138-0000-0101", "13800000101")]
    [InlineData("86-13800000101", "13800000101")]
    [InlineData("013800000101", "13800000101")]
    [InlineData("\u202A+8613800000101\u202C", "13800000101")]
    [InlineData("＋8613800000101", "13800000101")]
    [InlineData("１３８００００0101", "13800000101")]
    [InlineData("13800000101/13800000102", "13800000101")]
    [InlineData("13800000101 13800000102", "13800000101")]
    [InlineData("0571-88880000, 13800000101", "13800000101")]
    [InlineData("138 0000 0101 ext 5", "13800000101")]
    [InlineData("13800000101转5", "13800000101")]
    [InlineData("13800000101-5", "13800000101")]
    [InlineData("call 13800000101 after 5", "13800000101")]
    [InlineData("0571-88880000", "0571-88880000")]
    [InlineData("+86 571 8888 0000", "057188880000")]
    [InlineData("+86-571-88880000", "0571-88880000")]
    [InlineData("+852 9123 4567", "85291234567")]
    [InlineData("00852-9123-4567", "85291234567")]
    [InlineData("+84 912 000 101", "84912000101")]
    [InlineData("00000000000", null)]
    [InlineData("12345", null)]
    [InlineData("+86 12345", null)]
    [InlineData("0086-0-000000", null)]
    [InlineData("none", null)]
    [InlineData(" ", null)]
    [InlineData(null, null)]
    public void A_phone_number_is_brought_to_what_can_be_dialled(string? text, string? number) =>
        Assert.Equal(number, Phones.Normalise(text));

    [Theory]
    [InlineData("CN", "Zhejiang", "Hangzhou", "浙江省", "Hangzhou")]
    [InlineData("CN", "ZJ", "杭州市", "浙江省", "杭州市")]
    [InlineData("CN", "CN-GD", "深圳市", "广东省", "深圳市")]
    [InlineData("CN", "zhejiang sheng", "杭州市", "浙江省", "杭州市")]
    [InlineData("CN", "Guangxi Zhuang Autonomous Region", "南宁市", "广西壮族自治区", "南宁市")]
    [InlineData("CN", "Anhui Province", "合肥市", "安徽省", "合肥市")]
    [InlineData("CN", "内蒙古", "包头市", "内蒙古自治区", "包头市")]
    [InlineData("CN", "黑龙江", "哈尔滨市", "黑龙江省", "哈尔滨市")]
    [InlineData("CN", "浙江", "杭州市", "浙江省", "杭州市")]
    [InlineData("CN", "Shaanxi", "西安市", "陕西省", "西安市")]
    [InlineData("CN", "Shanxi", "太原市", "山西省", "太原市")]
    [InlineData("CN", "Shanghai", "Shanghai", "上海", "上海市")]
    [InlineData("CN", "北京市", "北京", "北京", "北京市")]
    [InlineData("CN", "Atlantis", "Poseidonis", "Atlantis", "Poseidonis")]
    [InlineData("TW", null, "台北市", "台湾省", "台北市")]
    [InlineData("MO", null, "氹仔", "澳门特别行政区", "氹仔")]
    [InlineData("HK", "Kowloon", null, "香港特别行政区", "Kowloon")]
    [InlineData("CN", null, null, null, null)]
    public void A_region_gets_the_name_that_the_market_has_for_it(
        string country,
        string? province,
        string? city,
        string? provinceName,
        string? cityName
    )
    {
        Assert.Equal(provinceName, ChineseRegions.ProvinceOf(country, province));
        Assert.Equal(cityName, ChineseRegions.CityOf(country, province, city));
    }

    [Fact]
    public void Whatever_is_typed_nothing_throws_and_what_comes_out_is_clean()
    {
        Holds(
            Texts(),
            text =>
            {
                var folded = OutsideText.Fold(text);
                var numbers = TrackingNumbers.Read(text);
                var phone = Phones.Normalise(text);
                ChineseRegions.CityOf(text, text, ChineseRegions.ProvinceOf("CN", text));
                return !OutsideText.HasInvisible(folded.Replace("\n", string.Empty, StringComparison.Ordinal))
                    && OutsideText.Fold(folded) == folded
                    && Skus.Key(Skus.Clean(text)) == Skus.Key(text)
                    && (Skus.IsMissing(text) || Skus.WhyRefused(Skus.Clean(text)) is null || Skus.Clean(text).Length > Skus.Longest)
                    && numbers.All(number => number.Length > 0 && number.All(char.IsAscii) && TrackingNumbers.AreSame(number, number))
                    && numbers.SelectMany(TrackingNumbers.Read).SequenceEqual(numbers)
                    && (
                        phone is null || (phone.All(sign => char.IsAsciiDigit(sign) || sign == '-') && Phones.Normalise(phone) is not null)
                    );
            }
        );
    }

    [Fact]
    public void A_number_that_somebody_wrapped_up_is_found_and_none_of_several_is_lost()
    {
        var number =
            from digits in Gen.Choose(10_000_000, 99_999_999)
            from letters in Gen.Elements("YT", "SF", "JT", "7", "DPK")
            select $"{letters}{digits}";
        var wrapped =
            from plain in number
            from noise in Gen.Elements<Func<string, string>>(
                text => text,
                text => $" {text}\u3000",
                text => $"\u202A{text}\u202C",
                text => text.ToLowerInvariant(),
                text => string.Concat(text.Select(sign => (char)(sign + 0xFEE0))),
                text => string.Join('\u200B', text.ToCharArray())
            )
            select (Plain: plain, Typed: noise(plain));
        var field =
            from several in Gen.NonEmptyListOf(wrapped)
            from separator in Gen.Elements(",", "，", ";", "/", "\n", "\r\n", "、", " / ", "|")
            select (All: several.ToList(), Separator: separator);
        Holds(
            field,
            given =>
            {
                var read = TrackingNumbers.Read(string.Join(given.Separator, given.All.Select(one => one.Typed)));
                return given.All.All(one => read.Holds(one.Plain))
                    && read.Count == given.All.Select(one => one.Plain).Distinct(StringComparer.Ordinal).Count();
            }
        );
    }

    private static Gen<string> Texts()
    {
        var sign = Gen.Frequency(
            (6, Gen.Elements("0123456789+-()./,; \t\n".ToCharArray())),
            (3, Gen.Elements("YTSFjtAz号单运北京浙江省０１９ＡＺ　，；：\u00A0\u202A\u202E\u200B\uFEFF\u2028\u0000\u0007".ToCharArray())),
            (1, from code in Gen.Choose(0, 0xFFFF) select (char)code)
        );
        return from signs in sign.ListOf() select string.Concat(signs);
    }

    private static void Holds<T>(Gen<T> given, Func<T, bool> property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Arb.From(given), property));
}
