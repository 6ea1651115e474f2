using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using Dropship.AzureSdk.Storage;

namespace Dropship.AzureSdk.Queues;

/// <summary>The queue service of one account: requests with the right headers, sent through one pipeline.</summary>
internal sealed class QueueTransport
{
    private const string MetadataPrefix = "x-ms-meta-";
    private const string Version = "2025-05-05";

    private static readonly ActivitySource s_activities = new("Azure.Storage.Queues");

    private readonly HttpPipeline _pipeline;

    public QueueTransport(Uri endpoint, StorageCredential credential, QueueClientOptions? options)
    {
        options ??= new QueueClientOptions();
        Endpoint = endpoint.AbsoluteUri.TrimEnd('/');
        AccountName = StorageConnectionString.AccountOf(endpoint);
        Encoding = options.MessageEncoding;
        var build = new HttpPipelineOptions(options)
        {
            ResponseClassifier = new QueueResponseClassifier(),
            RequestFailedDetailsParser = new StorageErrorParser(),
        };
        foreach (var policy in credential.Policies)
        {
            build.PerRetryPolicies.Add(policy);
        }

        build.PerRetryPolicies.Add(new QueueRequestPolicy(credential.Key, TimeProvider.System));
        _pipeline = HttpPipelineBuilder.Build(build);
    }

    /// <summary>The account's address without a slash at its end.</summary>
    public string Endpoint { get; }

    public string AccountName { get; }

    public QueueMessageEncoding Encoding { get; }

    public static ClientScope Scope(string name) => ClientScope.Start(s_activities, name);

    public static IDictionary<string, string> Metadata(Response response) => response.Headers
        .Where(h => h.Name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
        .ToDictionary(h => h.Name[MetadataPrefix.Length..], h => h.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>The answer's XML, texts as they are.</summary>
    public static XElement Xml(Response response) => XElement.Load(response.Content.ToStream(), LoadOptions.PreserveWhitespace);

    /// <summary>A request below the account's address.</summary>
    /// <param name="method">The verb.</param>
    /// <param name="path">Encoded as it is to be sent, from its slash on.</param>
    /// <param name="query">Name and value, the value unencoded; left out where it is null.</param>
    public HttpMessage Request(RequestMethod method, string path, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var address = new StringBuilder(Endpoint).Append(path);
        var separator = '?';
        foreach (var (name, value) in query)
        {
            if (value is not null)
            {
                address.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }

        var message = _pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(address.ToString()));
        message.Request.Headers.SetValue("x-ms-version", Version);
        message.Request.Headers.SetValue("Accept", "application/xml");
        return message;
    }

    public static void SetMetadata(HttpMessage message, IDictionary<string, string>? metadata)
    {
        foreach (var (name, value) in metadata ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            message.Request.Headers.SetValue(MetadataPrefix + name, value);
        }
    }

    public static string? Seconds(TimeSpan? time) => time is { } span ? ((long)span.TotalSeconds).ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>Sends and gives the answer when it is a success or the one other status that the caller understands.</summary>
    /// <exception cref="RequestFailedException">Any other answer, or none.</exception>
    public async Task<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken, int alsoAccepted = 0)
    {
        using (message)
        {
            await _pipeline.SendAsync(message, cancellationToken);
            var response = message.Response;
            return response.Status is >= 200 and < 300 || response.Status == alsoAccepted ? response : throw new RequestFailedException(response);
        }
    }

    private sealed class QueueResponseClassifier : ResponseClassifier
    {
        // A queue that is asked for and is not there is an answer, no failure, in logs and traces.
        public override bool IsErrorResponse(HttpMessage message) => message.Response.Status is not 404 && base.IsErrorResponse(message);
    }
}
