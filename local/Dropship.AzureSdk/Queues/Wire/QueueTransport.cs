using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Azure;
using Azure.Core;
using Azure.Storage.Queues;
using Dropship.AzureSdk.Storage;

namespace Dropship.AzureSdk.Queues;

/// <summary>The queue service of one account: requests with the right headers, and what its answers mean.</summary>
internal sealed class QueueTransport(Uri endpoint, StorageCredential credential, QueueClientOptions options)
    : StorageTransport(endpoint, credential, options, "2025-05-05", new QueueRequestPolicy(credential.Key, TimeProvider.System), new QueueResponseClassifier())
{
    private const string MetadataPrefix = "x-ms-meta-";

    private static readonly ActivitySource s_activities = new("Azure.Storage.Queues");

    public QueueMessageEncoding Encoding { get; } = options.MessageEncoding;

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
        var pathAndQuery = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in query)
        {
            if (value is not null)
            {
                pathAndQuery.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }

        var message = Create(method, pathAndQuery.ToString());
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

    private sealed class QueueResponseClassifier : ResponseClassifier
    {
        // A queue that is asked for and is not there is an answer, no failure, in logs and traces.
        public override bool IsErrorResponse(HttpMessage message) => message.Response.Status is not 404 && base.IsErrorResponse(message);
    }
}
