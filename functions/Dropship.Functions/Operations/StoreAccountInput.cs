using System.Globalization;
using System.Text.Json;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Functions.Operations;

/// <summary>What a caller gives of a store account.</summary>
public sealed record StoreAccountInput
{
    public string Platform { get; init; } = string.Empty;

    public string DisplayName { get; init; } = string.Empty;

    public string Endpoint { get; init; } = string.Empty;

    /// <summary>The platform's id of the shop, where its consent has not said it.</summary>
    public string? ShopId { get; init; }

    public string Currency { get; init; } = string.Empty;

    public string PurchasingAccountId { get; init; } = string.Empty;

    public PlacingMode PlacingMode { get; init; }

    /// <summary>The forwarder of goods for customers outside China; left out when the store sells inside China only.</summary>
    public string? ForwarderId { get; init; }

    /// <summary>Whether the store gets the supplier's domestic waybill until the forwarder's number is known.</summary>
    public bool PushDomesticNumber { get; init; }

    /// <summary>How many hours after it was shipped a parcel may be without a carrier's first scan; left out for the setting.</summary>
    public int? PickupHours { get; init; }

    /// <summary>Whether a number is pushed only once a carrier has scanned the parcel, or the store's deadline is near.</summary>
    public bool PushAfterPickup { get; init; }

    /// <summary>The id of the approver who is told only when the others do not act in time; left out for the one of the
    /// settings.</summary>
    public string? SecondApproverId { get; init; }

    public bool NotifyCustomer { get; init; }

    public bool TakeAuthorizedOrders { get; init; }

    /// <summary>Whether orders that are paid on delivery or by hand count as paid while their payment is pending.</summary>
    public bool TakePendingOrders { get; init; }

    public bool TakeTestOrders { get; init; }

    /// <summary>The platform's ids of the locations whose goods are bought; left out when the location does not matter.</summary>
    public IReadOnlyList<string>? Locations { get; init; }

    public bool LinesWithoutSkuAreNotOurs { get; init; }

    public DateTimeOffset? TakeOrdersSince { get; init; }

    /// <summary>What the platform and its payment service keep of each sale, in percent.</summary>
    public decimal FeePercent { get; init; }

    /// <summary>What the platform's connector needs; left out to keep what is there.</summary>
    public JsonElement? Credentials { get; init; }

    /// <summary>The name of who sets it up; left out for whoever has the operator's key. It stands in the account's history.</summary>
    public string? Who { get; init; }

    /// <summary>Why; left out for no reason.</summary>
    public string? Why { get; init; }

    /// <summary>Who sets it up, and why.</summary>
    internal AccountActInput Act => new() { Who = Who, Why = Why };

    /// <summary>All that is wrong with it.</summary>
    public IReadOnlyList<string> Check(
        string accountId,
        IReadOnlyCollection<string> platforms,
        IEnumerable<Approver> approvers,
        DateTimeOffset now
    )
    {
        var problems = new List<string>();
        if (!AccountIds.IsValid(accountId))
        {
            problems.Add($"accountId: must be {AccountIds.Rule}.");
        }

        if (!platforms.Contains(Platform))
        {
            problems.Add(
                UnsupportedPlatform.Find(Platform) is { } unsupported
                    ? $"platform: {unsupported.Name} cannot be connected: {unsupported.Reason}. Its orders can be submitted to a store of the platform 'generic'."
                    : $"platform: '{Platform}' is not installed; it must be one of {string.Join(", ", platforms.Order(StringComparer.Ordinal))}."
            );
        }

        AccountInputs.CheckDisplayName(DisplayName, problems);
        AccountInputs.CheckEndpoint(Endpoint, problems);
        AccountInputs.CheckCredentials(Credentials, problems);
        if (TakeOrdersSince > now)
        {
            problems.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"takeOrdersSince: must not be in the future; now it is {now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}."
                )
            );
        }

        if (!Currencies.IsKnown(Currency))
        {
            problems.Add($"currency: '{Currency}' is not a currency that is known here.");
        }

        if (!AccountIds.IsValid(PurchasingAccountId))
        {
            problems.Add($"purchasingAccountId: must be {AccountIds.Rule}.");
        }

        if (FeePercent is not (>= 0 and < 100))
        {
            problems.Add("feePercent: must be at least 0 and less than 100.");
        }

        if (PickupHours is < 1 or > 720)
        {
            problems.Add("pickupHours: must be from 1 to 720.");
        }

        if (SecondApproverId is not null && approvers.All(one => one.Id != SecondApproverId))
        {
            problems.Add($"secondApproverId: '{SecondApproverId}' is the id of no approver.");
        }

        if (ForwarderId is not null && !AccountIds.IsValid(ForwarderId))
        {
            problems.Add($"forwarderId: must be {AccountIds.Rule}.");
        }

        problems.AddRange(Act.Check());
        return problems;
    }

    public StoreAccount ToAccount(string accountId) =>
        new()
        {
            Id = accountId,
            Platform = Platform,
            DisplayName = DisplayName,
            Endpoint = new Uri(Endpoint),
            ShopId = ShopId,
            Currency = Currencies.Normalise(Currency),
            PurchasingAccountId = PurchasingAccountId,
            PlacingMode = PlacingMode,
            ForwarderId = ForwarderId,
            PushDomesticNumber = PushDomesticNumber,
            PickupHours = PickupHours,
            PushAfterPickup = PushAfterPickup,
            SecondApproverId = SecondApproverId,
            NotifyCustomer = NotifyCustomer,
            TakeAuthorizedOrders = TakeAuthorizedOrders,
            TakePendingOrders = TakePendingOrders,
            TakeTestOrders = TakeTestOrders,
            Locations = Locations is { Count: > 0 } ? Locations : null,
            LinesWithoutSkuAreNotOurs = LinesWithoutSkuAreNotOurs,
            TakeOrdersSince = TakeOrdersSince,
            FeePercent = FeePercent,
        };
}
