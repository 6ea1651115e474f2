using System.Globalization;
using System.Text.Json;
using Dropship.FunctionsHost.Functions;
using Dropship.FunctionsHost.Worker;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;

namespace Dropship.FunctionsHost.Http;

/// <summary>Runs HTTP functions: the request goes on to the worker's own server while the invocation goes through its stream.</summary>
internal sealed class HttpProxy(IHttpForwarder forwarder) : IDisposable
{
    private static readonly ForwarderRequestConfig s_config = new()
    {
        ActivityTimeout = TimeSpan.FromSeconds(240),
        Version = System.Net.HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
    });

    /// <exception cref="FunctionFailedException">The function threw.</exception>
    /// <exception cref="InvalidOperationException">The request could not be passed on, or the worker takes none.</exception>
    public async Task InvokeAsync(
        FunctionDefinition function,
        HttpContext context,
        WorkerConnection connection,
        InvocationRequest request,
        CancellationToken cancellationToken)
    {
        var address = connection.HttpAddress
            ?? throw new InvalidOperationException("The worker takes no HTTP requests. The app must use the ASP.NET Core integration.");
        request.InputData.Add(new ParameterBinding { Name = function.Parameter, Data = new TypedData { Http = new RpcHttp() } });
        foreach (var (name, value) in context.Request.RouteValues)
        {
            request.TriggerMetadata[name] = new TypedData { String = Convert.ToString(value, CultureInfo.InvariantCulture) };
        }

        request.TriggerMetadata["Query"] = Json(context.Request.Query);
        request.TriggerMetadata["Headers"] = Json(context.Request.Headers);

        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var outcome = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var transformer = new Transformer(request.InvocationId, outcome.Task);
        var forwarding = forwarder.SendAsync(context, address.AbsoluteUri, _client, s_config, transformer, giveUp.Token).AsTask();
        var invocation = connection.InvokeAsync(function.Name, request, giveUp.Token);
        if (await Task.WhenAny(forwarding, invocation) == forwarding && await forwarding is not ForwarderError.None)
        {
            await giveUp.CancelAsync();
        }

        try
        {
            await invocation;
            outcome.SetResult(true);
        }
        catch
        {
            // Nothing more may be written to the response once the failure is told.
            outcome.SetResult(false);
            await giveUp.CancelAsync();
            await forwarding;
            throw;
        }

        if (await forwarding is not ForwarderError.None and var error)
        {
            var cause = context.GetForwarderErrorFeature()?.Exception;
            throw new InvalidOperationException($"The request could not be passed on: {error}", cause);
        }
    }

    public void Dispose() => _client.Dispose();

    private static TypedData Json(IEnumerable<KeyValuePair<string, StringValues>> values)
    {
        var told = values.ToDictionary(value => value.Key, value => value.Value.ToString(), StringComparer.Ordinal);
        return new TypedData { Json = JsonSerializer.Serialize(told) };
    }

    /// <summary>Names invocation and caller to the worker, and holds an empty answer back until the function has succeeded.</summary>
    private sealed class Transformer(string invocationId, Task<bool> succeeded) : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)
            [
                ("x-ms-invocation-id", invocationId),
                ("X-Forwarded-Host", httpContext.Request.Host.Value),
                ("X-Forwarded-Proto", httpContext.Request.Scheme),
                ("X-Forwarded-For", httpContext.Connection.RemoteIpAddress?.ToString()),
            ])
            {
                proxyRequest.Headers.Remove(name);
                proxyRequest.Headers.TryAddWithoutValidation(name, value);
            }
        }

        // The worker answers 200 without a body when a function throws; whether it did, the stream tells.
        public override async ValueTask<bool> TransformResponseAsync(
            HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken) =>
            (proxyResponse is not { Content.Headers.ContentLength: 0 } || await succeeded.WaitAsync(cancellationToken))
            && await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }
}
