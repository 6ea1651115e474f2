using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment;

/// <summary>Where a step has brought a purchase order.</summary>
/// <param name="Order">The order as it is now.</param>
/// <param name="View">What comes next.</param>
public sealed record FulfilmentProgress(Order Order, FulfilmentView View);
