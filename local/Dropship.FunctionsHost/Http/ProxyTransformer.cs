using Yarp.ReverseProxy.Forwarder;

namespace Dropship.FunctionsHost.Http;

/// <summary>Names the invocation and the caller to the worker, and holds an empty answer back until the function is known to have succeeded.</summary>
/// <param name="invocationId">The invocation that the request belongs to.</param>
/// <param name="succeeded">Whether the function succeeded, once it is known.</param>
internal sealed class ProxyTransformer(string invocationId, Task<bool> succeeded) : HttpTransformer
{
    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        Set(proxyRequest, "x-ms-invocation-id", invocationId);
        Set(proxyRequest, "X-Forwarded-Host", httpContext.Request.Host.Value);
        Set(proxyRequest, "X-Forwarded-Proto", httpContext.Request.Scheme);
        Set(proxyRequest, "X-Forwarded-For", httpContext.Connection.RemoteIpAddress?.ToString());
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        // The worker answers 200 without a body when a function throws; whether it did, the stream tells.
        return (proxyResponse is not { Content.Headers.ContentLength: 0 } || await succeeded.WaitAsync(cancellationToken))
            && await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }

    private static void Set(HttpRequestMessage request, string name, string? value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }
}
