using System.Text.Json;
using Dropship.Connectors.Suppliers.Alibaba1688;
using Dropship.Connectors.Tests.Support;

namespace Dropship.Connectors.Tests.Suppliers.Alibaba1688;

public sealed class AlibabaSignatureTests
{
    private const string Secret = "test123";

    [Fact]
    public void The_published_vector_holds() =>
        Assert.Equal("33E54F4F7B989E3E0E912D3FBD2F1A03CA7CCE88", Sign("param2/1/system/currentTime/1000000", ("b", "2"), ("a", "1")));

    [Fact]
    public void Times_are_signed_with_their_plus_sign_as_it_stands() =>
        Assert.Equal(
            "30A5604A86568CE5ECEE6715674B271534EBAE6B",
            Sign(
                "param2/1/com.alibaba.trade/alibaba.trade.getBuyerOrderList/1000000",
                ("access_token", "f14da3b8-b0b1-4f73-a5de-9bed637e0188"),
                ("_aop_timestamp", "1717200000000"),
                ("page", "1"),
                ("pageSize", "20"),
                ("modifyStartTime", "20240601000000000+0800"),
                ("modifyEndTime", "20240601010000000+0800")
            )
        );

    [Fact]
    public void Chinese_is_signed_as_utf8() =>
        Assert.Equal(
            "7E3F927B61CBA16218C4E953E6C1FE63D109B49F",
            Sign(
                "param2/1/com.alibaba.trade/alibaba.trade.fastCreateOrder/1000000",
                ("access_token", "f14da3b8-b0b1-4f73-a5de-9bed637e0188"),
                ("_aop_timestamp", "1717200000000"),
                ("flow", "general"),
                ("message", "请尽快发货"),
                ("outOrderId", "SO-20240601-0001"),
                (
                    "addressParam",
                    """{"fullName":"张三","mobile":"15251667788","phone":"0517-88990077","postCode":"000000","provinceText":"浙江省","cityText":"杭州市","areaText":"滨江区","townText":"","address":"网商路699号"}"""
                ),
                (
                    "cargoParamList",
                    """[{"offerId":554456348334,"specId":"b266e0726506185beaf205cbae88530d","quantity":5},{"offerId":554456348334,"specId":"2ba3d63866a71fbae83909d9b4814f01","quantity":6}]"""
                )
            )
        );

    [Fact]
    public void Joined_texts_are_sorted_and_not_names() =>
        Assert.Equal("8455C1445CD6FD189617EBA7A8A5C98E78786564", Sign("param2/1/system/currentTime/1000000", ("a", "z"), ("ab", "1")));

    [Fact]
    public void A_pushed_message_is_signed_without_a_path() =>
        Assert.Equal(
            "B0855FC81FECCB64D86F84292E2E67ED7CDA05FC",
            Sign(
                string.Empty,
                (
                    "message",
                    """{"msgId":"12345","gmtBorn":"1392711616045","data":{"key1":"value1"},"userInfo":"memberId","type":"ORDER_PAY"}"""
                ),
                ("_aop_signature", "left out")
            )
        );

    [Fact]
    public void All_vectors_beside_the_checkout_hold_too()
    {
        foreach (var file in SharedSamples.Find("1688", "signature.vectors.json"))
        {
            using var vectors = JsonDocument.Parse(File.ReadAllText(file));
            foreach (var vector in vectors.RootElement.EnumerateArray())
            {
                var parameters = vector
                    .GetProperty("params")
                    .EnumerateObject()
                    .Select(p => KeyValuePair.Create(p.Name, p.Value.GetString()!));
                Assert.Equal(
                    vector.GetProperty("signature").GetString(),
                    AlibabaSignature.Compute(
                        vector.GetProperty("secret").GetString()!,
                        vector.GetProperty("urlPath").GetString()!,
                        parameters
                    )
                );
            }
        }

        Assert.True(AlibabaSignature.Equal("AB12", "ab12"));
        Assert.False(AlibabaSignature.Equal("AB12", null));
    }

    private static string Sign(string path, params (string Name, string Value)[] parameters) =>
        AlibabaSignature.Compute(Secret, path, parameters.Select(p => KeyValuePair.Create(p.Name, p.Value)));
}
