namespace Dropship.ServiceBus.Queues;

/// <summary>A receiver that waits for any session.</summary>
internal sealed class SessionWaiter(IReceiver receiver)
{
    public IReceiver Receiver { get; } = receiver;

    /// <summary>The session, which the receiver then holds.</summary>
    public TaskCompletionSource<Session> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
