namespace Dropship.Core.Orders;

/// <summary>Who the ledger is compared with.</summary>
public enum ReconciledCounterparty
{
    /// <summary>A store account.</summary>
    Store,

    /// <summary>A 1688 account that buys.</summary>
    PurchasingAccount,
}
