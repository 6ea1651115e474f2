using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Forwarders;

/// <summary>A forwarder that no interface leads to: people tell it what comes, and enter what it sent.</summary>
internal sealed class ManualForwarder : IForwarder
{
    public string Kind => "manual";

    public bool CanBeAsked => false;

    public Task<CallResult<Unit>> AnnounceAsync(
        ForwarderAccount account,
        ForwarderAnnouncement announcement,
        CancellationToken cancellationToken
    ) => Task.FromResult(CallResult.Success(default(Unit)));

    public Task<CallResult<ForwarderStatus>> ReadAsync(ForwarderAccount account, string reference, CancellationToken cancellationToken) =>
        Task.FromResult(CallResult.Refused<ForwarderStatus>("no-interface", "This forwarder has no interface.", RefusalMeaning.NotFound));

    public Task<CallResult<Unit>> CancelAsync(
        ForwarderAccount account,
        ForwarderAnnouncement announcement,
        CancellationToken cancellationToken
    ) => Task.FromResult(CallResult.Success(default(Unit)));

    public Task<CallResult<Unit>> SendLabelsAsync(ForwarderAccount account, ForwarderLabels labels, CancellationToken cancellationToken) =>
        Task.FromResult(CallResult.Success(default(Unit)));

    public Task<CallResult<Unit>> VerifyAsync(ForwarderAccount account, CancellationToken cancellationToken) =>
        Task.FromResult(CallResult.Success(default(Unit)));
}
