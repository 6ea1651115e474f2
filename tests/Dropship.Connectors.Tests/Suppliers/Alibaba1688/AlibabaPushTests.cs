using Dropship.Connectors.Suppliers.Alibaba1688;
using Dropship.Connectors.Tests.Support;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Suppliers.Alibaba1688;

public sealed class AlibabaPushTests
{
    private const string Secret = "sandbox-1688-secret";

    private static readonly PurchasingAccount s_purchasingAccount = Bench.PurchasingAccount(new Uri("https://gw.open.1688.com"));

    [Theory]
    [InlineData(
        """{"orderId":167539019420540001,"currentStatus":"waitsellersend","buyerMemberId":"b2b-2208800000001"}""",
        "167539019420540001"
    )]
    [InlineData(
        """{"OrderLogisticsTracingModel":{"logisticsId":"1","orderLogsItems":[{"orderId":2938624554509662976,"orderEntryId":1},{"orderId":2938624554509662976,"orderEntryId":2}]}}""",
        "2938624554509662976"
    )]
    [InlineData("""{"MailNoChangeModel":{"logisticsId":"1","orderLogsItems":[{"orderId":"7","orderEntryId":1}]}}""", "7")]
    [InlineData(
        """{"batchPay":[{"orderId":"558880835194545941","status":"successed"},{"orderId":"558880835194545942","status":"ACCOUNT_FROZEN"}]}""",
        "558880835194545941,558880835194545942"
    )]
    [InlineData("""{"packageId":1,"tradeOrderIds":[123,456]}""", "123,456")]
    [InlineData("""{"productIds":"1,2","memberId":"x"}""", "")]
    public void A_genuine_message_names_its_orders_exactly(string data, string orders)
    {
        var push = Signed($$"""{"msgId":7565094247,"gmtBorn":1586227869437,"data":{{data}},"userInfo":"b2b-22","type":"TOPIC"}""");

        Assert.True(push.IsGenuine);
        Assert.Equal(("7565094247", "TOPIC"), (push.MessageId, push.Topic));
        Assert.Equal(orders, string.Join(',', push.OrderIds));
    }

    [Fact]
    public void Data_may_come_as_a_text()
    {
        var push = Signed("""{"msgId":"1","data":"{\"orderId\":5}","type":"T"}""");

        Assert.Equal(["5"], push.OrderIds);
    }

    [Fact]
    public void A_message_without_the_wrapper_is_read_too()
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["msgId"] = "1",
            ["type"] = "T",
            ["data"] = """{"orderId":5}""",
            ["userInfo"] = "b2b",
        };
        form["_aop_signature"] = AlibabaSignature.Compute(Secret, string.Empty, form);

        Assert.Equal(["5"], AlibabaWebhooks.Read(s_purchasingAccount, Secret, form).OrderIds);
    }

    [Fact]
    public void A_message_of_another_purchasing_account_of_the_same_app_names_no_orders()
    {
        var push = Signed("""{"msgId":1,"data":{"orderId":5,"buyerMemberId":"b2b-other"},"type":"T"}""");

        Assert.True(push.IsGenuine);
        Assert.Empty(push.OrderIds);
        Assert.NotNull(push.Problem);
    }

    [Fact]
    public void A_message_that_was_changed_after_it_was_signed_is_not_genuine()
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["message"] = """{"msgId":1,"data":{"orderId":5}}""" };
        form["_aop_signature"] = AlibabaSignature.Compute(Secret, string.Empty, form);
        Assert.True(AlibabaWebhooks.Read(s_purchasingAccount, Secret, form).IsGenuine);

        Assert.False(
            AlibabaWebhooks
                .Read(
                    s_purchasingAccount,
                    Secret,
                    new Dictionary<string, string>(form, StringComparer.Ordinal) { ["message"] = """{"msgId":1,"data":{"orderId":6}}""" }
                )
                .IsGenuine
        );
        Assert.False(
            AlibabaWebhooks
                .Read(s_purchasingAccount, Secret, new Dictionary<string, string>(form, StringComparer.Ordinal) { ["more"] = "1" })
                .IsGenuine
        );
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000")]
    [InlineData("")]
    [InlineData(null)]
    public void A_wrong_signature_is_not_genuine(string? signature)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["message"] = """{"msgId":1,"data":{"orderId":5}}""" };
        if (signature is not null)
        {
            form["_aop_signature"] = signature;
        }

        var push = AlibabaWebhooks.Read(s_purchasingAccount, Secret, form);

        Assert.False(push.IsGenuine);
        Assert.Empty(push.OrderIds);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"msgId":1,"data":{"batchPay":[{}]},"type":"T"}""")]
    public void A_genuine_message_that_cannot_be_read_says_so(string message)
    {
        var push = Signed(message);

        Assert.True(push.IsGenuine);
        Assert.NotNull(push.Problem);
        Assert.Empty(push.OrderIds);
    }

    private static SupplierNotification Signed(string message) =>
        AlibabaWebhooks.Read(
            s_purchasingAccount,
            Secret,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["message"] = message,
                ["_aop_signature"] = AlibabaSignature.Compute(Secret, string.Empty, [KeyValuePair.Create("message", message)]),
            }
        );
}
