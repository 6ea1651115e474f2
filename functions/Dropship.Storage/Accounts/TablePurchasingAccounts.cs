using Azure.Data.Tables;
using Dropship.Core.Ports;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Accounts;

internal sealed class TablePurchasingAccounts(TableServiceClient service, TimeProvider time)
    : AccountRows<PurchasingAccount>(service, "purchasing", account => account.Id, time),
        IPurchasingAccounts;
