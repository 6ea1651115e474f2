using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

public sealed class MemoryPurchasingAccounts() : MemoryAccounts<PurchasingAccount>(account => account.Id), IPurchasingAccounts;
