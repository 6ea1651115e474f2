using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Amazon;

/// <summary>Confirms packages. A package's reference is made of its first number, so that confirming it again edits the same one, and two
/// at once are two.</summary>
internal sealed class AmazonShipping(AmazonClient client, AmazonOrders orders, TimeProvider time)
{
    public Task<CallResult<TrackingReceipt>> PushAsync(StoreAccount account, TrackingPush push, CancellationToken cancellationToken) =>
        ParcelPush.RunAsync(
            push,
            token => orders.ReadAsync(account, push.StoreOrderId, token),
            (order, plan, token) =>
                WriteAsync(
                    account,
                    push,
                    plan.FulfilmentId ?? ReferenceOf(push.TrackingNumber),
                    [
                        .. order
                            .Fulfilments.Where(one => one.FulfilmentId == plan.FulfilmentId)
                            .SelectMany(one => one.Lines)
                            .Concat(plan.Lines)
                            .GroupBy(line => line.LineId, StringComparer.Ordinal)
                            .Select(line => new LineQuantity(line.Key, line.Sum(one => one.Quantity))),
                    ],
                    token
                ),
            cancellationToken
        );

    public Task<CallResult<TrackingReceipt>> ChangeAsync(
        StoreAccount account,
        string reference,
        TrackingPush push,
        bool keepsOthers,
        CancellationToken cancellationToken
    ) =>
        ParcelPush.ChangeAsync(
            reference,
            push,
            keepsOthers,
            token => orders.ReadAsync(account, push.StoreOrderId, token),
            (package, kept, token) =>
                kept.Count > 0
                    ? Task.FromResult(
                        CallResult.Refused<ParcelWritten>("one-number", "Amazon takes one number for a package.", RefusalMeaning.WrongState)
                    )
                    : WriteAsync(account, push, reference, package.Lines, token),
            cancellationToken
        );

    private async Task<CallResult<ParcelWritten>> WriteAsync(
        StoreAccount account,
        TrackingPush push,
        string reference,
        IReadOnlyList<LineQuantity> lines,
        CancellationToken cancellationToken
    )
    {
        if (AmazonTables.CarrierOf(push.CarrierName, push.CarrierCode, push.Country) is not { } carrier)
        {
            return CallResult.Refused<ParcelWritten>(
                "unknown-carrier",
                $"'{push.CarrierName}' is no carrier that is known here: enter the number here with its carrier, or in Amazon.",
                RefusalMeaning.WrongState
            );
        }

        var written = await client.PostAsync(
            account,
            AmazonRate.Confirm,
            $"{push.StoreOrderId}/{reference}",
            $"/orders/v0/orders/{Uri.EscapeDataString(push.StoreOrderId)}/shipmentConfirmation",
            known =>
            {
                var package = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["packageReferenceId"] = reference,
                    ["carrierCode"] = carrier.Code,
                    ["trackingNumber"] = push.TrackingNumber,
                    ["shipDate"] = AmazonMapper.Text(time.GetUtcNow()),
                    ["orderItems"] = lines.Select(line => new { orderItemId = line.LineId, quantity = line.Quantity }),
                };
                if (carrier.Name is { } name)
                {
                    package["carrierName"] = name;
                }

                return new { marketplaceId = known.MarketplaceId, packageDetail = package };
            },
            cancellationToken
        );
        return written.Map(_ => new ParcelWritten(
            reference,
            CarrierAs: carrier.Name is { } other ? $"{AmazonTables.Other}: {other}" : null
        ));
    }

    // A positive number of up to nine digits.
    private static string ReferenceOf(string number) =>
        (1 + (BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(number))) % 999_999_999)).ToString(
            CultureInfo.InvariantCulture
        );
}
