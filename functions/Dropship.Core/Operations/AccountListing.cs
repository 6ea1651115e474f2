using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Accounts of each kind.</summary>
public sealed record AccountListing(
    List<StoreAccount> Stores,
    List<PurchasingAccount> PurchasingAccounts,
    List<ForwarderAccount> Forwarders
);
