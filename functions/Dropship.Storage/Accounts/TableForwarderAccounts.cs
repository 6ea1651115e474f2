using Azure.Data.Tables;
using Dropship.Core.Ports;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Accounts;

internal sealed class TableForwarderAccounts(TableServiceClient service, TimeProvider time)
    : AccountRows<ForwarderAccount>(service, "forwarder", account => account.Id, time),
        IForwarderAccounts;
