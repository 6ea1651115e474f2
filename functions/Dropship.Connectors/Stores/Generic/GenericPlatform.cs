using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Generic;

/// <summary>A store whose orders are submitted by a system of the seller's, which is told of shipments by a signed callback. The orders lie
/// here, and are listed and read like those of any other platform.</summary>
internal sealed class GenericPlatform(
    GenericClient client,
    GenericShipments shipments,
    ISubmittedOrders orders,
    Credentials<GenericCredentials> credentials,
    TimeProvider time
) : IStorePlatform, ITrackingPush, IOrderSubmissions
{
    public const string PlatformName = "generic";

    private const int LargestPage = 100;

    public string Name => PlatformName;

    public StoreCapabilities Capabilities { get; } =
        new()
        {
            PartialShipment = true,
            TrackingUpdate = true,
            ListingLag = TimeSpan.FromMinutes(2),
        };

    public async Task<CallResult<StoreOrderPage>> ListChangedOrdersAsync(
        StoreAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        string? page,
        CancellationToken cancellationToken
    )
    {
        var start = page is null ? from : GenericTimes.OfMark(page);
        var found = await orders.ListAsync(account.Id, start, until, LargestPage + 1, cancellationToken);
        var behind = found.Count > LargestPage ? found[LargestPage].TakenAt : (DateTimeOffset?)null;

        // A page ends between two times, so that no two orders of one time are parted.
        var told = behind is { } end && found[0].TakenAt < end ? found.Where(order => order.TakenAt < end).ToList() : [.. found];
        return CallResult.Success(
            new StoreOrderPage(
                [.. told.Select(ReadingOf).OrderBy(reading => reading.UpdatedAt)],
                behind is null ? null : GenericTimes.MarkBehind(told[^1].TakenAt)
            )
        );
    }

    public async Task<CallResult<StoreOrderReading>> ReadOrderAsync(
        StoreAccount account,
        string storeOrderId,
        CancellationToken cancellationToken
    ) =>
        await orders.FindAsync(new OrderKey(account.Id, storeOrderId), cancellationToken) is { } order
            ? CallResult.Success(ReadingOf(order))
            : GenericShipments.NoSuchOrder<StoreOrderReading>();

    public Task<CallResult<TrackingReceipt>> PushTrackingAsync(
        StoreAccount account,
        TrackingPush push,
        CancellationToken cancellationToken
    ) => shipments.PushAsync(account, push, cancellationToken);

    public Task<CallResult<TrackingReceipt>> AddTrackingAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        CancellationToken cancellationToken
    ) => shipments.ChangeAsync(account, fulfilmentId, push, there => there, cancellationToken);

    public Task<CallResult<TrackingReceipt>> ReplaceTrackingAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        CancellationToken cancellationToken
    ) =>
        shipments.ChangeAsync(
            account,
            fulfilmentId,
            push,
            there => there.Where(number => push.Replaces is { } old && !TrackingNumbers.AreSame(number.TrackingNumber, old)),
            cancellationToken
        );

    public Uri? OrderPageOf(StoreAccount account, string storeOrderId) => null;

    public Task<CallResult<StoreIdentity>> VerifyAsync(StoreAccount account, CancellationToken cancellationToken)
    {
        // The secret in memory may be the one that is being replaced.
        credentials.Forget(account.SecretName);
        return client.VerifyAsync(account, cancellationToken);
    }

    public async Task<bool> IsGenuineAsync(StoreAccount account, WebhookRequest request, CancellationToken cancellationToken)
    {
        var known = await credentials.GetAsync(account.SecretName, cancellationToken);
        return RequestSignature.IsGenuine([known?.Secret, known?.FormerSecret], request, time.GetUtcNow());
    }

    public IReadOnlyList<OrderSubmission>? Read(ReadOnlyMemory<byte> body) => GenericMapper.Read(body, time.GetUtcNow());

    private static StoreOrderReading ReadingOf(SubmittedOrder order) =>
        new(order.Key.StoreOrderId, order.TakenAt, order.ToStoreOrder(), null);
}
