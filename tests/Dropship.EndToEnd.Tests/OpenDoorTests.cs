using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dropship.EndToEnd.Tests.Support;

namespace Dropship.EndToEnd.Tests;

/// <summary>What is open to everybody reads a body up to its limit only, and takes nothing in that is not genuine.</summary>
[Collection(nameof(RunningSystem))]
public sealed class OpenDoorTests(RunningSystem fixture)
{
    private readonly LocalSystem _system = fixture.System;

    [Theory]
    [InlineData("api/webhooks/stores/nobody", 2 * 1024 * 1024, HttpStatusCode.Unauthorized)]
    [InlineData("api/webhooks/1688/nobody", 2 * 1024 * 1024, HttpStatusCode.Unauthorized)]
    [InlineData("api/approvals/nothing/nothing", 64 * 1024, HttpStatusCode.NotFound)]
    public async Task A_body_is_taken_up_to_its_limit_and_refused_beyond_it_whether_or_not_its_length_is_told(
        string path,
        int limit,
        HttpStatusCode taken
    )
    {
        foreach (var isChunked in (bool[])[false, true])
        {
            Assert.Equal(taken, await PostAsync(path, limit, isChunked));
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(path, limit + 1, isChunked));
        }
    }

    [Theory]
    [InlineData("GET", "", 200, "text/html")]
    [InlineData("POST", "", 405, "application/problem+json")]
    [InlineData("GET", "api/order-list", 200, "text/html")]
    [InlineData("GET", "api/nothing", 404, "application/problem+json")]
    [InlineData("GET", "nothing/at/all", 404, "application/problem+json")]
    [InlineData("PATCH", "api/orders", 405, "application/problem+json")]
    [InlineData("DELETE", "api/money/stop", 405, "application/problem+json")]
    public async Task Each_address_answers_in_our_words(string method, string path, int status, string content)
    {
        using var answer = await _system.AppAsync(new HttpMethod(method), path, null);

        Assert.Equal((status, content), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.NotEmpty(await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_fields_of_a_pushed_message_arrive_as_they_were_sent_and_a_message_that_is_not_genuine_is_answered_401()
    {
        var secret = (await _system.ControlAsync(HttpMethod.Get, "settings"))["appSecret"]!.GetValue<string>();
        var message = new JsonObject
        {
            ["msgId"] = "1",
            ["type"] = "SOMETHING_ELSE",
            ["data"] = new JsonObject { ["note"] = "杭州 + 1 & 2" },
        }.ToJsonString();
        var sent = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["message"] = message,
            ["_aop_signature"] = Sign(secret, $"message{message}"),
        };

        Assert.Equal(HttpStatusCode.OK, await PushAsync(sent));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await PushAsync(
                new Dictionary<string, string>(sent, StringComparer.Ordinal)
                {
                    ["message"] = message.Replace("1", "2", StringComparison.Ordinal),
                }
            )
        );
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await PushAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["message"] = message })
        );
    }

    private static string Sign(string secret, string joined)
    {
#pragma warning disable CA5350 // 1688 signs with HMAC-SHA1 and nothing else.
        return Convert.ToHexString(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(joined)));
#pragma warning restore CA5350
    }

    private async Task<HttpStatusCode> PushAsync(IReadOnlyDictionary<string, string> form)
    {
        using var body = new FormUrlEncodedContent(form);
        using var answer = await _system.AppAsync(HttpMethod.Post, "api/webhooks/1688/demo-1688", body);
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> PostAsync(string path, int length, bool isChunked)
    {
        using var body = new StringContent("message=".PadRight(length, 'x'), Encoding.ASCII, "application/x-www-form-urlencoded");
        using var answer = await _system.AppAsync(
            HttpMethod.Post,
            path,
            body,
            request => request.Headers.TransferEncodingChunked = isChunked
        );
        return answer.StatusCode;
    }
}
