using System.Buffers;
using System.Globalization;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Dropship.AzureSdk.Storage;

namespace Dropship.AzureSdk.Tables;

/// <summary>An entity group transaction as the service's multipart text, and its answer read back.</summary>
internal sealed class TableTransaction
{
    private const int MostOperations = 100;

    private readonly string _batch = $"batch_{Guid.NewGuid():D}";
    private readonly string _changeset = $"changeset_{Guid.NewGuid():D}";
    private readonly IReadOnlyList<TableTransactionAction> _actions;

    /// <exception cref="InvalidOperationException">There is no operation.</exception>
    /// <exception cref="TableTransactionFailedException">
    /// The service would refuse it: too many operations, several partitions, one row twice. Said here because the emulator takes some of these.
    /// </exception>
    public TableTransaction(IReadOnlyList<TableTransactionAction> actions)
    {
        if (actions.Count == 0)
        {
            throw new InvalidOperationException("The transaction has no operation.");
        }

        if (actions.Count > MostOperations)
        {
            throw Refused(MostOperations, TableErrorCode.InvalidInput, $"The batch request operation exceeds the maximum {MostOperations} changes per change set.");
        }

        var rows = new HashSet<string>(actions.Count, StringComparer.Ordinal);
        for (var i = 0; i < actions.Count; i++)
        {
            if (!string.Equals(actions[i].Entity.PartitionKey, actions[0].Entity.PartitionKey, StringComparison.Ordinal))
            {
                throw Refused(i, TableErrorCode.CommandsInBatchActOnDifferentPartitions, "All commands in a batch must operate on same entity group.");
            }

            if (!rows.Add(actions[i].Entity.RowKey))
            {
                throw Refused(i, TableErrorCode.InvalidDuplicateRow, "The batch request contains multiple changes with same row key. An entity can appear only once in a batch request.");
            }
        }

        _actions = actions;
    }

    public string ContentType => $"multipart/mixed; boundary={_batch}";

    public RequestContent Content(string endpoint, string table)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 * _actions.Count);
        Write(buffer, $"--{_batch}\r\nContent-Type: multipart/mixed; boundary={_changeset}\r\n\r\n");
        foreach (var action in _actions)
        {
            var entity = action.Entity;
            var adds = action.ActionType is TableTransactionActionType.Add;
            var path = adds ? $"/{table}" : TableTransport.EntityPath(table, entity.PartitionKey, entity.RowKey);
            Write(buffer, $"--{_changeset}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n");
            Write(buffer, $"{Verb(action.ActionType)} {endpoint}{path} HTTP/1.1\r\nAccept: application/json;odata=minimalmetadata\r\nDataServiceVersion: 3.0\r\n");
            if (Condition(action) is { } condition)
            {
                Write(buffer, $"If-Match: {condition}\r\n");
            }

            if (action.ActionType is TableTransactionActionType.Delete)
            {
                Write(buffer, "\r\n");
                continue;
            }

            Write(buffer, adds ? "Prefer: return-no-content\r\nContent-Type: application/json\r\n\r\n" : "Content-Type: application/json\r\n\r\n");
            TableTransport.WriteJson(buffer, entity, EntityFormat.Write);
            Write(buffer, "\r\n");
        }

        Write(buffer, $"--{_changeset}--\r\n--{_batch}--\r\n");
        return RequestContent.Create(buffer.WrittenMemory);
    }

    /// <summary>One answer for each operation, in their order.</summary>
    /// <exception cref="TableTransactionFailedException">The service refused; nothing was done.</exception>
    public IReadOnlyList<Response> Read(Response whole)
    {
        var parts = new List<Response>(_actions.Count);
        using var reader = new StringReader(Encoding.UTF8.GetString(whole.Content.ToMemory().Span));
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
            {
                continue;
            }

            var status = int.Parse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
            var headers = ReadHeaders(reader);
            if (status >= 400)
            {
                throw Failed(status, headers, ReadBody(reader));
            }

            parts.Add(new TransactionResponse(status, line.Length > 13 ? line[13..] : string.Empty, headers, whole));
        }

        return parts.Count == _actions.Count
            ? parts
            : throw new RequestFailedException(whole.Status, $"The transaction of {_actions.Count} operations was answered with {parts.Count} results.");
    }

    private static TableTransactionFailedException Failed(int status, Dictionary<string, string> headers, string body)
    {
        var (code, message) = StorageErrorParser.Read(Encoding.UTF8.GetBytes(body));
        code ??= headers.GetValueOrDefault("x-ms-error-code");
        return new TableTransactionFailedException(new RequestFailedException(status, message ?? body, code, null));
    }

    private static TableTransactionFailedException Refused(int index, TableErrorCode code, string message) => new(new RequestFailedException(
        400,
        string.Create(CultureInfo.InvariantCulture, $"{index}:{message}"),
        code.ToString(),
        null));

    private static Dictionary<string, string> ReadHeaders(StringReader reader)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (reader.ReadLine() is { Length: > 0 } header)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                headers[header[..colon]] = header[(colon + 1)..].Trim();
            }
        }

        return headers;
    }

    private static string ReadBody(StringReader reader)
    {
        var body = new StringBuilder();
        while (reader.ReadLine() is { } line && !line.StartsWith("--", StringComparison.Ordinal))
        {
            body.Append(line);
        }

        return body.ToString();
    }

    private static string? Condition(TableTransactionAction action) => action.ActionType switch
    {
        TableTransactionActionType.Delete or TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpdateReplace =>
            (action.ETag == default ? ETag.All : action.ETag).ToString(),
        _ => null,
    };

    private static string Verb(TableTransactionActionType type) => type switch
    {
        TableTransactionActionType.Add => "POST",
        TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge => "PATCH",
        TableTransactionActionType.UpdateReplace or TableTransactionActionType.UpsertReplace => "PUT",
        TableTransactionActionType.Delete => "DELETE",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static void Write(ArrayBufferWriter<byte> buffer, string text) => Encoding.UTF8.GetBytes(text, buffer);
}
