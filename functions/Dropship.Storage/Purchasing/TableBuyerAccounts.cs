using Azure.Data.Tables;
using Dropship.Core.Purchasing;
using Dropship.Core.Stores;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Purchasing;

internal sealed class TableBuyerAccounts(TableServiceClient service, TimeProvider time) : IBuyerAccounts
{
    private readonly AccountRows<BuyerAccount> _rows = new(service, "buyer", account => account.Id, time);

    public Task<BuyerAccount?> FindAsync(string accountId, CancellationToken cancellationToken) => _rows.FindAsync(accountId, cancellationToken);

    public Task<IReadOnlyList<BuyerAccount>> ListAsync(CancellationToken cancellationToken) => _rows.ListAsync(cancellationToken);

    public Task SaveAsync(BuyerAccount account, CancellationToken cancellationToken) => _rows.SaveAsync(account, cancellationToken);

    public Task<PullCursor> ReadCursorAsync(string accountId, CancellationToken cancellationToken) => _rows.ReadCursorAsync(accountId, cancellationToken);

    public Task<bool> SaveCursorAsync(string accountId, PullCursor cursor, CancellationToken cancellationToken) => _rows.SaveCursorAsync(accountId, cursor, cancellationToken);
}
