using System.Globalization;
using System.Text;
using Dropship.Connectors.Http;

namespace Dropship.Connectors.Tests.Http;

public sealed class RequestSignatureTests
{
    private const long Time = 1772352000;
    private const string Path = "/api/webhooks/forwarders/my-forwarder";
    private const string Body = """{"references":["a.1.b.s1"]}""";

    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(Time);

    [Theory]
    [InlineData("POST", Path, Body, "efd84aa4a11f17e1986ec1a067a4d07a858f9bd521927f1013c5f2842958d245")]
    [InlineData("GET", "/v1/announcements/a.1.b.s1", "", "9d3146660db176488a686865b4fab5b63ca4896a0857025dd81808d983eeaf68")]
    public void A_call_is_signed_over_time_method_path_and_body(string method, string path, string body, string signature) =>
        Assert.Equal(signature, RequestSignature.Sign("secret", Time, method, path, Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void An_old_callback_and_one_of_the_future_are_refused(int seconds, bool isGood) =>
        Assert.Equal(isGood, IsGenuine(Time.ToString(CultureInfo.InvariantCulture), Sign(), Path, Body, s_now.AddSeconds(seconds)));

    [Theory]
    [InlineData("1772352001", null, Path, Body)]
    [InlineData("1772352000", "", Path, Body)]
    [InlineData("1772352000", "EFD84AA4A11F17E1986EC1A067A4D07A858F9BD521927F1013C5F2842958D245", Path, Body)]
    [InlineData("1772352000", null, "/api/webhooks/forwarders/other", Body)]
    [InlineData("1772352000", null, Path, """{"references":["a.1.b.s2"]}""")]
    [InlineData("", null, Path, Body)]
    [InlineData("-1", null, Path, Body)]
    [InlineData("99999999999999999999", null, Path, Body)]
    public void A_callback_that_was_changed_is_refused(string time, string? signature, string path, string body) =>
        Assert.False(IsGenuine(time, signature ?? Sign(), path, body, s_now));

    private static string Sign() => RequestSignature.Sign("secret", Time, "POST", Path, Encoding.UTF8.GetBytes(Body));

    private static bool IsGenuine(string time, string signature, string path, string body, DateTimeOffset now) =>
        RequestSignature.IsGenuine("secret", time, signature, path, Encoding.UTF8.GetBytes(body), now);
}
