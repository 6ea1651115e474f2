using Dropship.Core.Ports;

namespace Dropship.Core.Tests.Support;

/// <summary>A forwarder in memory, which is its own list of kinds.</summary>
internal sealed class FakeForwarder : IForwarder, IForwarders, IForwarderCallbacks
{
    public const string Name = "fake";

    public string Kind => Name;

    public bool CanBeAsked { get; set; } = true;

    public IReadOnlyCollection<string> Kinds => [Name];

    public Dictionary<string, ForwarderAnnouncement> Announced { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ForwarderStatus> Statuses { get; } = new(StringComparer.Ordinal);

    public List<string> Cancelled { get; } = [];

    public int Calls { get; private set; }

    /// <summary>What the next announcement ends with in the place of success.</summary>
    public CallResult<Unit>? Next { get; set; }

    /// <summary>Whether the announcement takes effect though its answer is <see cref="Next"/>.</summary>
    public bool TakesEffect { get; set; }

    /// <summary>Another name that it goes by; null for none.</summary>
    public string? OtherName { get; set; }

    public IForwarder? Find(string kind) => kind == Name || kind == OtherName ? this : null;

    public Task<CallResult<Unit>> AnnounceAsync(
        ForwarderAccount account,
        ForwarderAnnouncement announcement,
        CancellationToken cancellationToken
    )
    {
        Calls++;
        var answer = Next;
        Next = null;
        if (answer is null || TakesEffect)
        {
            Announced[announcement.Reference] = announcement;
        }

        return Task.FromResult(answer ?? CallResult.Success(default(Unit)));
    }

    public Task<CallResult<ForwarderStatus>> ReadAsync(ForwarderAccount account, string reference, CancellationToken cancellationToken) =>
        Task.FromResult(
            Announced.TryGetValue(reference, out var known)
                ? CallResult.Success((Statuses.GetValueOrDefault(reference) ?? new ForwarderStatus()) with { Parcels = known.Parcels })
                : CallResult.Refused<ForwarderStatus>("unknown", "there is no such announcement", RefusalMeaning.NotFound)
        );

    public Task<CallResult<Unit>> CancelAsync(
        ForwarderAccount account,
        ForwarderAnnouncement announcement,
        CancellationToken cancellationToken
    )
    {
        Cancelled.Add(announcement.Reference);
        return Task.FromResult(CallResult.Success(default(Unit)));
    }

    public List<ForwarderLabels> Labels { get; } = [];

    public Task<CallResult<Unit>> SendLabelsAsync(ForwarderAccount account, ForwarderLabels labels, CancellationToken cancellationToken)
    {
        var answer = Next;
        Next = null;
        if (answer is null)
        {
            Labels.Add(labels);
        }

        return Task.FromResult(answer ?? CallResult.Success(default(Unit)));
    }

    public Task<CallResult<Unit>> VerifyAsync(ForwarderAccount account, CancellationToken cancellationToken) =>
        Task.FromResult(CallResult.Success(default(Unit)));

    public Task<ForwarderCallback> ReadCallbackAsync(
        ForwarderAccount account,
        WebhookRequest request,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            request.Headers.TryGetValue("reference", out var reference)
                ? new ForwarderCallback(WebhookAnswer.Taken, [reference])
                : new ForwarderCallback(WebhookAnswer.Refused, [])
        );
}
