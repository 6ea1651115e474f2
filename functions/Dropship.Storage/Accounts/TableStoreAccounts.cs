using Azure.Data.Tables;
using Dropship.Core.Ports;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Accounts;

internal sealed class TableStoreAccounts(TableServiceClient service, TimeProvider time)
    : AccountRows<StoreAccount>(service, "store", account => account.Id, time),
        IStoreAccounts;
