using Azure.Data.Tables;
using Dropship.Core.Stores;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Stores;

internal sealed class TableStoreAccounts(TableServiceClient service, TimeProvider time) : IStoreAccounts
{
    private readonly AccountRows<StoreAccount> _rows = new(service, "store", account => account.Id, time);

    public Task<StoreAccount?> FindAsync(string accountId, CancellationToken cancellationToken) => _rows.FindAsync(accountId, cancellationToken);

    public Task<IReadOnlyList<StoreAccount>> ListAsync(CancellationToken cancellationToken) => _rows.ListAsync(cancellationToken);

    public Task SaveAsync(StoreAccount account, CancellationToken cancellationToken) => _rows.SaveAsync(account, cancellationToken);

    public Task<PullCursor> ReadCursorAsync(string accountId, CancellationToken cancellationToken) => _rows.ReadCursorAsync(accountId, cancellationToken);

    public Task<bool> SaveCursorAsync(string accountId, PullCursor cursor, CancellationToken cancellationToken) => _rows.SaveCursorAsync(accountId, cursor, cancellationToken);
}
