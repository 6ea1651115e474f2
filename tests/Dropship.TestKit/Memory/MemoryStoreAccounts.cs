using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

public sealed class MemoryStoreAccounts() : MemoryAccounts<StoreAccount>(account => account.Id), IStoreAccounts;
