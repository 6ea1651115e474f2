using System.Globalization;
using System.Text.Json;
using Azure.Core;
using Azure.Data.Tables.Models;
using Dropship.AzureSdk.Storage;
using Dropship.AzureSdk.Tables;

namespace Azure.Data.Tables;

/// <summary>The tables of one account.</summary>
public class TableServiceClient
{
    private readonly TableTransport _transport;

    /// <exception cref="FormatException">The connection string cannot be read.</exception>
    public TableServiceClient(string connectionString)
        : this(connectionString, null)
    {
    }

    /// <inheritdoc cref="TableServiceClient(string)"/>
    public TableServiceClient(string connectionString, TableClientOptions? options = null)
        : this(Connect(connectionString, options))
    {
    }

    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential)
        : this(endpoint, credential, null)
    {
    }

    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options = null)
        : this(Connect(endpoint, credential, options))
    {
    }

    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(Connect(endpoint, tokenCredential, options))
    {
    }

    /// <summary>For tests that put a stand-in in its place.</summary>
    protected TableServiceClient() => _transport = null!;

    private TableServiceClient(TableTransport transport) => _transport = transport;

    public virtual string AccountName => _transport.AccountName;

    public virtual Uri Uri => new(_transport.Endpoint);

    /// <summary>The filter's text, each value as the literal of its type.</summary>
    /// <exception cref="ArgumentException">A value's type has no literal.</exception>
    public static string CreateQueryFilter(FormattableString filter) => TableFilter.Create(filter);

    public virtual TableClient GetTableClient(string tableName) => new(_transport, tableName);

    /// <exception cref="RequestFailedException">It exists (409 TableAlreadyExists), or the service failed.</exception>
    public virtual Task<Response<TableItem>> CreateTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        CreateTableAsync(_transport, "TableServiceClient.CreateTable", tableName, mayExist: false, cancellationToken);

    public virtual Task<Response<TableItem>> CreateTableIfNotExistsAsync(string tableName, CancellationToken cancellationToken = default) =>
        CreateTableAsync(_transport, "TableServiceClient.CreateTableIfNotExists", tableName, mayExist: true, cancellationToken);

    /// <summary>Deletes a table; the answer has status 404 when there was none.</summary>
    public virtual Task<Response> DeleteTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        DeleteTableAsync(_transport, "TableServiceClient.DeleteTable", tableName, cancellationToken);

    /// <summary>The account's tables by name, read page by page.</summary>
    public virtual AsyncPageable<TableItem> QueryAsync(string? filter = null, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        new AsyncPages<TableItem>((next, size, token) => ReadPageAsync(filter, size ?? maxPerPage, next, token), cancellationToken);

    internal static TableTransport Connect(string connectionString, TableClientOptions? options)
    {
        var account = StorageConnectionString.Parse(connectionString);
        return new(account.TableEndpoint, new StorageCredential.Shared(new SharedKey(account.AccountName, account.AccountKey)), options ?? new());
    }

    internal static TableTransport Connect(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(credential);
        return new(endpoint, new StorageCredential.Shared(credential.Key), options ?? new());
    }

    internal static TableTransport Connect(Uri endpoint, TokenCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(credential);
        return new(endpoint, new StorageCredential.Token(credential), options ?? new());
    }

    internal static async Task<Response<TableItem>> CreateTableAsync(TableTransport transport, string scopeName, string table, bool mayExist, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        using var scope = TableTransport.Scope(scopeName);
        var message = transport.Request(RequestMethod.Post, "/Tables");
        message.Request.Headers.SetValue("Prefer", "return-no-content");
        message.Request.Headers.SetValue("Content-Type", "application/json");
        message.Request.Content = TableTransport.Json(table, static (writer, name) =>
        {
            writer.WriteStartObject();
            writer.WriteString("TableName", name);
            writer.WriteEndObject();
        });
        var response = await transport.SendAsync(message, cancellationToken, alsoAccepted: mayExist ? 409 : 0);
        if (response.Status != 409)
        {
            return Response.FromValue(new TableItem(table), response);
        }

        var refused = new RequestFailedException(response);
        return refused.ErrorCode == TableErrorCode.TableAlreadyExists ? Response.FromValue(new TableItem(table), response) : throw refused;
    }

    internal static async Task<Response> DeleteTableAsync(TableTransport transport, string scopeName, string table, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        using var scope = TableTransport.Scope(scopeName);
        return await transport.SendAsync(transport.Request(RequestMethod.Delete, $"/Tables('{Uri.EscapeDataString(table)}')"), cancellationToken, alsoAccepted: 404);
    }

    private async Task<Page<TableItem>> ReadPageAsync(string? filter, int? top, string? continuation, CancellationToken cancellationToken)
    {
        using var scope = TableTransport.Scope("TableServiceClient.Query");
        string?[] query =
        [
            string.IsNullOrEmpty(filter) ? null : "$filter=" + Uri.EscapeDataString(filter),
            top is { } most ? string.Create(CultureInfo.InvariantCulture, $"$top={most}") : null,
            continuation is null ? null : "NextTableName=" + Uri.EscapeDataString(continuation),
        ];
        var path = "/Tables?" + string.Join('&', query.Where(q => q is not null));
        var response = await _transport.SendAsync(_transport.Request(RequestMethod.Get, path.TrimEnd('?')), cancellationToken);
        using var document = JsonDocument.Parse(response.Content);
        var tables = document.RootElement.GetProperty("value").EnumerateArray()
            .Select(t => new TableItem(t.GetProperty("TableName").GetString()!))
            .ToList();
        var next = response.Headers.TryGetValue("x-ms-continuation-NextTableName", out var name) && name.Length > 0 ? name : null;
        return Page<TableItem>.FromValues(tables, next, response);
    }
}
