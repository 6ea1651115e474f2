using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Forwarding;

/// <summary>What a forwarder's people are to be told in one mail with others. One for each purchase order, kind and version.</summary>
public sealed record ForwarderNote
{
    /// <summary>The forwarder's account.</summary>
    public required string ForwarderId { get; init; }

    public required PurchaseOrderKey Key { get; init; }

    public required ForwarderNoteKind Kind { get; init; }

    /// <summary>Differs for each thing that is told under one key and kind, so that a repeat is the same note.</summary>
    public required string Version { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>The mail that was begun with it, the same for all that it tells of; null until then.</summary>
    public string? Batch { get; init; }

    /// <summary>The addresses that got that mail, as far as it is noted.</summary>
    public IReadOnlyList<string> Told { get; init; } = [];

    /// <summary>The version under which it was read; opaque.</summary>
    public string? RowVersion { get; init; }
}
