using Dropship.Core.Orders;

namespace Dropship.Core.Operations;

/// <summary>A link to the list of orders.</summary>
/// <param name="Reader">Whom it was issued to; the page speaks their language.</param>
/// <param name="Address">The page's address. Anyone who has it can read the list.</param>
/// <param name="Until">When it stops opening the list.</param>
public sealed record OrderListLink(Approver Reader, Uri Address, DateTimeOffset Until);
