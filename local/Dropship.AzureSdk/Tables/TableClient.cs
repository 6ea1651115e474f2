using System.Globalization;
using System.Text;
using Azure.Core;
using Azure.Data.Tables.Models;
using Dropship.AzureSdk.Storage;
using Dropship.AzureSdk.Tables;

namespace Azure.Data.Tables;

/// <summary>One table.</summary>
public class TableClient
{
    private readonly TableTransport _transport;

    /// <exception cref="FormatException">The connection string cannot be read.</exception>
    public TableClient(string connectionString, string tableName)
        : this(connectionString, tableName, null)
    {
    }

    /// <inheritdoc cref="TableClient(string, string)"/>
    public TableClient(string connectionString, string tableName, TableClientOptions? options = null)
        : this(TableServiceClient.Connect(connectionString, options), tableName)
    {
    }

    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential)
        : this(endpoint, tableName, credential, null)
    {
    }

    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential, TableClientOptions? options = null)
        : this(TableServiceClient.Connect(endpoint, credential, options), tableName)
    {
    }

    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(TableServiceClient.Connect(endpoint, tokenCredential, options), tableName)
    {
    }

    internal TableClient(TableTransport transport, string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        _transport = transport;
        Name = tableName;
    }

    /// <summary>For tests that put a stand-in in its place.</summary>
    protected TableClient()
    {
        _transport = null!;
        Name = null!;
    }

    public virtual string Name { get; }

    public virtual string AccountName => _transport.AccountName;

    public virtual Uri Uri => new($"{_transport.Endpoint}/{Name}");

    /// <summary>The filter's text, each value as the literal of its type.</summary>
    /// <exception cref="ArgumentException">A value's type has no literal.</exception>
    public static string CreateQueryFilter(FormattableString filter) => TableFilter.Create(filter);

    /// <exception cref="RequestFailedException">It exists (409 TableAlreadyExists), or the service failed.</exception>
    public virtual Task<Response<TableItem>> CreateAsync(CancellationToken cancellationToken = default) =>
        TableServiceClient.CreateTableAsync(_transport, "TableClient.Create", Name, mayExist: false, cancellationToken);

    public virtual Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
        TableServiceClient.CreateTableAsync(_transport, "TableClient.CreateIfNotExists", Name, mayExist: true, cancellationToken);

    /// <summary>Deletes the table; the answer has status 404 when there was none.</summary>
    public virtual Task<Response> DeleteAsync(CancellationToken cancellationToken = default) =>
        TableServiceClient.DeleteTableAsync(_transport, "TableClient.Delete", Name, cancellationToken);

    /// <summary>Adds a row; the answer carries its ETag.</summary>
    /// <exception cref="RequestFailedException">The row exists (409 EntityAlreadyExists), or the service failed.</exception>
    public virtual async Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        CheckKeys(entity);
        using var scope = TableTransport.Scope("TableClient.AddEntity");
        var message = _transport.Request(RequestMethod.Post, $"/{Name}");
        message.Request.Headers.SetValue("Prefer", "return-no-content");
        message.Request.Headers.SetValue("Content-Type", "application/json");
        message.Request.Content = TableTransport.Json<ITableEntity>(entity, EntityFormat.Write);
        return await _transport.SendAsync(message, cancellationToken);
    }

    /// <exception cref="RequestFailedException">There is no such row (404), or the service failed.</exception>
    public virtual async Task<Response<T>> GetEntityAsync<T>(string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        using var scope = TableTransport.Scope("TableClient.GetEntity");
        var response = await _transport.SendAsync(Read(partitionKey, rowKey, select), cancellationToken);
        return Response.FromValue(EntityFormat.ReadOne<T>(response.Content.ToMemory().Span), response);
    }

    /// <summary>Reads a row that may not be there.</summary>
    public virtual async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        using var scope = TableTransport.Scope("TableClient.GetEntityIfExists");
        var response = await _transport.SendAsync(Read(partitionKey, rowKey, select), cancellationToken, alsoAccepted: 404);
        return response.Status == 404
            ? new NoRow<T>(response)
            : Response.FromValue(EntityFormat.ReadOne<T>(response.Content.ToMemory().Span), response);
    }

    /// <summary>Writes a row whether or not it is there; the answer carries its ETag.</summary>
    public virtual async Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        CheckKeys(entity);
        using var scope = TableTransport.Scope("TableClient.UpsertEntity");
        return await _transport.SendAsync(Write(entity, mode), cancellationToken);
    }

    /// <summary>Writes a row that is there in the version <paramref name="ifMatch"/>; the answer carries its new ETag.</summary>
    /// <exception cref="ArgumentException"><paramref name="ifMatch"/> is the default: say <see cref="ETag.All"/> for any version.</exception>
    /// <exception cref="RequestFailedException">It is not there (404), or in another version (412 UpdateConditionNotSatisfied).</exception>
    public virtual async Task<Response> UpdateEntityAsync<T>(T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        CheckKeys(entity);
        if (ifMatch == default)
        {
            throw new ArgumentException("Value cannot be empty.", nameof(ifMatch));
        }

        using var scope = TableTransport.Scope("TableClient.UpdateEntity");
        var message = Write(entity, mode);
        message.Request.Headers.SetValue("If-Match", ifMatch.ToString());
        return await _transport.SendAsync(message, cancellationToken);
    }

    /// <summary>Deletes a row; the answer has status 404 when there was none.</summary>
    /// <exception cref="RequestFailedException">It is there in another version than <paramref name="ifMatch"/> (412); the default stands for any.</exception>
    public virtual async Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        using var scope = TableTransport.Scope("TableClient.DeleteEntity");
        var message = _transport.Request(RequestMethod.Delete, TableTransport.EntityPath(Name, partitionKey, rowKey));
        message.Request.Headers.SetValue("If-Match", (ifMatch == default ? ETag.All : ifMatch).ToString());
        return await _transport.SendAsync(message, cancellationToken, alsoAccepted: 404);
    }

    /// <inheritdoc cref="DeleteEntityAsync(string, string, ETag, CancellationToken)"/>
    public virtual Task<Response> DeleteEntityAsync(ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ifMatch, cancellationToken);
    }

    /// <summary>The rows that a filter lets through, ordered by their keys, read page by page.</summary>
    /// <param name="filter">OData text; all rows when null. See <see cref="CreateQueryFilter(FormattableString)"/>.</param>
    /// <param name="maxPerPage">How many rows a page holds at most; 1000 when null.</param>
    /// <param name="select">The properties to read; all when null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public virtual AsyncPageable<T> QueryAsync<T>(string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var columns = Columns(select);
        return new AsyncPages<T>((next, size, token) => ReadPageAsync<T>(filter, size ?? maxPerPage, columns, next, token), cancellationToken);
    }

    /// <summary>Does all operations or none.</summary>
    /// <returns>One answer for each operation, in their order, with the new ETags.</returns>
    /// <exception cref="InvalidOperationException">There is no operation.</exception>
    /// <exception cref="TableTransactionFailedException">One operation was refused, and so all.</exception>
    public virtual async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionActions);
        using var scope = TableTransport.Scope("TableClient.SubmitTransaction");
        var transaction = new TableTransaction([.. transactionActions]);
        var message = _transport.Request(RequestMethod.Post, "/$batch");
        message.Request.Headers.SetValue("Content-Type", transaction.ContentType);
        message.Request.Content = transaction.Content(_transport.Endpoint, Name);
        Response response;
        try
        {
            response = await _transport.SendAsync(message, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is >= 400 and < 500)
        {
            throw new TableTransactionFailedException(exception);
        }

        return Response.FromValue(transaction.Read(response), response);
    }

    private static void CheckKeys<T>(T entity)
        where T : ITableEntity
    {
        ArgumentNullException.ThrowIfNull(entity);
        if (entity.PartitionKey is null || entity.RowKey is null)
        {
            throw new ArgumentNullException(entity.PartitionKey is null ? nameof(entity.PartitionKey) : nameof(entity.RowKey));
        }
    }

    private static string? Columns(IEnumerable<string>? select) =>
        select is null || string.Join(',', select) is not { Length: > 0 } columns ? null : "$select=" + Uri.EscapeDataString(columns);

    private static string? Continuation(Response response)
    {
        if (!response.Headers.TryGetValue("x-ms-continuation-NextPartitionKey", out var partition) || partition.Length == 0)
        {
            return null;
        }

        response.Headers.TryGetValue("x-ms-continuation-NextRowKey", out var row);
        return $"{partition} {row}".TrimEnd();
    }

    private HttpMessage Read(string partitionKey, string rowKey, IEnumerable<string>? select)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        var path = TableTransport.EntityPath(Name, partitionKey, rowKey);
        return _transport.Request(RequestMethod.Get, Columns(select) is { } columns ? $"{path}?{columns}" : path);
    }

    private HttpMessage Write(ITableEntity entity, TableUpdateMode mode)
    {
        var message = _transport.Request(
            mode is TableUpdateMode.Merge ? RequestMethod.Patch : RequestMethod.Put,
            TableTransport.EntityPath(Name, entity.PartitionKey, entity.RowKey));
        message.Request.Headers.SetValue("Content-Type", "application/json");
        message.Request.Content = TableTransport.Json(entity, EntityFormat.Write);
        return message;
    }

    private async Task<Page<T>> ReadPageAsync<T>(string? filter, int? top, string? columns, string? continuation, CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        using var scope = TableTransport.Scope("TableClient.Query");
        var path = new StringBuilder("/").Append(Name).Append("()?");
        if (!string.IsNullOrEmpty(filter))
        {
            path.Append("$filter=").Append(Uri.EscapeDataString(filter)).Append('&');
        }

        if (top is { } most)
        {
            path.Append(CultureInfo.InvariantCulture, $"$top={most}&");
        }

        if (columns is not null)
        {
            path.Append(columns).Append('&');
        }

        if (continuation is not null)
        {
            var space = continuation.IndexOf(' ', StringComparison.Ordinal);
            path.Append("NextPartitionKey=").Append(Uri.EscapeDataString(space < 0 ? continuation : continuation[..space])).Append('&');
            if (space >= 0)
            {
                path.Append("NextRowKey=").Append(Uri.EscapeDataString(continuation[(space + 1)..])).Append('&');
            }
        }

        path.Length--;
        var response = await _transport.SendAsync(_transport.Request(RequestMethod.Get, path.ToString()), cancellationToken);
        return Page<T>.FromValues(EntityFormat.ReadPage<T>(response.Content.ToMemory().Span), Continuation(response), response);
    }

    private sealed class NoRow<T>(Response response) : NullableResponse<T>
    {
        public override bool HasValue => false;

        public override T Value => throw new InvalidOperationException("The row does not exist.");

        public override Response GetRawResponse() => response;
    }
}
