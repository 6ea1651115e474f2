using Azure.Core;
using Dropship.AzureSdk.ServiceBus;

namespace Azure.Messaging.ServiceBus;

/// <summary>A namespace of Service Bus. Here it is a broker of this process, kept in the storage account AzureWebJobsStorage.</summary>
public class ServiceBusClient : IAsyncDisposable
{
    private readonly BrokerReference _broker;
    private readonly ServiceBusClientOptions _options;

    /// <exception cref="FormatException">It is no connection string of Service Bus.</exception>
    /// <exception cref="NotSupportedException">It names a namespace in Azure, and not the one on this machine (<c>UseDevelopmentEmulator=true</c>).</exception>
    /// <exception cref="InvalidOperationException">There is no setting AzureWebJobsStorage to keep the broker in.</exception>
    public ServiceBusClient(string connectionString)
        : this(connectionString, new ServiceBusClientOptions())
    {
    }

    /// <inheritdoc cref="ServiceBusClient(string)"/>
    public ServiceBusClient(string connectionString, ServiceBusClientOptions options)
        : this(BrokerSettings.FromEnvironment(connectionString), options)
    {
    }

    /// <exception cref="NotSupportedException">Always: a namespace in Azure cannot be reached from here.</exception>
    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential)
        : this(fullyQualifiedNamespace, credential, new ServiceBusClientOptions())
    {
    }

    /// <inheritdoc cref="ServiceBusClient(string, TokenCredential)"/>
    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential, ServiceBusClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(options);
        throw BrokerSettings.InAzure(fullyQualifiedNamespace);
    }

    internal ServiceBusClient(BrokerSettings settings, ServiceBusClientOptions? options = null)
    {
        _options = options ?? new ServiceBusClientOptions();
        _broker = BrokerRegistry.Shared.Refer(settings);
        FullyQualifiedNamespace = settings.Namespace;
        Identifier = _options.Identifier ?? $"{settings.Namespace}-{Guid.NewGuid():N}";
    }

    /// <summary>For tests that put a stand-in in its place.</summary>
    protected ServiceBusClient()
    {
        _broker = null!;
        _options = new ServiceBusClientOptions();
        FullyQualifiedNamespace = string.Empty;
        Identifier = string.Empty;
    }

    public virtual string FullyQualifiedNamespace { get; }

    public virtual string Identifier { get; }

    public virtual bool IsClosed { get; private set; }

    public virtual ServiceBusSender CreateSender(string queueOrTopicName)
    {
        ArgumentException.ThrowIfNullOrEmpty(queueOrTopicName);
        return new(_broker, queueOrTopicName);
    }

    public virtual ServiceBusReceiver CreateReceiver(string queueName) => CreateReceiver(queueName, new ServiceBusReceiverOptions());

    public virtual ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(queueName);
        ArgumentNullException.ThrowIfNull(options);
        var path = QueuePath.Parse(queueName);
        return new(_broker, path.Queue, options.ReceiveMode, path.IsDead || options.SubQueue is SubQueue.DeadLetter, _options.RetryOptions.TryTimeout, session: null);
    }

    /// <summary>Takes one session for this receiver alone.</summary>
    /// <exception cref="ServiceBusException">Another has it (SessionCannotBeLocked).</exception>
    public virtual Task<ServiceBusSessionReceiver> AcceptSessionAsync(
        string queueName, string sessionId, ServiceBusSessionReceiverOptions? options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sessionId);
        return AcceptAsync(queueName, sessionId, options, cancellationToken);
    }

    /// <summary>Takes any session that has messages and that nobody has.</summary>
    /// <exception cref="ServiceBusException">There was none in the time that a try may take (ServiceTimeout).</exception>
    public virtual Task<ServiceBusSessionReceiver> AcceptNextSessionAsync(
        string queueName, ServiceBusSessionReceiverOptions? options = default, CancellationToken cancellationToken = default) =>
        AcceptAsync(queueName, null, options, cancellationToken);

    /// <summary>Lets go of the broker; the last to do so in the process closes it.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        if (!IsClosed)
        {
            IsClosed = true;
            await _broker.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    private async Task<ServiceBusSessionReceiver> AcceptAsync(
        string queueName, string? sessionId, ServiceBusSessionReceiverOptions? options, CancellationToken cancellationToken)
    {
        var queue = await _broker.QueueAsync(queueName, cancellationToken);
        var session = await queue.AcceptSessionAsync(sessionId, _options.RetryOptions.TryTimeout, cancellationToken)
            ?? throw (sessionId is null
                ? new ServiceBusException("No session with messages became available in time.", ServiceBusFailureReason.ServiceTimeout, queueName)
                : new ServiceBusException($"Session '{sessionId}' is held by another receiver.", ServiceBusFailureReason.SessionCannotBeLocked, queueName));
        return new(_broker, queueName, options?.ReceiveMode ?? ServiceBusReceiveMode.PeekLock, _options.RetryOptions.TryTimeout, session);
    }
}
