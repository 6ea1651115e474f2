using System.Collections.Frozen;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Couriers;

/// <summary>AfterShip's carriers and states. A carrier whose slug is not here is left to AfterShip to find out.</summary>
internal static class AfterShipTables
{
    public const string Source = "aftership";

    public static CarrierCodes Carriers { get; } =
        new(
            ("SF", "sf-express"),
            ("ZTO", "zto-express"),
            ("YTO", "yto"),
            ("STO", "sto"),
            ("YUNDA", "yunda-express"),
            ("JD", "jd-express"),
            ("CHINAPOST", "china-post"),
            ("CHINAPOST", "china-ems"),
            ("YUNEXPRESS", "yunexpress"),
            ("YANWEN", "yanwen"),
            ("4PX", "4px"),
            ("UPS", "ups"),
            ("DHL", "dhl"),
            ("FEDEX", "fedex")
        );

    private static readonly FrozenDictionary<string, ParcelStatus> s_states = new Dictionary<string, ParcelStatus>(StringComparer.Ordinal)
    {
        ["Pending"] = ParcelStatus.NotFound,
        ["InfoReceived"] = ParcelStatus.InfoReceived,
        ["InTransit"] = ParcelStatus.InTransit,
        ["OutForDelivery"] = ParcelStatus.OutForDelivery,
        ["AttemptFail"] = ParcelStatus.AttemptFailed,
        ["AvailableForPickup"] = ParcelStatus.AvailableForPickup,
        ["Delivered"] = ParcelStatus.Delivered,
        ["Exception"] = ParcelStatus.Exception,
        ["Expired"] = ParcelStatus.Expired,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, ParcelSubStatus> s_subStates = new Dictionary<string, ParcelSubStatus>(
        StringComparer.Ordinal
    )
    {
        ["InTransit_002"] = ParcelSubStatus.PickedUp,
        ["Exception_003"] = ParcelSubStatus.Rejected,
        ["Exception_004"] = ParcelSubStatus.CustomsHeld,
        ["Exception_005"] = ParcelSubStatus.Delayed,
        ["Exception_007"] = ParcelSubStatus.AddressWrong,
        ["Exception_008"] = ParcelSubStatus.NotCollected,
        ["Exception_010"] = ParcelSubStatus.Returning,
        ["Exception_011"] = ParcelSubStatus.Returned,
        ["Exception_012"] = ParcelSubStatus.Damaged,
        ["Exception_013"] = ParcelSubStatus.Lost,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a tag means; null when it is not known.</summary>
    public static (ParcelStatus Status, ParcelSubStatus SubStatus)? State(string word, string? subWord = null) =>
        s_states.TryGetValue(word, out var status) ? (status, s_subStates.GetValueOrDefault(subWord ?? string.Empty)) : null;
}
