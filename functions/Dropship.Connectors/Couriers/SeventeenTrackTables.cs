using System.Collections.Frozen;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Couriers;

/// <summary>17TRACK's carriers and states. A carrier whose number is not here is left to 17TRACK to find out.</summary>
internal static class SeventeenTrackTables
{
    public const string Source = "17track";

    public static CarrierCodes Carriers { get; } =
        new(
            ("CHINAPOST", "3011"),
            ("CHINAPOST", "3013"),
            ("YANWEN", "190012"),
            ("YUNEXPRESS", "190008"),
            ("DHL", "100001"),
            ("UPS", "100002"),
            ("FEDEX", "100003")
        );

    private static readonly FrozenDictionary<string, ParcelStatus> s_states = new Dictionary<string, ParcelStatus>(StringComparer.Ordinal)
    {
        ["NotFound"] = ParcelStatus.NotFound,
        ["InfoReceived"] = ParcelStatus.InfoReceived,
        ["InTransit"] = ParcelStatus.InTransit,
        ["OutForDelivery"] = ParcelStatus.OutForDelivery,
        ["DeliveryFailure"] = ParcelStatus.AttemptFailed,
        ["AvailableForPickup"] = ParcelStatus.AvailableForPickup,
        ["Delivered"] = ParcelStatus.Delivered,
        ["Exception"] = ParcelStatus.Exception,
        ["Expired"] = ParcelStatus.Expired,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, ParcelSubStatus> s_subStates = new Dictionary<string, ParcelSubStatus>(
        StringComparer.Ordinal
    )
    {
        ["InTransit_PickedUp"] = ParcelSubStatus.PickedUp,
        ["InTransit_CustomsProcessing"] = ParcelSubStatus.Customs,
        ["InTransit_CustomsReleased"] = ParcelSubStatus.Customs,
        ["InTransit_CustomsRequiringInformation"] = ParcelSubStatus.CustomsHeld,
        ["DeliveryFailure_NoBody"] = ParcelSubStatus.NobodyThere,
        ["DeliveryFailure_Rejected"] = ParcelSubStatus.Rejected,
        ["DeliveryFailure_InvalidAddress"] = ParcelSubStatus.AddressWrong,
        ["Exception_Returning"] = ParcelSubStatus.Returning,
        ["Exception_Returned"] = ParcelSubStatus.Returned,
        ["Exception_NoBody"] = ParcelSubStatus.NobodyThere,
        ["Exception_Damage"] = ParcelSubStatus.Damaged,
        ["Exception_Rejected"] = ParcelSubStatus.Rejected,
        ["Exception_Delayed"] = ParcelSubStatus.Delayed,
        ["Exception_Lost"] = ParcelSubStatus.Lost,
        ["Exception_Destroyed"] = ParcelSubStatus.Damaged,
        ["Exception_Cancel"] = ParcelSubStatus.Cancelled,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a state means; null when it is not known.</summary>
    public static (ParcelStatus Status, ParcelSubStatus SubStatus)? State(string word, string? subWord = null) =>
        !s_states.TryGetValue(word, out var status) ? null
        : s_subStates.GetValueOrDefault(subWord ?? string.Empty) is var sub && sub == ParcelSubStatus.CustomsHeld
            ? (ParcelStatus.Exception, sub)
        : (status, sub);
}
