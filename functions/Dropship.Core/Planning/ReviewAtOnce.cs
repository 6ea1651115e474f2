using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Planning;

/// <summary>The second stage in the same go as the first, for an order that comes alone.</summary>
/// <param name="mapper">Queues orders.</param>
/// <param name="reviewer">Decides over orders.</param>
/// <param name="isRedelivery">Whether the same was begun before and may have broken off.</param>
internal sealed class ReviewAtOnce(OrderMapper mapper, OrderReviewer reviewer, bool isRedelivery) : IOrderReview
{
    public Task<Action<OrderEdit>> PrepareAsync(StoreAccount account, Order record, CancellationToken cancellationToken) =>
        reviewer.PrepareAsync(account, record, cancellationToken);

    // An unchanged order may have been saved by an instance that crashed before this step.
    public Task HandOnAsync(Order before, Order after, CancellationToken cancellationToken) =>
        mapper.HandOnAsync(before, after, isRedelivery || before.EventCount == after.EventCount, cancellationToken);

    public Task ReviewAsync(Order record, CancellationToken cancellationToken) =>
        mapper.ReviewAsync(record, isRedelivery: true, cancellationToken);
}
