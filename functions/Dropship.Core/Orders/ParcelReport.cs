namespace Dropship.Core.Orders;

/// <summary>What one source says of a parcel's way.</summary>
/// <param name="Status">How far it came.</param>
/// <param name="SubStatus">What that means in particular.</param>
/// <param name="RawStatus">The source's own word.</param>
/// <param name="At">When it came there; null when the source does not say, as 1688.</param>
public sealed record ParcelReport(ParcelStatus Status, ParcelSubStatus SubStatus, string RawStatus, DateTimeOffset? At)
{
    /// <summary>
    /// The one of two reports that holds. Reports have one fixed order, so that any order and repeat of the same ones ends the same: what
    /// ends a way goes before all, a carrier's scan goes before what was known until then, and of what carriers say the latest goes before
    /// the earlier. A report without a time counts as older than one with a time.
    /// </summary>
    public ParcelReport Latest(ParcelReport other) => Compare(this, other) >= 0 ? this : other;

    /// <summary>Whether the parcel was handed to a carrier.</summary>
    public bool IsWithCarrier => PhaseOf(Status) == Phase.WithCarrier || Status == ParcelStatus.Delivered;

    private static int Compare(ParcelReport one, ParcelReport other) =>
        KeyOf(one).CompareTo(KeyOf(other)) is var order and not 0 ? order : string.CompareOrdinal(one.RawStatus, other.RawStatus);

    private static (Phase Phase, long At, int Rank, int SubRank, long Tie) KeyOf(ParcelReport report)
    {
        var at = report.At?.UtcTicks ?? 0;
        var phase = PhaseOf(report.Status);
        var subRank = report.SubStatus == ParcelSubStatus.PickedUp ? -1 : (int)report.SubStatus;
        return (phase, phase == Phase.WithCarrier ? at : 0, RankOf(report.Status), subRank, at);
    }

    private static Phase PhaseOf(ParcelStatus status) =>
        status switch
        {
            ParcelStatus.Unknown => Phase.Nothing,
            ParcelStatus.NotFound or ParcelStatus.InfoReceived => Phase.Announced,
            ParcelStatus.Revoked => Phase.Revoked,
            ParcelStatus.Delivered => Phase.Delivered,
            _ => Phase.WithCarrier,
        };

    // Of reports at the same time, or without any.
    private static int RankOf(ParcelStatus status) =>
        status switch
        {
            ParcelStatus.AvailableForPickup => (int)ParcelStatus.AttemptFailed,
            ParcelStatus.AttemptFailed => (int)ParcelStatus.AvailableForPickup,
            _ => (int)status,
        };

    private enum Phase
    {
        Nothing,
        Announced,
        WithCarrier,
        Revoked,
        Delivered,
    }
}
