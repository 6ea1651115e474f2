using Azure.Data.Tables;
using Dropship.Core.Ports;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Accounts;

internal sealed class TableBuyerAccounts(TableServiceClient service, TimeProvider time) : AccountRows<BuyerAccount>(service, "buyer", account => account.Id, time), IBuyerAccounts;
