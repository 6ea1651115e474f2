namespace Dropship.Core.Orders;

/// <summary>What a forwarder who gives the customer's tracking number was told of a purchase order, and what it told.</summary>
public sealed record ForwardingRecord
{
    /// <summary>Whether the store is given the supplier's domestic waybill until the forwarder's number is known.</summary>
    public bool PushesDomesticNumber { get; init; }

    /// <summary>What the forwarder was told of: the parcels by carrier and waybill, and the digest of the customer's address; none before,
    /// and once that is cancelled.</summary>
    public IReadOnlyList<string> Announced { get; init; } = [];

    /// <summary>When the forwarder was told last; null before.</summary>
    public DateTimeOffset? AnnouncedAt { get; init; }

    /// <summary>When the forwarder is asked next what it has sent; null for one that tells by itself.</summary>
    public DateTimeOffset? LookAt { get; init; }

    /// <summary>When a person last said that the forwarder is waited for further; null while none did.</summary>
    public DateTimeOffset? PatienceFrom { get; init; }

    /// <summary>When the goods arrived at the forwarder; null until then.</summary>
    public DateTimeOffset? ArrivedAt { get; init; }
}
