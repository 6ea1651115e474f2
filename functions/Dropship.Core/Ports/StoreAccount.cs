using System.Text.Json.Serialization;
using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>A store that orders are taken from. Its credentials lie in the secret store under <see cref="SecretName"/>.</summary>
public sealed record StoreAccount
{
    /// <summary>Our own name for it.</summary>
    public required string Id { get; init; }

    /// <summary>The platform's name, such as <c>shopify</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>The name that mails and pages show.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Where the platform's interface is, for example <c>https://my-store.myshopify.com</c>.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The platform's own id of the shop, where one interface serves many; null where the endpoint names it.</summary>
    public string? ShopId { get; init; }

    /// <summary>The consent of the seller that is waited for; null when none is.</summary>
    public StoreConsentState? Consent { get; init; }

    /// <summary>When the seller's consent ends and is to be given anew; null when nobody says. Read with a list of accounts, and not
    /// stored.</summary>
    public DateTimeOffset? ConsentEndsAt { get; init; }

    /// <summary>The currency that its prices are in.</summary>
    public required string Currency { get; init; }

    public StoreAccountState State { get; init; } = StoreAccountState.Active;

    /// <summary>Why it is not active, in words for a person; null when it is.</summary>
    public string? StateReason { get; init; }

    /// <summary>The 1688 account that buys for it.</summary>
    public required string PurchasingAccountId { get; init; }

    /// <summary>Whether purchase orders are placed at once or wait for a person's confirmation.</summary>
    public PlacingMode PlacingMode { get; init; } = PlacingMode.Automatic;

    /// <summary>The forwarder that goods for customers outside China go to first; null when the store sells inside China only.</summary>
    public string? ForwarderId { get; init; }

    /// <summary>Whether the store is given the supplier's domestic waybill of goods that go to the forwarder, until the forwarder's number
    /// is known. The customer then sees a number that never leaves China.</summary>
    public bool PushDomesticNumber { get; init; }

    /// <summary>How many hours after it was shipped a parcel may be without a carrier's first scan; null for the setting.</summary>
    public int? PickupHours { get; init; }

    /// <summary>Whether a number is pushed only once a carrier has scanned the parcel, or the store's deadline is near.</summary>
    public bool PushAfterPickup { get; init; }

    /// <summary>The approver who is told of its orders only when the others do not act in time; null for the one of the settings.</summary>
    public string? SecondApproverId { get; init; }

    /// <summary>Whether the store tells the customer when a tracking number arrives.</summary>
    public bool NotifyCustomer { get; init; }

    /// <summary>Whether orders that only have an authorised payment count as paid.</summary>
    public bool TakeAuthorizedOrders { get; init; }

    /// <summary>Whether the platform's test orders are bought like others.</summary>
    public bool TakeTestOrders { get; init; }

    /// <summary>Whether lines without a SKU are the seller's own business; otherwise an order with one waits.</summary>
    public bool LinesWithoutSkuAreNotOurs { get; init; }

    /// <summary>Orders made before this are left alone, whatever tells of them; null takes all that the store tells of.</summary>
    public DateTimeOffset? TakeOrdersSince { get; init; }

    /// <summary>Whether orders that are paid on delivery or by hand count as paid while their payment is pending.</summary>
    public bool TakePendingOrders { get; init; }

    /// <summary>The platform's ids of the locations whose goods are bought; null when the location does not matter.</summary>
    public IReadOnlyList<string>? Locations { get; init; }

    /// <summary>What the platform and its payment service keep of each sale, in percent; margins are reckoned without it.</summary>
    public decimal FeePercent { get; init; }

    /// <summary>Whether this is the account with credentials on trial, which lie apart from those that work.</summary>
    [JsonIgnore]
    public bool IsTrial { get; init; }

    public string SecretName => IsTrial ? $"trial-store-{Id}" : $"store-{Id}";
}
