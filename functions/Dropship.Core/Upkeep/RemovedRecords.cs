namespace Dropship.Core.Upkeep;

/// <summary>What a run of the retention removed.</summary>
/// <param name="Spending">Rows of the days of spending.</param>
/// <param name="Alerts">Closed alerts.</param>
/// <param name="Messages">Failed messages.</param>
/// <param name="Suppliers">Purchases in the records of suppliers.</param>
/// <param name="Waybills">Numbers of parcels.</param>
/// <param name="Deliveries">Remembered deliveries.</param>
/// <param name="IsComplete">Whether its time was enough for all of them.</param>
public sealed record RemovedRecords(
    int Spending,
    int Alerts,
    int Messages,
    int Suppliers,
    int Waybills,
    int Deliveries,
    bool IsComplete
);
