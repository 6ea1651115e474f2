using System.Buffers;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Dropship.AzureSdk.Storage;

namespace Dropship.AzureSdk.Tables;

/// <summary>The table service of one account: requests with the right headers, sent through one pipeline.</summary>
internal sealed class TableTransport
{
    private static readonly ActivitySource s_activities = new("Azure.Data.Tables");
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly HttpPipeline _pipeline;
    private readonly string _version;

    public TableTransport(Uri endpoint, StorageCredential credential, TableClientOptions? options)
    {
        options ??= new TableClientOptions();
        Endpoint = endpoint.AbsoluteUri.TrimEnd('/');
        AccountName = StorageConnectionString.AccountOf(endpoint);
        _version = options.VersionString;
        var build = new HttpPipelineOptions(options)
        {
            ResponseClassifier = new TableResponseClassifier(),
            RequestFailedDetailsParser = new StorageErrorParser(),
        };
        foreach (var policy in credential.Policies)
        {
            build.PerRetryPolicies.Add(policy);
        }

        build.PerRetryPolicies.Add(new TableRequestPolicy(credential.Key, TimeProvider.System));
        _pipeline = HttpPipelineBuilder.Build(build);
    }

    /// <summary>The account's address without a slash at its end.</summary>
    public string Endpoint { get; }

    public string AccountName { get; }

    public static ClientScope Scope(string name) => ClientScope.Start(s_activities, name);

    /// <summary>The path of one row as it is sent: keys quoted, then percent-encoded.</summary>
    public static string EntityPath(string table, string partitionKey, string rowKey) =>
        $"/{table}(PartitionKey='{Encode(partitionKey)}',RowKey='{Encode(rowKey)}')";

    public static RequestContent Json<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        WriteJson(buffer, state, write);
        return RequestContent.Create(buffer.WrittenMemory);
    }

    public static void WriteJson<TState>(IBufferWriter<byte> buffer, TState state, Action<Utf8JsonWriter, TState> write)
    {
        using var writer = new Utf8JsonWriter(buffer, s_json);
        write(writer, state);
    }

    /// <summary>A request below the account's address.</summary>
    /// <param name="method">The verb.</param>
    /// <param name="pathAndQuery">Encoded as it is to be sent, from its slash on.</param>
    public HttpMessage Request(RequestMethod method, string pathAndQuery)
    {
        var message = _pipeline.CreateMessage();
        var request = message.Request;
        request.Method = method;
        request.Uri.Reset(new Uri(Endpoint + pathAndQuery));
        request.Headers.SetValue("x-ms-version", _version);
        request.Headers.SetValue("DataServiceVersion", "3.0");
        request.Headers.SetValue("Accept", "application/json;odata=minimalmetadata");
        return message;
    }

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

    private static string Encode(string key) => Uri.EscapeDataString(key.Replace("'", "''", StringComparison.Ordinal));

    private sealed class TableResponseClassifier : ResponseClassifier
    {
        // What a caller asks for again to be sure (gone already, there already) is no failure in logs and traces.
        public override bool IsErrorResponse(HttpMessage message) => message.Response.Status switch
        {
            404 => message.Request.Method != RequestMethod.Delete && message.Request.Method != RequestMethod.Get,
            409 => message.Request.Method != RequestMethod.Post,
            _ => base.IsErrorResponse(message),
        };
    }
}
