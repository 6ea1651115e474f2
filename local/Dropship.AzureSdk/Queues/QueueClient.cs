using System.Globalization;
using Azure.Core;
using Azure.Storage.Queues.Models;
using Dropship.AzureSdk.Queues;

namespace Azure.Storage.Queues;

/// <summary>One queue.</summary>
public class QueueClient
{
    private readonly QueueTransport _transport;

    /// <exception cref="FormatException">The connection string cannot be read.</exception>
    public QueueClient(string connectionString, string queueName)
        : this(connectionString, queueName, null)
    {
    }

    /// <inheritdoc cref="QueueClient(string, string)"/>
    public QueueClient(string connectionString, string queueName, QueueClientOptions? options)
        : this(QueueServiceClient.Connect(connectionString, options), queueName)
    {
    }

    public QueueClient(Uri queueUri, StorageSharedKeyCredential credential, QueueClientOptions? options = null)
        : this(QueueServiceClient.Connect(Account(queueUri), credential, options), NameOf(queueUri))
    {
    }

    public QueueClient(Uri queueUri, TokenCredential credential, QueueClientOptions? options = null)
        : this(QueueServiceClient.Connect(Account(queueUri), credential, options), NameOf(queueUri))
    {
    }

    internal QueueClient(QueueTransport transport, string queueName)
    {
        ArgumentException.ThrowIfNullOrEmpty(queueName);
        _transport = transport;
        Name = queueName;
    }

    /// <summary>For tests that put a stand-in in its place.</summary>
    protected QueueClient()
    {
        _transport = null!;
        Name = null!;
    }

    public virtual string Name { get; }

    public virtual string AccountName => _transport.AccountName;

    public virtual Uri Uri => new($"{_transport.Endpoint}/{Name}");

    /// <summary>How many bytes a message holds at most as it travels.</summary>
    public virtual int MessageMaxBytes => 64 * 1024;

    /// <summary>How many messages one look gives at most.</summary>
    public virtual int MaxPeekableMessages => 32;

    private string Path => "/" + Name;

    private string MessagesPath => $"/{Name}/messages";

    /// <exception cref="RequestFailedException">It exists with other metadata (409 QueueAlreadyExists), or the service failed.</exception>
    public virtual async Task<Response> CreateAsync(IDictionary<string, string>? metadata = default, CancellationToken cancellationToken = default)
    {
        using var scope = QueueTransport.Scope("QueueClient.Create");
        var message = _transport.Request(RequestMethod.Put, Path);
        QueueTransport.SetMetadata(message, metadata);
        return await _transport.SendAsync(message, cancellationToken);
    }

    /// <returns>The answer when it was created; null when it was there.</returns>
    public virtual async Task<Response?> CreateIfNotExistsAsync(IDictionary<string, string>? metadata = default, CancellationToken cancellationToken = default)
    {
        using var scope = QueueTransport.Scope("QueueClient.CreateIfNotExists");
        var message = _transport.Request(RequestMethod.Put, Path);
        QueueTransport.SetMetadata(message, metadata);
        var response = await _transport.SendAsync(message, cancellationToken, alsoAccepted: 409);
        if (response.Status != 409)
        {
            return response.Status == 201 ? response : null;
        }

        var refused = new RequestFailedException(response);
        return refused.ErrorCode == QueueErrorCode.QueueAlreadyExists ? null : throw refused;
    }

    /// <exception cref="RequestFailedException">There is none (404 QueueNotFound), or the service failed.</exception>
    public virtual async Task<Response> DeleteAsync(CancellationToken cancellationToken = default)
    {
        using var scope = QueueTransport.Scope("QueueClient.Delete");
        return await _transport.SendAsync(_transport.Request(RequestMethod.Delete, Path), cancellationToken);
    }

    /// <returns>Whether there was one.</returns>
    public virtual async Task<Response<bool>> DeleteIfExistsAsync(CancellationToken cancellationToken = default)
    {
        using var scope = QueueTransport.Scope("QueueClient.DeleteIfExists");
        var response = await _transport.SendAsync(_transport.Request(RequestMethod.Delete, Path), cancellationToken, alsoAccepted: 404);
        return Response.FromValue(response.Status != 404, response);
    }

    public virtual async Task<Response<bool>> ExistsAsync(CancellationToken cancellationToken = default)
    {
        using var scope = QueueTransport.Scope("QueueClient.Exists");
        var response = await _transport.SendAsync(_transport.Request(RequestMethod.Get, Path, ("comp", "metadata")), cancellationToken, alsoAccepted: 404);
        return Response.FromValue(response.Status != 404, response);
    }

    /// <exception cref="RequestFailedException">There is none (404 QueueNotFound), or the service failed.</exception>
    public virtual async Task<Response<QueueProperties>> GetPropertiesAsync(CancellationToken cancellationToken = default)
    {
        using var scope = QueueTransport.Scope("QueueClient.GetProperties");
        var response = await _transport.SendAsync(_transport.Request(RequestMethod.Get, Path, ("comp", "metadata")), cancellationToken);
        var count = response.Headers.TryGetValue("x-ms-approximate-messages-count", out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : 0;
        return Response.FromValue(new QueueProperties(QueueTransport.Metadata(response), count), response);
    }

    public virtual async Task<Response> SetMetadataAsync(IDictionary<string, string> metadata, CancellationToken cancellationToken = default)
    {
        using var scope = QueueTransport.Scope("QueueClient.SetMetadata");
        var message = _transport.Request(RequestMethod.Put, Path, ("comp", "metadata"));
        QueueTransport.SetMetadata(message, metadata);
        return await _transport.SendAsync(message, cancellationToken);
    }

    /// <summary>Deletes all messages.</summary>
    public virtual async Task<Response> ClearMessagesAsync(CancellationToken cancellationToken = default)
    {
        using var scope = QueueTransport.Scope("QueueClient.ClearMessages");
        return await _transport.SendAsync(_transport.Request(RequestMethod.Delete, MessagesPath), cancellationToken);
    }

    /// <inheritdoc cref="SendMessageAsync(string, TimeSpan?, TimeSpan?, CancellationToken)"/>
    public virtual Task<Response<SendReceipt>> SendMessageAsync(string messageText) => SendMessageAsync(messageText, null, null, CancellationToken.None);

    /// <inheritdoc cref="SendMessageAsync(string, TimeSpan?, TimeSpan?, CancellationToken)"/>
    public virtual Task<Response<SendReceipt>> SendMessageAsync(string messageText, CancellationToken cancellationToken = default) =>
        SendMessageAsync(messageText, null, null, cancellationToken);

    /// <param name="messageText">The body.</param>
    /// <param name="visibilityTimeout">How long it stays hidden, in whole seconds; not at all when null.</param>
    /// <param name="timeToLive">How long it is kept, in whole seconds; -1 s for ever, seven days when null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RequestFailedException">There is no such queue (404 QueueNotFound), the body is over 64 KiB (413), or the service failed.</exception>
    public virtual Task<Response<SendReceipt>> SendMessageAsync(
        string messageText, TimeSpan? visibilityTimeout = default, TimeSpan? timeToLive = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messageText);
        return SendMessageAsync(new BinaryData(messageText), visibilityTimeout, timeToLive, cancellationToken);
    }

    /// <inheritdoc cref="SendMessageAsync(string, TimeSpan?, TimeSpan?, CancellationToken)"/>
    public virtual async Task<Response<SendReceipt>> SendMessageAsync(
        BinaryData message, TimeSpan? visibilityTimeout = default, TimeSpan? timeToLive = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        using var scope = QueueTransport.Scope("QueueClient.SendMessage");
        var request = _transport.Request(
            RequestMethod.Post,
            MessagesPath,
            ("visibilitytimeout", QueueTransport.Seconds(visibilityTimeout)),
            ("messagettl", QueueTransport.Seconds(timeToLive)));
        SetBody(request, message);
        var response = await _transport.SendAsync(request, cancellationToken);
        QueueSends.Tell($"{_transport.Endpoint}/{Name}");
        return Response.FromValue(QueueXml.Sent(QueueTransport.Xml(response)), response);
    }

    /// <inheritdoc cref="ReceiveMessagesAsync(int?, TimeSpan?, CancellationToken)"/>
    public virtual Task<Response<QueueMessage[]>> ReceiveMessagesAsync() => ReceiveMessagesAsync(null, null, CancellationToken.None);

    /// <inheritdoc cref="ReceiveMessagesAsync(int?, TimeSpan?, CancellationToken)"/>
    public virtual Task<Response<QueueMessage[]>> ReceiveMessagesAsync(CancellationToken cancellationToken = default) =>
        ReceiveMessagesAsync(null, null, cancellationToken);

    /// <summary>Takes messages; each stays hidden for the time given and comes back unless it is deleted by then.</summary>
    /// <param name="maxMessages">1 to 32; 1 when null.</param>
    /// <param name="visibilityTimeout">How long they are hidden; 30 s when null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RequestFailedException">There is no such queue (404 QueueNotFound), or the service failed.</exception>
    /// <exception cref="FormatException">A body is not Base64 although the client's encoding says so.</exception>
    public virtual async Task<Response<QueueMessage[]>> ReceiveMessagesAsync(
        int? maxMessages = default, TimeSpan? visibilityTimeout = default, CancellationToken cancellationToken = default)
    {
        using var scope = QueueTransport.Scope("QueueClient.ReceiveMessages");
        var response = await _transport.SendAsync(
            _transport.Request(
                RequestMethod.Get,
                MessagesPath,
                ("numofmessages", maxMessages?.ToString(CultureInfo.InvariantCulture)),
                ("visibilitytimeout", QueueTransport.Seconds(visibilityTimeout))),
            cancellationToken);
        return Response.FromValue(QueueXml.Received(QueueTransport.Xml(response), _transport.Encoding), response);
    }

    /// <returns>The value is null when there is no message.</returns>
    /// <inheritdoc cref="ReceiveMessagesAsync(int?, TimeSpan?, CancellationToken)"/>
    public virtual async Task<Response<QueueMessage?>> ReceiveMessageAsync(TimeSpan? visibilityTimeout = default, CancellationToken cancellationToken = default)
    {
        var response = await ReceiveMessagesAsync(1, visibilityTimeout, cancellationToken);
        return Response.FromValue(response.Value.FirstOrDefault(), response.GetRawResponse());
    }

    /// <returns>The value is null when there is no message.</returns>
    /// <inheritdoc cref="PeekMessagesAsync(int?, CancellationToken)"/>
    public virtual async Task<Response<PeekedMessage?>> PeekMessageAsync(CancellationToken cancellationToken = default)
    {
        var response = await PeekMessagesAsync(1, cancellationToken);
        return Response.FromValue(response.Value.FirstOrDefault(), response.GetRawResponse());
    }

    /// <summary>Looks at visible messages and leaves them as they are.</summary>
    /// <param name="maxMessages">1 to 32; 1 when null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public virtual async Task<Response<PeekedMessage[]>> PeekMessagesAsync(int? maxMessages = default, CancellationToken cancellationToken = default)
    {
        using var scope = QueueTransport.Scope("QueueClient.PeekMessages");
        var response = await _transport.SendAsync(
            _transport.Request(RequestMethod.Get, MessagesPath, ("peekonly", "true"), ("numofmessages", maxMessages?.ToString(CultureInfo.InvariantCulture))),
            cancellationToken);
        return Response.FromValue(QueueXml.Peeked(QueueTransport.Xml(response), _transport.Encoding), response);
    }

    /// <summary>Hides a received message for a time from now on, and changes its body where one is given.</summary>
    /// <exception cref="RequestFailedException">It is gone (404 MessageNotFound) or was received again (400 PopReceiptMismatch).</exception>
    public virtual Task<Response<UpdateReceipt>> UpdateMessageAsync(
        string messageId, string popReceipt, string? messageText = null, TimeSpan visibilityTimeout = default, CancellationToken cancellationToken = default) =>
        UpdateAsync(messageId, popReceipt, messageText is null ? null : new BinaryData(messageText), visibilityTimeout, cancellationToken);

    /// <inheritdoc cref="UpdateMessageAsync(string, string, string, TimeSpan, CancellationToken)"/>
    public virtual Task<Response<UpdateReceipt>> UpdateMessageAsync(
        string messageId, string popReceipt, BinaryData message, TimeSpan visibilityTimeout = default, CancellationToken cancellationToken = default) =>
        UpdateAsync(messageId, popReceipt, message, visibilityTimeout, cancellationToken);

    /// <exception cref="RequestFailedException">It is gone (404 MessageNotFound) or was received again (400 PopReceiptMismatch).</exception>
    public virtual async Task<Response> DeleteMessageAsync(string messageId, string popReceipt, CancellationToken cancellationToken = default)
    {
        using var scope = QueueTransport.Scope("QueueClient.DeleteMessage");
        return await _transport.SendAsync(_transport.Request(RequestMethod.Delete, MessagePath(messageId), ("popreceipt", popReceipt)), cancellationToken);
    }

    private static Uri Account(Uri queueUri)
    {
        ArgumentNullException.ThrowIfNull(queueUri);
        var text = queueUri.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new Uri(text[..text.LastIndexOf('/')]);
    }

    private static string NameOf(Uri queueUri) => queueUri.AbsolutePath.TrimEnd('/').Split('/')[^1];

    private async Task<Response<UpdateReceipt>> UpdateAsync(
        string messageId, string popReceipt, BinaryData? body, TimeSpan visibilityTimeout, CancellationToken cancellationToken)
    {
        using var scope = QueueTransport.Scope("QueueClient.UpdateMessage");
        var request = _transport.Request(
            RequestMethod.Put, MessagePath(messageId), ("popreceipt", popReceipt), ("visibilitytimeout", QueueTransport.Seconds(visibilityTimeout)));
        if (body is not null)
        {
            SetBody(request, body);
        }

        var response = await _transport.SendAsync(request, cancellationToken);
        return response.Headers.TryGetValue("x-ms-popreceipt", out var receipt) && response.Headers.TryGetValue("x-ms-time-next-visible", out var visible)
            ? Response.FromValue(new UpdateReceipt(receipt, QueueXml.ParseTime(visible)), response)
            : throw new RequestFailedException(response.Status, "The queue service's answer to an update names no pop receipt.");
    }

    private string MessagePath(string messageId) => $"{MessagesPath}/{System.Uri.EscapeDataString(messageId)}";

    private void SetBody(HttpMessage request, BinaryData body)
    {
        request.Request.Headers.SetValue("Content-Type", "application/xml");
        request.Request.Content = QueueXml.Message(body, _transport.Encoding);
    }
}
