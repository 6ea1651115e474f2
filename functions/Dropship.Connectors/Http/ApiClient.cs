using System.Diagnostics;
using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace Dropship.Connectors.Http;

/// <summary>The HTTP client of all connectors: rate-limited, timed, logged; only reads are retried.</summary>
internal sealed class ApiClient
{
    private static readonly ResiliencePropertyKey<int> s_attempt = new("attempt");

    private readonly IHttpClientFactory _clients;
    private readonly RateLimiter _pacer;
    private readonly ConnectorsOptions _options;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _reads;

    public ApiClient(
        IHttpClientFactory clients,
        RateLimiter pacer,
        IOptions<ConnectorsOptions> options,
        TimeProvider time,
        ILogger<ApiClient> logger
    )
    {
        _clients = clients;
        _pacer = pacer;
        _options = options.Value;
        _logger = logger;
        _reads = BuildReads(_options, time);
    }

    /// <summary>Makes one call and reads its reply.</summary>
    /// <param name="call">What it is about.</param>
    /// <param name="makeRequest">Makes the request anew for each try, so that signatures and times are fresh.</param>
    /// <param name="read">Turns the reply into a result. It may throw <see cref="UnreadableReplyException"/>.</param>
    /// <param name="cancellationToken">Gives it up; of a call with an effect, the outcome is then not known.</param>
    public async Task<CallResult<T>> SendAsync<T>(
        ApiRequest call,
        Func<HttpRequestMessage> makeRequest,
        Func<ApiResponse, CallResult<T>> read,
        CancellationToken cancellationToken
    )
    {
        if (!call.IsRead || call.AsksOnce || _options.ReadAttempts == 1)
        {
            return await AttemptAsync(call, makeRequest, read, 1, cancellationToken);
        }

        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            var attempt = await _reads.ExecuteAsync(
                async inner =>
                {
                    var number = inner.Properties.GetValue(s_attempt, 0) + 1;
                    inner.Properties.Set(s_attempt, number);
                    return new Attempt<T>(await AttemptAsync(call, makeRequest, read, number, inner.CancellationToken), call.WaitsItself);
                },
                context
            );
            return attempt.Result;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static ResiliencePipeline BuildReads(ConnectorsOptions options, TimeProvider time)
    {
        if (options.ReadAttempts == 1)
        {
            return ResiliencePipeline.Empty;
        }

        return new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = options.ReadAttempts - 1,
                    Delay = options.FirstRetryAfter,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    MaxDelay = options.LongestWait,
                    ShouldHandle = arguments =>
                        ValueTask.FromResult(
                            arguments.Outcome.Result is IAttempt { IsRepeatable: true, Problem: { } problem }
                                && (problem.RetryAfter ?? TimeSpan.Zero) <= options.LongestWait
                        ),
                    DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Result as IAttempt)?.Problem?.RetryAfter),
                }
            )
            .Build();
    }

    private async Task<CallResult<T>> AttemptAsync<T>(
        ApiRequest call,
        Func<HttpRequestMessage> makeRequest,
        Func<ApiResponse, CallResult<T>> read,
        int number,
        CancellationToken cancellationToken
    )
    {
        if (call.CallsPerSecond is { } rate)
        {
            var longest = call.MayComeLater ? _options.LongestWait : TimeSpan.MaxValue;
            var bucket = $"{call.Connector}:{call.PacedWith ?? call.Account}";
            if (await _pacer.WaitAsync(bucket, rate, call.Burst, longest, cancellationToken) is { } wait)
            {
                return CallProblems.RateLimited<T>("paced", "the platform allows this call later only", wait);
            }
        }

        using var span = OrderTraces.Start($"{call.Connector} {call.Operation}", ActivityKind.Client);
        span?.SetTag("dropship.account", call.Account).SetTag("dropship.subject", call.Subject).SetTag("dropship.attempt", number);
        var started = Stopwatch.GetTimestamp();
        var result = await ExchangeAsync(call, makeRequest, read, cancellationToken);
        span?.SetTag("dropship.outcome", result.Outcome.ToString())
            .SetStatus(result.IsSuccess ? ActivityStatusCode.Ok : ActivityStatusCode.Error, result.Problem?.Code);
        Log.CallEnded(
            _logger,
            call.Connector,
            call.Operation,
            call.Account,
            call.Subject,
            result.Outcome,
            result.Problem?.Code ?? "ok",
            Stopwatch.GetElapsedTime(started).TotalMilliseconds,
            number
        );
        return result;
    }

    private async Task<CallResult<T>> ExchangeAsync<T>(
        ApiRequest call,
        Func<HttpRequestMessage> makeRequest,
        Func<ApiResponse, CallResult<T>> read,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.CallTimeout);
        try
        {
            using var client = _clients.CreateClient(call.Connector);
            using var request = makeRequest();
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var reply = new ApiResponse(
                (int)response.StatusCode,
                await response.Content.ReadAsByteArrayAsync(limit.Token),
                RetryAfter(response),
                response.Content.Headers.ContentType?.CharSet
            );
            return Read(read, reply);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.NameResolutionError)
        {
            return CallProblems.NotSent<T>(AccountVerification.UnknownHost, "the name of the host is not known; check the address");
        }
        catch (HttpRequestException exception) when (NeverLeft(exception))
        {
            return CallProblems.NotSent<T>("not-connected", "no connection to the other side");
        }
        catch (HttpRequestException)
        {
            return CallProblems.Transient<T>(call, "connection-lost", "the connection was lost");
        }
        catch (IOException)
        {
            return CallProblems.Transient<T>(call, "connection-lost", "the connection was lost while the reply was read");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CallProblems.Transient<T>(call, "timeout", $"no reply within {_options.CallTimeout.TotalSeconds:F0} s");
        }
        catch (UnreadableReplyException exception)
        {
            Log.ReplyUnreadable(_logger, call.Connector, call.Operation, call.Account, exception.Message);
            return CallProblems.Unreadable<T>(call, exception.Message);
        }
    }

    private static CallResult<T> Read<T>(Func<ApiResponse, CallResult<T>> read, ApiResponse reply)
    {
        try
        {
            return read(reply);
        }
        catch (Exception exception) when (exception is not UnreadableReplyException && JsonShape.IsOfReply(exception))
        {
            throw new UnreadableReplyException($"a field has not the form that it should have ({exception.GetType().Name})");
        }
    }

    private static bool NeverLeft(HttpRequestException exception) =>
        exception.HttpRequestError
            is HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError;

    private static TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } date && response.Headers.Date is { } now ? date - now : null);
        return wait is { } value && value > TimeSpan.Zero ? value
            : wait is null ? null
            : TimeSpan.Zero;
    }

    private interface IAttempt
    {
        CallProblem? Problem { get; }

        bool IsRepeatable { get; }
    }

    private sealed record Attempt<T>(CallResult<T> Result, bool WaitsItself) : IAttempt
    {
        public CallProblem? Problem => Result.Problem;

        public bool IsRepeatable => Problem?.Kind is ProblemKind.Transient || (Problem?.Kind is ProblemKind.RateLimited && !WaitsItself);
    }
}
