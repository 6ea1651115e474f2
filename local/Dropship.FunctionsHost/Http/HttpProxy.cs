using Dropship.FunctionsHost.Functions;
using Dropship.FunctionsHost.Worker;
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
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        ActivityHeadersPropagator = null,
    });

    /// <exception cref="FunctionFailedException">The function threw.</exception>
    /// <exception cref="InvalidOperationException">The request could not be passed on, or the worker takes none.</exception>
    public async Task InvokeAsync(FunctionDefinition function, HttpContext context, WorkerConnection connection, InvocationRequest request, CancellationToken cancellationToken)
    {
        if (connection.HttpAddress is not { } address)
        {
            throw new InvalidOperationException("The worker takes no HTTP requests. The app must use the ASP.NET Core integration.");
        }

        request.InputData.Add(new ParameterBinding { Name = function.Parameter, Data = new TypedData { Http = new RpcHttp() } });
        AddMetadata(request, context.Request);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var outcome = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var forwarding = forwarder
            .SendAsync(context, address.AbsoluteUri, _client, s_config, new ProxyTransformer(request.InvocationId, outcome.Task), giveUp.Token)
            .AsTask();
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
            outcome.SetResult(false);

            // Nothing more may be written to the response once the failure is told.
            await giveUp.CancelAsync();
            await forwarding;
            throw;
        }

        if (await forwarding is not ForwarderError.None and var error)
        {
            throw new InvalidOperationException($"The request could not be passed on to the worker: {error}", context.GetForwarderErrorFeature()?.Exception);
        }
    }

    public void Dispose() => _client.Dispose();

    private static void AddMetadata(InvocationRequest request, HttpRequest http)
    {
        foreach (var (name, value) in http.RouteValues)
        {
            request.TriggerMetadata[name] = new TypedData { String = Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty };
        }

        request.TriggerMetadata["Query"] = Json(http.Query);
        request.TriggerMetadata["Headers"] = Json(http.Headers);
    }

    private static TypedData Json(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> values) => new()
    {
        Json = TypedValues.ToJson(json =>
        {
            json.WriteStartObject();
            foreach (var (name, value) in values)
            {
                json.WriteString(name, value.ToString());
            }

            json.WriteEndObject();
        }),
    };
}
