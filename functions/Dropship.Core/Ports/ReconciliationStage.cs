namespace Dropship.Core.Ports;

/// <summary>What a comparison is at.</summary>
public enum ReconciliationStage
{
    /// <summary>Going through what the other side lists.</summary>
    Listing,

    /// <summary>Going through what is open here, and asking the other side for each.</summary>
    Ledger,

    Finished,
}
