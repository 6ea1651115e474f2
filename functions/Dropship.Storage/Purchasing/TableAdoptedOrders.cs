using Azure;
using Azure.Data.Tables;
using Dropship.Core;
using Dropship.Core.Ports;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Purchasing;

/// <summary>One row for each 1688 order that a person placed by hand, by account and id.</summary>
internal sealed class TableAdoptedOrders(TableServiceClient service) : IAdoptedOrders
{
    private const string Key = "PurchaseOrder";

    private readonly TableClient _table = service.GetTableClient(TableNames.AdoptedOrders);

    public async Task<PurchaseOrderKey?> FindAsync(string purchasingAccountId, string supplierOrderId, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(
            TableKeys.Escape(purchasingAccountId),
            TableKeys.Escape(supplierOrderId),
            cancellationToken: cancellationToken
        );
        return row.HasValue && PurchaseOrderKey.TryParse(row.Value!.GetString(Key), out var key) ? key : null;
    }

    public async Task<PurchaseOrderKey> ClaimAsync(
        string purchasingAccountId,
        string supplierOrderId,
        PurchaseOrderKey key,
        CancellationToken cancellationToken
    )
    {
        var row = new TableEntity(TableKeys.Escape(purchasingAccountId), TableKeys.Escape(supplierOrderId)) { [Key] = key.Value };
        try
        {
            await _table.AddEntityAsync(row, cancellationToken);
            return key;
        }
        catch (RequestFailedException exception) when (exception.Status == 409)
        {
            return await FindAsync(purchasingAccountId, supplierOrderId, cancellationToken) ?? key;
        }
    }

    public Task RemoveAsync(string purchasingAccountId, string supplierOrderId, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(TableKeys.Escape(purchasingAccountId), TableKeys.Escape(supplierOrderId), ETag.All, cancellationToken);
}
