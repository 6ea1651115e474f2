using Dropship.Core.Orders;

namespace Dropship.Core.Tests.Orders;

public sealed class CarrierNumbersTests
{
    [Theory]
    [InlineData("SF1234567890123", "SF")]
    [InlineData("sf 1234567890123", "SF")]
    [InlineData("YT1234567890123", "YTO")]
    [InlineData("YT1234567890123456", "YUNEXPRESS")]
    [InlineData("JT1234567890123", "JT")]
    [InlineData("JDX012345678901", "JD")]
    [InlineData("DPK123456789012", "DEPPON")]
    [InlineData("1Z999AA10123456784", "UPS")]
    [InlineData("EA123456785CN", "CHINAPOST")]
    [InlineData("73123456789012", null)]
    [InlineData("431234567890123", null)]
    [InlineData("EA123456785US", null)]
    [InlineData("", null)]
    public void A_form_that_one_carrier_alone_has_names_it(string number, string? carrier) =>
        Assert.Equal(carrier, CarrierNumbers.Detect(number)?.Code);

    [Theory]
    [InlineData("中通快递(ZTO)", "ZTO", "73123456789012", null)]
    [InlineData("中通快递(ZTO)", "ZTO", "SF1234567890123", NumberDoubt.OtherCarrier)]
    [InlineData("圆通速递", null, "YT1234567890123456", NumberDoubt.OtherCarrier)]
    [InlineData("菜鸟速递", null, "YT1234567890123", null)]
    [InlineData("百世快递", "HTKY", "JT1234567890123", null)]
    [InlineData("某某速递", "XXSD", "73123456789012", NumberDoubt.UnknownCarrier)]
    [InlineData("某某速递", "XXSD", "SF1234567890123", null)]
    [InlineData("", null, "73123456789012", null)]
    [InlineData("中国邮政", null, "RB123456785CN", null)]
    [InlineData("中国邮政", null, "RB123456786CN", NumberDoubt.CheckDigit)]
    [InlineData("燕文物流", null, "UF123456786YP", null)]
    [InlineData("中国邮政", null, "UJ000000080CN", null)]
    [InlineData("中国邮政", null, "LZ000000155CN", null)]
    [InlineData("中通快递", null, "88888888888888", NumberDoubt.Filler)]
    [InlineData("顺丰速运", null, "１１１１１１１１", NumberDoubt.Filler)]
    public void A_number_that_cannot_be_the_carriers_is_doubted(string name, string? code, string number, NumberDoubt? doubt) =>
        Assert.Equal(doubt, CarrierNumbers.DoubtOf(name, code, number));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\ud83d")]
    [InlineData("不需要物流")]
    [InlineData("A")]
    public void No_text_is_too_odd_to_be_looked_at(string number) =>
        Assert.NotEqual(NumberDoubt.OtherCarrier, CarrierNumbers.DoubtOf("中通快递", "ZTO", number));
}
