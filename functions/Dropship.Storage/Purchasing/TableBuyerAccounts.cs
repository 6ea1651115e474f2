using Azure.Data.Tables;
using Dropship.Core.Purchasing;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Purchasing;

internal sealed class TableBuyerAccounts(TableServiceClient service, TimeProvider time) : AccountRows<BuyerAccount>(service, "buyer", account => account.Id, time), IBuyerAccounts;
