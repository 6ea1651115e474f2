using System.Collections.Concurrent;
using System.Diagnostics;
using Dropship.Connectors.Http;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Http;

public sealed class ApiClientTests
{
    private static readonly ApiRequest s_read = new()
    {
        Connector = "1688",
        Account = "a",
        Operation = "look",
        IsRead = true,
        CallsPerSecond = 1000,
    };
    private static readonly ApiRequest s_write = s_read with { Operation = "make", IsRead = false };

    [Fact]
    public async Task A_read_is_repeated_until_it_succeeds()
    {
        await using var server = await ScriptedServer.StartAsync(
            ScriptedReply.HangUp,
            ScriptedReply.Json("busy", 503),
            ScriptedReply.Json("busy", 500),
            ScriptedReply.Json("{}")
        );
        await using var bench = Bench.Make();

        var result = await SendAsync(bench, server, s_read);

        Assert.True(result.IsSuccess, result.ToString());
        Assert.Equal(4, server.Calls.Count);
    }

    [Fact]
    public async Task A_read_gives_up_after_its_attempts_and_had_no_effect()
    {
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Json("busy", 502), ScriptedReply.Json("busy", 502));
        await using var bench = Bench.Make(options => options.ReadAttempts = 2);

        var result = await SendAsync(bench, server, s_read);

        Assert.Equal(CallOutcome.NotSent, result.Outcome);
        Assert.Equal(ProblemKind.Transient, result.Problem!.Kind);
        Assert.Equal("http-502", result.Problem.Code);
    }

    [Fact]
    public async Task The_wait_that_the_other_side_asks_for_is_kept()
    {
        await using var server = await ScriptedServer.StartAsync(
            new ScriptedReply(429, "slow down") { Headers = { ["Retry-After"] = "1" } },
            ScriptedReply.Json("{}")
        );
        await using var bench = Bench.Make();
        var started = TimeProvider.System.GetTimestamp();

        var result = await SendAsync(bench, server, s_read);

        Assert.True(result.IsSuccess);
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(950));
    }

    [Fact]
    public async Task A_wait_that_is_too_long_is_handed_to_the_caller()
    {
        await using var server = await ScriptedServer.StartAsync(
            new ScriptedReply(429, "slow down") { Headers = { ["Retry-After"] = "120" } }
        );
        await using var bench = Bench.Make();

        var result = await SendAsync(bench, server, s_read);

        Assert.Equal(CallOutcome.NotSent, result.Outcome);
        Assert.Equal(ProblemKind.RateLimited, result.Problem!.Kind);
        Assert.Equal(TimeSpan.FromSeconds(120), result.Problem.RetryAfter);
    }

    [Fact]
    public async Task Each_try_is_a_span_of_its_orders_trace_and_the_other_side_learns_nothing_of_it()
    {
        var order = new OrderKey("a", Guid.NewGuid().ToString("N"));
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == OrderTraces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Json("busy", 503), ScriptedReply.Json("{}"));
        await using var bench = Bench.Make();
        using (OrderTraces.Start("outer", ActivityKind.Internal, order))
        {
            await SendAsync(bench, server, s_read with { Subject = "key-1" });
        }

        var tries = spans
            .Where(span => span.OperationName == "1688 look" && span.TraceId == OrderTraces.BeginningOf(order).TraceId)
            .ToList();
        Assert.Equal(
            [("NotSent", 1, ActivityStatusCode.Error, "http-503"), ("Succeeded", 2, ActivityStatusCode.Ok, null)],
            tries.Select(span =>
                (
                    span.GetTagItem("dropship.outcome") as string,
                    (int)span.GetTagItem("dropship.attempt")!,
                    span.Status,
                    span.StatusDescription
                )
            )
        );
        Assert.All(
            tries,
            span =>
                Assert.Equal(
                    (order.ToString(), "key-1", "a"),
                    (span.GetTagItem(OrderTraces.OrderTag), span.GetTagItem("dropship.subject"), span.GetTagItem("dropship.account"))
                )
        );
        Assert.All(
            server.Calls,
            call => Assert.DoesNotContain(call.Headers.Keys, name => name.Equals("traceparent", StringComparison.OrdinalIgnoreCase))
        );
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_write_that_the_server_failed_is_unknown_and_not_repeated(int status)
    {
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Json("failed", status));
        await using var bench = Bench.Make();

        var result = await SendAsync(bench, server, s_write);

        Assert.Equal(CallOutcome.Unknown, result.Outcome);
    }

    [Fact]
    public async Task A_write_whose_connection_is_lost_is_unknown_and_not_repeated()
    {
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.HangUp);
        await using var bench = Bench.Make();

        var result = await SendAsync(bench, server, s_write);

        Assert.Equal(CallOutcome.Unknown, result.Outcome);
        Assert.Equal("connection-lost", result.Problem!.Code);
    }

    [Fact]
    public async Task A_write_on_a_connection_that_was_used_before_is_not_repeated_by_the_transport_either()
    {
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Json("{}"), ScriptedReply.HangUp);
        await using var bench = Bench.Make();

        Assert.True((await SendAsync(bench, server, s_write)).IsSuccess);
        var result = await SendAsync(bench, server, s_write);

        Assert.Equal(CallOutcome.Unknown, result.Outcome);
        Assert.Equal(2, server.Calls.Count);
    }

    [Fact]
    public async Task A_write_without_an_answer_in_time_is_unknown()
    {
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Silence);
        await using var bench = Bench.Make(options => options.CallTimeout = TimeSpan.FromMilliseconds(300));

        var result = await SendAsync(bench, server, s_write);

        Assert.Equal(CallOutcome.Unknown, result.Outcome);
        Assert.Equal("timeout", result.Problem!.Code);
    }

    [Fact]
    public async Task A_write_that_finds_nobody_was_not_sent()
    {
        await using var bench = Bench.Make();
        using var nobody = new DeafPort();

        var result = await bench
            .Get<ApiClient>()
            .SendAsync(s_write, () => Request(nobody.Address), _ => CallResult.Success(1), CancellationToken.None);

        Assert.Equal(CallOutcome.NotSent, result.Outcome);
        Assert.Equal("not-connected", result.Problem!.Code);
    }

    [Fact]
    public async Task A_write_that_is_turned_away_for_its_rate_was_not_sent()
    {
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Json("slow down", 429));
        await using var bench = Bench.Make();

        var result = await SendAsync(bench, server, s_write);

        Assert.Equal(CallOutcome.NotSent, result.Outcome);
        Assert.Equal(ProblemKind.RateLimited, result.Problem!.Kind);
    }

    [Theory]
    [InlineData(true, CallOutcome.NotSent)]
    [InlineData(false, CallOutcome.Unknown)]
    public async Task An_unreadable_reply_is_never_an_empty_one(bool isRead, CallOutcome outcome)
    {
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Json("<html>System busy</html>"));
        await using var bench = Bench.Make();

        var result = await SendAsync(bench, server, s_read with { IsRead = isRead });

        Assert.Equal(outcome, result.Outcome);
        Assert.Equal(ProblemKind.Unreadable, result.Problem!.Kind);
    }

    [Fact]
    public async Task The_log_tells_what_was_called_and_nothing_of_what_was_said()
    {
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Json("""{"name":"Emma Carter"}"""));
        await using var bench = Bench.Make();

        await SendAsync(bench, server, s_write with { Subject = "PO-1" });

        Assert.Contains(
            bench.Log.Lines,
            line =>
                line.StartsWith("3001", StringComparison.Ordinal)
                && line.Contains("make", StringComparison.Ordinal)
                && line.Contains("PO-1", StringComparison.Ordinal)
                && line.Contains("Succeeded", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            bench.Log.Lines,
            line => line.Contains("Emma", StringComparison.Ordinal) || line.Contains("top-secret", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Calls_of_one_account_keep_their_pace()
    {
        var pacer = new RateLimiter(new FullRate(), TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();

        for (var i = 0; i < 6; i++)
        {
            await pacer.WaitAsync("1688:a", callsPerSecond: 20, burst: 2, TimeSpan.MaxValue, CancellationToken.None);
        }

        // Two at once, four more at twenty a second.
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds, 180, 2000);
        await pacer.WaitAsync("1688:b", callsPerSecond: 0.001, burst: 1, TimeSpan.MaxValue, CancellationToken.None);
    }

    [Fact]
    public async Task An_instance_keeps_to_its_share_of_the_pace()
    {
        var pacer = new RateLimiter(new OneOfFour(), TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();

        for (var i = 0; i < 4; i++)
        {
            await pacer.WaitAsync("1688:a", callsPerSecond: 40, burst: 4, TimeSpan.MaxValue, CancellationToken.None);
        }

        // One at once, three more at ten a second.
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds, 280, 3000);
    }

    private static Task<CallResult<int>> SendAsync(Bench bench, ScriptedServer server, ApiRequest call) =>
        bench
            .Get<ApiClient>()
            .SendAsync(
                call,
                () => Request(server.Address),
                reply =>
                {
                    if (CallProblems.OfStatus<int>(call, reply) is { } failed)
                    {
                        return failed;
                    }

                    reply.ReadObject();
                    return CallResult.Success(1);
                },
                CancellationToken.None
            );

    private sealed class OneOfFour : IRateShares
    {
        public ValueTask<double> ReadAsync(string pace, CancellationToken cancellationToken) => ValueTask.FromResult(0.25);
    }

    private static HttpRequestMessage Request(Uri address) => new(HttpMethod.Post, address) { Content = new StringContent("top-secret") };
}
