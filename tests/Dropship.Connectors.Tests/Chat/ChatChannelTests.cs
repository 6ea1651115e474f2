using System.Text;
using System.Text.Json;
using Dropship.Connectors.Chat;
using Dropship.Connectors.Http;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dropship.Connectors.Tests.Chat;

/// <summary>Each kind of group gets a message in its own form and signature, and its refusals are seen.</summary>
public sealed class ChatChannelTests
{
    private const string Secret = "SECchat-test";
    private static readonly ChatMessage s_message = new("m-1", "A SKU has no mapping", "- #1001: SKU-A <b>\nWhat to do: 请设置对应关系");
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task DingTalk_gets_text_signed_in_the_address()
    {
        var call = await PostAsync(ChatKind.DingTalk, Secret, """{"errcode":0,"errmsg":"ok"}""", "/robot/send?access_token=t");

        Assert.Equal("/robot/send?access_token=t&timestamp=1767225600000&sign=v0I4wgk8TPQPdZadU34eBVQ3incx158Nh6cxwHU4od4%3D", call.Path);
        Assert.Equal("text", Body(call).GetProperty("msgtype").GetString());
        Assert.StartsWith(
            "A SKU has no mapping\n- #1001",
            Body(call).GetProperty("text").GetProperty("content").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Feishu_gets_text_signed_in_the_body()
    {
        var call = await PostAsync(ChatKind.Feishu, Secret, """{"code":0,"msg":"success"}""");

        Assert.Equal("1767225600", Body(call).GetProperty("timestamp").GetString());
        Assert.Equal("pr/L6rVlBcBYPCOIAwEGRV2ZtI/5hPAMbti+vKEBTGY=", Body(call).GetProperty("sign").GetString());
        Assert.Equal("text", Body(call).GetProperty("msg_type").GetString());
        Assert.Contains("#1001", Body(call).GetProperty("content").GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WeCom_gets_text()
    {
        var call = await PostAsync(ChatKind.WeCom, null, """{"errcode":0}""", "/cgi-bin/webhook/send?key=k");

        Assert.Equal("/cgi-bin/webhook/send?key=k", call.Path);
        Assert.Contains("#1001", Body(call).GetProperty("text").GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slack_gets_text_in_which_nothing_is_a_mark()
    {
        var call = await PostAsync(ChatKind.Slack, null, "ok");

        Assert.Contains("SKU-A &lt;b&gt;", Body(call).GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_of_the_sellers_own_gets_all_of_it_signed()
    {
        var call = await PostAsync(ChatKind.Webhook, Secret, string.Empty);

        Assert.Equal(("m-1", s_message.Title, s_message.Text), Read(Body(call)));
        Assert.Equal("1767225600", call.Headers["Dropship-Timestamp"]);
        Assert.Equal(
            RequestSignature.Sign(Secret, s_now.ToUnixTimeSeconds(), "POST", "/hook", Encoding.UTF8.GetBytes(call.Body)),
            call.Headers["Dropship-Signature"]
        );

        static (string?, string?, string?) Read(JsonElement body) =>
            (body.GetProperty("id").GetString(), body.GetProperty("title").GetString(), body.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData(ChatKind.DingTalk, """{"errcode":310000,"errmsg":"sign not match"}""", 200, "310000")]
    [InlineData(ChatKind.WeCom, """{"errcode":93000,"errmsg":"invalid webhook url"}""", 200, "93000")]
    [InlineData(ChatKind.Feishu, """{"code":19021,"msg":"sign match fail"}""", 200, "19021")]
    [InlineData(ChatKind.Slack, "no_service", 404, "http-404")]
    public async Task A_refusal_carries_the_code(ChatKind kind, string reply, int status, string code)
    {
        await using var server = await ScriptedServer.StartAsync(new ScriptedReply(status, reply));
        await using var bench = Make(kind, new Uri(server.Address, "/hook?key=secret-token"), null);

        var result = await Group(bench).PostAsync(s_message, CancellationToken.None);

        Assert.Equal((CallOutcome.Refused, code), (result.Outcome, result.Problem!.Code));
        Assert.DoesNotContain(bench.Log.Lines, line => line.Contains("secret-token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_is_none_is_unreadable_and_an_address_where_nobody_is_stands_for_not_sent()
    {
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Json("""{"ok":true}"""));
        await using (var bench = Make(ChatKind.DingTalk, new Uri(server.Address, "/hook"), null))
        {
            var unreadable = await Group(bench).PostAsync(s_message, CancellationToken.None);
            Assert.Equal(ProblemKind.Unreadable, unreadable.Problem?.Kind);
        }

        await using (var bench = Make(ChatKind.DingTalk, new Uri("http://127.0.0.1:9/hook"), null))
        {
            Assert.Equal(CallOutcome.NotSent, (await Group(bench).PostAsync(s_message, CancellationToken.None)).Outcome);
        }
    }

    [Fact]
    public async Task A_long_message_is_cut_between_two_signs()
    {
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Json("""{"errcode":0}"""));
        await using var bench = Make(ChatKind.WeCom, new Uri(server.Address, "/hook"), null);

        await Group(bench).PostAsync(s_message with { Text = string.Concat(Enumerable.Repeat("货😀", 2000)) }, CancellationToken.None);

        var text = Body(server.Calls.Single()).GetProperty("text").GetProperty("content").GetString()!;
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 1900, 2000);
        Assert.EndsWith("…", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", ChatKind.Slack, "https://a.example/x", null, "en", "Id must be")]
    [InlineData("team", ChatKind.Slack, "http://a.example/x", null, "en", "Address must be")]
    [InlineData("team", ChatKind.Webhook, "https://a.example/x", null, "en", "Secret is missing")]
    [InlineData("team", ChatKind.Slack, "https://a.example/x", null, "fr", "Language must be")]
    [InlineData("team", ChatKind.Slack, "https://a.example/x", null, "zh-CN", null)]
    public void A_group_is_checked_at_start(string id, ChatKind kind, string address, string? secret, string language, string? says)
    {
        var options = new ChatOptions
        {
            Id = id,
            Kind = kind,
            Address = new Uri(address),
            Secret = secret,
            Language = language,
        };

        Assert.Equal(says is null ? [] : [says], options.Check().Select(problem => problem[..says!.Length]));
    }

    private static async Task<RecordedCall> PostAsync(ChatKind kind, string? secret, string reply, string path = "/hook")
    {
        await using var server = await ScriptedServer.StartAsync(new ScriptedReply(200, reply));
        await using var bench = Make(kind, new Uri(server.Address, path), secret);
        Assert.True((await Group(bench).PostAsync(s_message, CancellationToken.None)).IsSuccess);
        return server.Calls.Single();
    }

    private static Bench Make(ChatKind kind, Uri address, string? secret) =>
        Bench.Make(
            options =>
                options.Chats.Add(
                    new ChatOptions
                    {
                        Id = "team",
                        Kind = kind,
                        Address = address,
                        Secret = secret,
                    }
                ),
            services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(s_now))
        );

    private static IChatChannel Group(Bench bench) => Assert.Single(bench.Get<IReadOnlyList<IChatChannel>>());

    private static JsonElement Body(RecordedCall call) => JsonDocument.Parse(call.Body).RootElement;
}
