using System.Text.Json.Serialization;
using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>A forwarder in China who receives suppliers' parcels and sends them on to customers. Its secret lies in the secret store under
/// <see cref="SecretName"/>.</summary>
public sealed record ForwarderAccount
{
    /// <summary>Our own name for it.</summary>
    public required string Id { get; init; }

    /// <summary>The name that mails and pages show.</summary>
    public required string DisplayName { get; init; }

    /// <summary>How it is told of parcels, such as <c>http</c>; see <see cref="IForwarder.Kind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Where its warehouse in China is.</summary>
    public required ShipTo Warehouse { get; init; }

    /// <summary>The code by which the forwarder tells its customers' parcels apart; null when it needs none.</summary>
    public string? MemberCode { get; init; }

    /// <summary>Where its interface is; null for a kind that has none.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>What it asks for a parcel that it does not report a fee of; null when nothing is agreed.</summary>
    public ForwarderRate? Rate { get; init; }

    /// <summary>Who gets its mails.</summary>
    public IReadOnlyList<ForwarderReader> Readers { get; init; } = [];

    /// <summary>The address that suppliers send to: the warehouse, with the code behind the name.</summary>
    [JsonIgnore]
    public ShipTo Address =>
        MemberCode is { Length: > 0 } code && !Warehouse.FullName.Contains(code, StringComparison.Ordinal)
            ? Warehouse with
            {
                FullName = $"{Warehouse.FullName} {code}",
            }
            : Warehouse;

    /// <summary>What a purchase order keeps of it.</summary>
    [JsonIgnore]
    public ForwarderRef Reference => new(Id, DisplayName, Warehouse.Area, Rate);

    /// <summary>Whether this is the account with credentials on trial, which lie apart from those that work.</summary>
    [JsonIgnore]
    public bool IsTrial { get; init; }

    [JsonIgnore]
    public string SecretName => IsTrial ? $"trial-forwarder-{Id}" : $"forwarder-{Id}";
}
