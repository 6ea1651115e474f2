using Azure;

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>An instance that has ended, as far as deleting it goes.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Generation">How often it was started over.</param>
/// <param name="HistoryRows">Rows that hold the history before the tail.</param>
/// <param name="HasOutgoing">Whether there is a row of events to others.</param>
/// <param name="ETag">What its row was when it was found.</param>
internal sealed record EndedInstance(string Id, int Generation, int HistoryRows, bool HasOutgoing, ETag ETag);
