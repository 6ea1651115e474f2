using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>What is done with an order right behind its reading, in the same go: it is decided over, and handed on.</summary>
public interface IOrderReview
{
    /// <summary>Reads what the decision needs to know.</summary>
    /// <param name="account">The order's store.</param>
    /// <param name="record">The order as the store tells it now, not yet saved.</param>
    /// <returns>The decision, which is saved together with the reading.</returns>
    Task<Action<OrderEdit>> PrepareAsync(StoreAccount account, Order record, CancellationToken cancellationToken);

    /// <summary>Hands an order on that was decided over and saved.</summary>
    /// <param name="before">The order before the reading.</param>
    /// <param name="after">The order as it is now.</param>
    Task HandOnAsync(Order before, Order after, CancellationToken cancellationToken);

    /// <summary>Decides over an order that was saved before and may not have been decided over, and hands it on.</summary>
    Task ReviewAsync(Order record, CancellationToken cancellationToken);
}
