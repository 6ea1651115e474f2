using Dropship.AzureSdk.ServiceBus;

namespace Azure.Messaging.ServiceBus;

/// <summary>Receives the messages of one session, in order, while it holds the session.</summary>
public class ServiceBusSessionReceiver : ServiceBusReceiver
{
    private readonly BrokerSession _session;

    internal ServiceBusSessionReceiver(BrokerReference broker, string entityPath, ServiceBusReceiveMode mode, TimeSpan tryTimeout, BrokerSession session)
        : base(broker, entityPath, mode, dead: false, tryTimeout, session) => _session = session;

    /// <summary>For tests that put a stand-in in its place.</summary>
    protected ServiceBusSessionReceiver() => _session = null!;

    public virtual string SessionId => _session.Id;

    public virtual DateTimeOffset SessionLockedUntil => _session.LockedUntil;

    /// <exception cref="ServiceBusException">The session's lock was lost (SessionLockLost).</exception>
    public virtual async Task RenewSessionLockAsync(CancellationToken cancellationToken = default) =>
        (await QueueAsync(cancellationToken)).RenewSession(_session);

    /// <returns>Null when none was set.</returns>
    /// <inheritdoc cref="RenewSessionLockAsync"/>
    public virtual async Task<BinaryData?> GetSessionStateAsync(CancellationToken cancellationToken = default) =>
        (await QueueAsync(cancellationToken)).GetSessionState(_session);

    /// <inheritdoc cref="RenewSessionLockAsync"/>
    public virtual async Task SetSessionStateAsync(BinaryData? sessionState, CancellationToken cancellationToken = default) =>
        await (await QueueAsync(cancellationToken)).SetSessionStateAsync(_session, sessionState, cancellationToken);
}
