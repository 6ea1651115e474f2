using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>What a link of an approval mail was issued for.</summary>
/// <param name="Order">The store order.</param>
/// <param name="Purchase">The purchase order whose money was asked for.</param>
/// <param name="Approval">The round that was asked.</param>
/// <param name="Approver">The person the mail went to.</param>
public sealed record IssuedApproval(Order Order, PurchaseOrder Purchase, Approval Approval, Approver Approver);
