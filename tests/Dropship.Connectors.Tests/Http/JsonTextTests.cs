using System.Text;
using Dropship.Connectors.Http;
using FsCheck;
using FsCheck.Fluent;

namespace Dropship.Connectors.Tests.Http;

/// <summary>Replies whose bytes or texts are broken.</summary>
public sealed class JsonTextTests
{
    private static readonly Encoding s_gbk = CodePagesEncodingProvider.Instance.GetEncoding("GBK")!;

    [Theory]
    [InlineData("""{"note":"cut \ud83d"}""", "cut \uFFFD")]
    [InlineData("""{"note":"\udc4d cut"}""", "\uFFFD cut")]
    [InlineData("""{"note":"\ud83d\ud83d\udc4d"}""", "\uFFFD👍")]
    [InlineData("""{"note":"a\u0000b"}""", "a\uFFFDb")]
    [InlineData("""{"note":"\uD83D\uDC4D"}""", "👍")]
    [InlineData("""{"note":"a\\ud83d"}""", "a\\ud83d")]
    [InlineData("""{"note":"a\\\ud83d"}""", "a\\\uFFFD")]
    [InlineData("""{"note":"\ud83d\u0041"}""", "\uFFFDA")]
    public void Half_a_character_becomes_the_replacement_character(string json, string note) =>
        Assert.Equal(note, JsonText.Parse(Encoding.UTF8.GetBytes(json)).Text("note"));

    [Fact]
    public void A_name_with_half_a_character_keeps_no_other_field_back() =>
        Assert.Equal("1", JsonText.Parse("""{"\ud83d":0,"id":1}""").Text("id"));

    [Theory]
    [InlineData("gbk")]
    [InlineData("GB2312")]
    [InlineData("\"gb18030\"")]
    [InlineData("utf-8")]
    [InlineData(null)]
    public void Chinese_in_its_old_encoding_is_read_whoever_says_so(string? charset) =>
        Assert.Equal(
            "订单不存在，请核对",
            JsonText.Parse(s_gbk.GetBytes("""{"errorMessage":"订单不存在，请核对"}"""), charset).Text("errorMessage")
        );

    [Fact]
    public void Bytes_that_both_encodings_know_follow_the_header()
    {
        var body = s_gbk.GetBytes("""{"name":"联通"}""");

        Assert.Equal("联通", JsonText.Parse(body, "gbk").Text("name"));
        Assert.Equal("顺丰", JsonText.Parse(Encoding.UTF8.GetBytes("""{"name":"顺丰"}"""), "gbk").Text("name"));
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_text()
    {
        const string Json = """{"name":"顺丰"}""";

        Assert.All(
            (Encoding[])[new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true)],
            encoding => Assert.Equal("顺丰", JsonText.Parse((byte[])[.. encoding.GetPreamble(), .. encoding.GetBytes(Json)]).Text("name"))
        );
    }

    [Fact]
    public void One_cut_character_spoils_no_other()
    {
        var body = Encoding.UTF8.GetBytes("""{"name":"杭州市西湖区文三路","note":"x"}""");
        body[^3] = 0xE6;

        var json = JsonText.Parse(body);

        Assert.Equal(("杭州市西湖区文三路", "\uFFFD"), (json.Text("name"), json.Text("note")));
    }

    [Fact]
    public void Whatever_comes_each_text_can_be_read_or_all_of_it_is_no_json()
    {
        var piece = Gen.Elements(@"\ud83d", @"\udc4d", @"\\", @"\""", @"\u0000", "中", "x", "\uFFFD", @"\uD8", @"\u00e9", "👍");
        var text = from pieces in piece.ListOf() select "{\"a\":\"" + string.Concat(pieces) + "\",\"b\":1}";
        var mangled =
            from json in text
            from at in Gen.Choose(0, 60)
            from value in Gen.Choose(0, 255)
            from encoding in Gen.Elements(Encoding.UTF8, s_gbk, Encoding.Unicode)
            select Mangle(encoding.GetBytes(json), at, (byte)value);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(
                Arb.From(mangled),
                body =>
                {
                    try
                    {
                        _ = new ApiResponse(200, body, null).ReadObject().OptionalText("a");
                        return true;
                    }
                    catch (UnreadableReplyException)
                    {
                        return true;
                    }
                }
            )
        );

        static byte[] Mangle(byte[] body, int at, byte value)
        {
            if (at < body.Length)
            {
                body[at] = value;
            }

            return body;
        }
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("\"Y\"", true)]
    [InlineData("\"success\"", true)]
    [InlineData("\"True\"", true)]
    [InlineData("0", false)]
    [InlineData("\"N\"", false)]
    [InlineData("\"FAIL\"", false)]
    public void A_flag_is_known_in_all_its_spellings(string value, bool flag) =>
        Assert.Equal(flag, JsonText.Parse($$"""{"success":{{value}}}""").OptionalFlag("success"));

    [Fact]
    public void Any_other_word_is_no_flag() =>
        Assert.Throws<UnreadableReplyException>(() => JsonText.Parse("""{"success":"perhaps"}""").OptionalFlag("success"));
}
