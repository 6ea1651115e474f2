using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

public sealed class MemoryForwarderAccounts() : MemoryAccounts<ForwarderAccount>(account => account.Id), IForwarderAccounts;
