using System.Globalization;
using Yarp.ReverseProxy.Forwarder;

namespace Dropship.FunctionsHost.Http;

/// <summary>Runs HTTP functions: the request goes on to the worker's own server while the invocation goes through its stream.</summary>
internal sealed class HttpProxy(IHttpForwarder forwarder) : IDisposable
{
    private static readonly ForwarderRequestConfig s_config = new() { ActivityTimeout = TimeSpan.FromSeconds(240) };

    private readonly HttpMessageInvoker _client = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
        }
    );

    /// <exception cref="InvalidOperationException">The request could not be passed on, or the worker takes none.</exception>
    public async Task InvokeAsync(
        HttpContext context,
        string function,
        WorkerConnection connection,
        InvocationRequest request,
        CancellationToken cancellationToken
    )
    {
        var address = connection.HttpAddress ?? throw new InvalidOperationException("The app must use the ASP.NET Core integration.");
        foreach (var (name, value) in context.Request.RouteValues)
        {
            request.TriggerMetadata[name] = new TypedData { String = Convert.ToString(value, CultureInfo.InvariantCulture) };
        }

        // The worker brings request and invocation together by this.
        context.Request.Headers["x-ms-invocation-id"] = request.InvocationId;
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var invocation = connection.InvokeAsync(function, request, giveUp.Token);
        var forwarding = ForwardAsync(context, address, invocation, giveUp.Token);
        try
        {
            await await Task.WhenAny(invocation, forwarding);
            await Task.WhenAll(invocation, forwarding);
        }
        catch
        {
            // Nothing more may be written to the response once the failure is told.
            await giveUp.CancelAsync();
            await Task.WhenAll(invocation, forwarding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task ForwardAsync(HttpContext context, string address, Task invocation, CancellationToken cancellationToken)
    {
        var error = await forwarder.SendAsync(context, address, _client, s_config, new Transformer(invocation), cancellationToken);
        if (error is not ForwarderError.None)
        {
            var cause = context.GetForwarderErrorFeature()?.Exception;
            throw new InvalidOperationException($"The request could not be passed on: {error}", cause);
        }
    }

    /// <summary>Holds an empty answer back until the function has succeeded: the worker gives the same when one throws.</summary>
    private sealed class Transformer(Task invocation) : HttpTransformer
    {
        public override async ValueTask<bool> TransformResponseAsync(
            HttpContext httpContext,
            HttpResponseMessage? proxyResponse,
            CancellationToken cancellationToken
        )
        {
            if (proxyResponse is { Content.Headers.ContentLength: 0 })
            {
                await invocation.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return invocation.Status is not (TaskStatus.Faulted or TaskStatus.Canceled)
                && await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        }
    }
}
