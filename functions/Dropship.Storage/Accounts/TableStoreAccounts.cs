using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Dropship.Core.Ports;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Accounts;

internal sealed class TableStoreAccounts(TableServiceClient service, TimeProvider time)
    : AccountRows<StoreAccount>(service, "store", account => account.Id, time),
        IStoreAccounts
{
    private const string ClaimPartition = "claim";
    private const string ClaimedAt = "ClaimedAt";

    private static readonly TimeSpan s_longestClaim = TimeSpan.FromMinutes(5);

    private readonly TableClient _table = service.GetTableClient(TableNames.Accounts);
    private readonly TimeProvider _time = time;

    public async Task<IAsyncDisposable?> TryClaimAsync(string name, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var row = new TableEntity(ClaimPartition, key) { [ClaimedAt] = now };
        try
        {
            var other = await _table.GetEntityIfExistsAsync<TableEntity>(
                row.PartitionKey,
                row.RowKey,
                cancellationToken: cancellationToken
            );
            if (!other.HasValue)
            {
                return new Claim(_table, row, (await _table.AddEntityAsync(row, cancellationToken)).Headers.ETag!.Value);
            }

            // A caller that crashed gives nothing back.
            return now - other.Value!.GetDateTimeOffset(ClaimedAt) > s_longestClaim
                ? new Claim(
                    _table,
                    row,
                    (await _table.UpdateEntityAsync(row, other.Value.ETag, TableUpdateMode.Replace, cancellationToken)).Headers.ETag!.Value
                )
                : null;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            return null;
        }
    }

    private sealed class Claim(TableClient table, TableEntity row, ETag version) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, version, CancellationToken.None);
            }
            catch (RequestFailedException exception) when (exception.Status == 412)
            {
                // It lasted too long, and another caller has it now.
            }
        }
    }
}
