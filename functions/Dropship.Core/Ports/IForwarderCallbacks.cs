namespace Dropship.Core.Ports;

/// <summary>A kind of forwarder that calls when something becomes of an announcement.</summary>
public interface IForwarderCallbacks
{
    /// <summary>Checks who sent a callback, and when; then reads what it is about.</summary>
    /// <param name="account">The forwarder that the callback's address names.</param>
    /// <param name="request">The callback.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    Task<ForwarderCallback> ReadCallbackAsync(ForwarderAccount account, WebhookRequest request, CancellationToken cancellationToken);
}
