using Azure.Data.Tables;
using Dropship.Core.Stores;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Stores;

internal sealed class TableStoreAccounts(TableServiceClient service, TimeProvider time) : AccountRows<StoreAccount>(service, "store", account => account.Id, time), IStoreAccounts;
