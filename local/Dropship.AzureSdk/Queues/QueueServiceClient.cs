using System.Globalization;
using Azure.Core;
using Azure.Storage.Queues.Models;
using Dropship.AzureSdk.Queues;
using Dropship.AzureSdk.Storage;

namespace Azure.Storage.Queues;

/// <summary>The queues of one account.</summary>
public class QueueServiceClient
{
    private readonly QueueTransport _transport;

    /// <exception cref="FormatException">The connection string cannot be read.</exception>
    public QueueServiceClient(string connectionString)
        : this(connectionString, null)
    {
    }

    /// <inheritdoc cref="QueueServiceClient(string)"/>
    public QueueServiceClient(string connectionString, QueueClientOptions? options) => _transport = Connect(connectionString, options);

    public QueueServiceClient(Uri serviceUri, StorageSharedKeyCredential credential, QueueClientOptions? options = null) =>
        _transport = Connect(serviceUri, credential, options);

    public QueueServiceClient(Uri serviceUri, TokenCredential credential, QueueClientOptions? options = null) =>
        _transport = Connect(serviceUri, credential, options);

    /// <summary>For tests that put a stand-in in its place.</summary>
    protected QueueServiceClient() => _transport = null!;

    public virtual string AccountName => _transport.AccountName;

    public virtual Uri Uri => new(_transport.Endpoint);

    public virtual QueueClient GetQueueClient(string queueName) => new(_transport, queueName);

    /// <exception cref="RequestFailedException">It exists with other metadata (409 QueueAlreadyExists), or the service failed.</exception>
    public virtual async Task<Response<QueueClient>> CreateQueueAsync(
        string queueName, IDictionary<string, string>? metadata = default, CancellationToken cancellationToken = default)
    {
        var queue = GetQueueClient(queueName);
        return Response.FromValue(queue, await queue.CreateAsync(metadata, cancellationToken));
    }

    /// <exception cref="RequestFailedException">There is none (404 QueueNotFound), or the service failed.</exception>
    public virtual Task<Response> DeleteQueueAsync(string queueName, CancellationToken cancellationToken = default) =>
        GetQueueClient(queueName).DeleteAsync(cancellationToken);

    /// <summary>The account's queues by name, read page by page.</summary>
    public virtual AsyncPageable<QueueItem> GetQueuesAsync(
        QueueTraits traits = QueueTraits.None, string? prefix = default, CancellationToken cancellationToken = default) =>
        new AsyncPages<QueueItem>((next, size, token) => ReadPageAsync(traits, prefix, next, size, token), cancellationToken);

    internal static QueueTransport Connect(string connectionString, QueueClientOptions? options)
    {
        var account = StorageConnectionString.Parse(connectionString);
        return new(account.QueueEndpoint, new StorageCredential.Shared(new SharedKey(account.AccountName, account.AccountKey)), options ?? new());
    }

    internal static QueueTransport Connect(Uri serviceUri, StorageSharedKeyCredential credential, QueueClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(serviceUri);
        ArgumentNullException.ThrowIfNull(credential);
        return new(serviceUri, new StorageCredential.Shared(credential.Key), options ?? new());
    }

    internal static QueueTransport Connect(Uri serviceUri, TokenCredential credential, QueueClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(serviceUri);
        ArgumentNullException.ThrowIfNull(credential);
        return new(serviceUri, new StorageCredential.Token(credential), options ?? new());
    }

    private async Task<Page<QueueItem>> ReadPageAsync(QueueTraits traits, string? prefix, string? marker, int? size, CancellationToken cancellationToken)
    {
        using var scope = QueueTransport.Scope("QueueServiceClient.GetQueues");
        var response = await _transport.SendAsync(
            _transport.Request(
                RequestMethod.Get,
                "/",
                ("comp", "list"),
                ("prefix", prefix),
                ("marker", marker),
                ("maxresults", size?.ToString(CultureInfo.InvariantCulture)),
                ("include", traits.HasFlag(QueueTraits.Metadata) ? "metadata" : null)),
            cancellationToken);
        var list = QueueTransport.Xml(response);
        var queues = (list.Element("Queues")?.Elements("Queue") ?? [])
            .Select(q => new QueueItem(
                q.Element("Name")!.Value,
                q.Element("Metadata")?.Elements().ToDictionary(m => m.Name.LocalName, m => m.Value, StringComparer.OrdinalIgnoreCase)))
            .ToList();
        return Page<QueueItem>.FromValues(queues, list.Element("NextMarker")?.Value is { Length: > 0 } next ? next : null, response);
    }
}
