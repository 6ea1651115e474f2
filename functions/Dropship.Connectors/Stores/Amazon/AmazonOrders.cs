using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Amazon;

/// <summary>Lists and reads orders. The listing tells whole orders in no order that is promised, so it is read to its end.</summary>
internal sealed class AmazonOrders(AmazonClient client)
{
    public const string Root = "/orders/2026-01-01/orders";

    private const string Included = "RECIPIENT,PROCEEDS,FULFILLMENT,PACKAGES,CANCELLATION";

    /// <summary>Lists all orders that changed since a time. Amazon itself leaves out the last two minutes.</summary>
    public async Task<CallResult<StoreOrderPage>> ListChangedAsync(
        StoreAccount account,
        DateTimeOffset from,
        CancellationToken cancellationToken
    )
    {
        var readings = new List<StoreOrderReading>();
        string? next = null;
        do
        {
            var mark = next;
            var listed = await client.GetAsync(
                account,
                AmazonRate.Search,
                AmazonMapper.Text(from),
                known =>
                    $"{Root}?lastUpdatedAfter={AmazonMapper.Text(from)}&marketplaceIds={known.MarketplaceId}&includedData={Included}"
                    + (mark is null ? string.Empty : $"&paginationToken={Uri.EscapeDataString(mark)}"),
                json =>
                    (
                        Orders: json.Items("orders").Select(order => AmazonMapper.Order(order, account.Currency)).ToList(),
                        Next: json.OptionalField("pagination")?.OptionalText("nextToken")
                    ),
                found => found,
                cancellationToken
            );
            if (!listed.IsSuccess)
            {
                return listed.As<StoreOrderPage>();
            }

            readings.AddRange(listed.Value.Orders);
            next = listed.Value.Next;
        } while (next is not null);
        return CallResult.Success(
            new StoreOrderPage([.. readings.DistinctBy(one => one.StoreOrderId).OrderBy(one => one.UpdatedAt)], null)
        );
    }

    public Task<CallResult<StoreOrderReading>> ReadAsync(StoreAccount account, string id, CancellationToken cancellationToken) =>
        client.GetAsync(
            account,
            AmazonRate.Read,
            id,
            _ => $"{Root}/{Uri.EscapeDataString(id)}?includedData={Included}",
            json => AmazonMapper.Order(json.Object("order"), account.Currency),
            found => found,
            cancellationToken
        );
}
