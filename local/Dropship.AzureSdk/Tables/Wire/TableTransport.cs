using System.Buffers;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Azure.Core;
using Azure.Data.Tables;
using Dropship.AzureSdk.Storage;

namespace Dropship.AzureSdk.Tables;

/// <summary>The table service of one account: requests with the right headers, and what its answers mean.</summary>
internal sealed class TableTransport(Uri endpoint, StorageCredential credential, TableClientOptions options)
    : StorageTransport(endpoint, credential, options, options.VersionString, new TableRequestPolicy(credential.Key, TimeProvider.System), new TableResponseClassifier())
{
    private static readonly ActivitySource s_activities = new("Azure.Data.Tables");
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

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
        var message = Create(method, pathAndQuery);
        message.Request.Headers.SetValue("DataServiceVersion", "3.0");
        message.Request.Headers.SetValue("Accept", "application/json;odata=minimalmetadata");
        return message;
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
