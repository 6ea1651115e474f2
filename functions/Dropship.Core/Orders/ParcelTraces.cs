namespace Dropship.Core.Orders;

/// <summary>
/// Takes carriers' traces into the parcels. Pure, and the same whatever the order and the number of repeats in which traces arrive.
/// </summary>
public static class ParcelTraces
{
    // Enough for a way through a country; a row of storage holds many parcels.
    private const int MostRows = 40;
    private const int LongestText = 200;

    // Without a time, as all that 1688 says of a parcel: its other words count as later.
    private static readonly ParcelReport s_pickedUp = new(ParcelStatus.InTransit, ParcelSubStatus.PickedUp, "trace", null);

    // What a supplier's system writes before any carrier has the parcel.
    private static readonly string[] s_before =
    [
        "已下单",
        "等待揽收",
        "待揽收",
        "等待取件",
        "已打单",
        "已发货",
        "商家",
        "卖家",
        "电子面单",
        "揽收失败",
        "order created",
        "label created",
        "awaiting",
        "info received",
        "information received",
    ];

    // What only a carrier writes, whatever else stands in the line.
    private static readonly string[] s_scans =
    [
        "已揽收",
        "已揽件",
        "已收件",
        "已取件",
        "到达",
        "离开",
        "发往",
        "派送",
        "派件",
        "签收",
        "picked up",
        "departed",
        "arrived",
        "in transit",
        "delivered",
    ];

    /// <summary>Adds rows to the traces, and notes a pickup that a trace shows.</summary>
    /// <param name="edit">The change of the order.</param>
    /// <param name="key">The purchase order.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="tellsStatus">Whether their source tells the status as well, so that no pickup has to be made out of the words.</param>
    public static void Take(OrderEdit edit, PurchaseOrderKey key, IReadOnlyCollection<TraceEvent> rows, bool tellsStatus = false)
    {
        foreach (var parcel in edit.Record.Find(key)!.Parcels)
        {
            var trace = Merge(
                parcel.Trace,
                rows.Where(row => row.ParcelId == parcel.ParcelId || (TrackingNumbers.AreSame(row.WaybillNumber, parcel.WaybillNumber)))
                    .Select(row => new TraceRow(row.OccurredAt, edit.Now, OutsideText.Line(row.Text, LongestText)))
            );
            if (trace.Count == parcel.Trace.Count)
            {
                continue;
            }

            var isPickedUp =
                !tellsStatus
                && parcel.Status is ParcelStatus.NotFound or ParcelStatus.InfoReceived
                && trace.Any(row => IsScan(row, parcel));
            edit.Change(
                key,
                EventKinds.ParcelTrace,
                isPickedUp ? "its trace shows that a carrier has it" : "the carrier's trace",
                purchase =>
                    purchase with
                    {
                        Parcels =
                        [
                            .. purchase.Parcels.Select(one =>
                                one.ParcelId != parcel.ParcelId ? one : (isPickedUp ? one.With(s_pickedUp) : one) with { Trace = trace }
                            ),
                        ],
                    },
                null,
                trace[^1].Text
            );
        }

        if (edit.HasChanged)
        {
            edit.WatchDelivery();
        }
    }

    /// <summary>Joins traces: each event once, by the time when it happened, whichever was received first.</summary>
    public static IReadOnlyList<TraceRow> Merge(IEnumerable<TraceRow> known, IEnumerable<TraceRow> news) =>
        [
            .. known
                .Concat(news)
                .GroupBy(row => (row.OccurredAt, row.Text))
                .Select(same => same.MinBy(row => row.ReceivedAt)!)
                .OrderBy(row => row.OccurredAt)
                .ThenBy(row => row.Text, StringComparer.Ordinal)
                .TakeLast(MostRows),
        ];

    /// <summary>Whether a line is a carrier's own: it has the parcel, and more is said than that it will get it.</summary>
    public static bool IsOfCarrier(string text) => text.Length > 0 && (Holds(text, s_scans) || !Holds(text, s_before));

    /// <summary>What is older belongs to another parcel that had the number.</summary>
    public static DateTimeOffset OwnSince(Parcel parcel) =>
        (parcel.ShippedAt ?? parcel.NumberedAt) is { } since ? since.AddDays(-1) : DateTimeOffset.MinValue;

    // A scan from before our parcel had the number belongs to another one.
    private static bool IsScan(TraceRow row, Parcel parcel) => row.OccurredAt >= OwnSince(parcel) && IsOfCarrier(row.Text);

    private static bool Holds(string text, string[] words) =>
        Array.Exists(words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
