using System.Text;
using Dropship.Connectors.Http;
using Dropship.Connectors.Suppliers.Alibaba1688;
using Dropship.Core;

namespace Dropship.Connectors.Tests.Suppliers.Alibaba1688;

/// <summary>Every shape in which 1688 says yes or no.</summary>
public sealed class AlibabaEnvelopeTests
{
    private static readonly ApiRequest s_read = new()
    {
        Connector = "1688",
        Account = "main",
        Operation = "x",
        IsRead = true,
    };

    [Theory]
    [InlineData("""{"result":{},"success":true}""")]
    [InlineData("""{"result":{},"success":"true"}""")]
    [InlineData("""{"result":[],"totalRecord":0}""")]
    [InlineData("""{"result":{"success":true,"code":"200","message":"操作成功","result":{}}}""")]
    [InlineData("""{"results":{"payUrl":"https://x","success":true,"errorCode":null}}""")]
    [InlineData("""{"errorMessage":"该订单没有物流跟踪信息。","success":true}""")]
    [InlineData("""{"result":{},"success":true,"errorCode":"","errorMessage":""}""")]
    public void Success_is_known_in_all_its_shapes(string body) => Assert.Null(Failure(s_read, body));

    [Theory]
    [InlineData("""{"success":false,"errorCode":"ORDER_NOT_EXIST","errorMessage":"订单不存在"}""", "ORDER_NOT_EXIST", "订单不存在")]
    [InlineData("""{"success":"false","errorCode":"500_2","errorMessage":"x"}""", "500_2", "x")]
    [InlineData("""{"success":false,"errorCode":"500_001","errorMsg":"x"}""", "500_001", "x")]
    [InlineData("""{"success":false,"errorCode":"e","erroMsg":"x"}""", "e", "x")]
    [InlineData("""{"success":false,"code":"500_004","message":"x"}""", "500_004", "x")]
    [InlineData("""{"result":{"success":false,"code":"404","message":"x"}}""", "404", "x")]
    [InlineData("""{"results":{"success":false,"errorCode":"e","errorInfo":"x"}}""", "e", "x")]
    [InlineData("""{"errorCode":"500","errorMessage":"x"}""", "500", "x")]
    [InlineData("""{"success":false}""", "no-code", "no words")]
    public void Failure_is_known_in_all_its_shapes(string body, string code, string text)
    {
        var problem = Failure(s_read, body)!.Problem!;

        Assert.Equal((code, text), (problem.Code, problem.Text));
    }

    [Theory]
    [InlineData("gw.QosAppFrequencyLimit", ProblemKind.RateLimited, CallOutcome.NotSent)]
    [InlineData("gw.QosRequestLimit", ProblemKind.RateLimited, CallOutcome.NotSent)]
    [InlineData("gw.SignatureInvalid", ProblemKind.Unauthorized, CallOutcome.Refused)]
    [InlineData("gw.APIACLDecline", ProblemKind.Unauthorized, CallOutcome.Refused)]
    [InlineData("gw.ParamMissing", ProblemKind.Rejected, CallOutcome.Refused)]
    [InlineData("401", ProblemKind.Unauthorized, CallOutcome.Refused)]
    public void The_gateway_turns_a_write_away_before_any_work(string code, ProblemKind kind, CallOutcome outcome)
    {
        foreach (var status in (int[])[200, 400, 401, 500])
        {
            var result = Failure(s_read with { IsRead = false }, $$"""{"error_code":"{{code}}","error_message":"x"}""", status)!;
            Assert.Equal((kind, outcome), (result.Problem!.Kind, result.Outcome));
        }
    }

    [Fact]
    public void A_code_that_nobody_knows_leaves_a_write_in_doubt_and_a_read_refused()
    {
        const string body = """{"success":false,"code":"SYSTEM_ERROR","message":"系统异常"}""";

        Assert.Equal(CallOutcome.Unknown, Failure(s_read with { IsRead = false }, body)!.Outcome);
        Assert.Equal(CallOutcome.Refused, Failure(s_read, body)!.Outcome);
        Assert.Equal(
            CallOutcome.Unknown,
            Failure(s_read with { IsRead = false }, """{"error_code":"500","error_message":"x"}""", 500)!.Outcome
        );
    }

    [Theory]
    [InlineData("<html></html>")]
    [InlineData("[]")]
    [InlineData("")]
    public void What_is_no_object_is_unreadable(string body) => Assert.Throws<UnreadableReplyException>(() => Failure(s_read, body));

    private static CallResult<int>? Failure(ApiRequest call, string body, int status = 200)
    {
        var reply = new ApiResponse(status, Encoding.UTF8.GetBytes(body), null);
        return AlibabaEnvelope.Read(reply).Failure<int>(call, reply, out _);
    }
}
