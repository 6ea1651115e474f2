using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>What approvers are to be told in one mail with others. One for each purchase order, kind, round and reminder.</summary>
public sealed record WaitingMail
{
    public required PurchaseOrderKey Key { get; init; }

    public required ApproverMatterKind Kind { get; init; }

    /// <summary>The round of approval.</summary>
    public required int Round { get; init; }

    /// <summary>0 for the first mail about it, then 1, 2…</summary>
    public required int Reminder { get; init; }

    /// <summary>Whether the second approver is told, too.</summary>
    public bool IsEscalated { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>The mail that was begun with it, the same for all that it tells of; null until then.</summary>
    public string? Batch { get; init; }

    /// <summary>The ids of the approvers who got that mail, as far as it is noted.</summary>
    public IReadOnlyList<string> Told { get; init; } = [];

    /// <summary>The version under which it was read; opaque.</summary>
    public string? Version { get; init; }
}
