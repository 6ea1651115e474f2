namespace Dropship.Core.Orders;

/// <summary>Why something waits for somebody.</summary>
/// <param name="Code">One of <see cref="HoldReasons"/>.</param>
/// <param name="Detail">The particulars, without personal data: which SKU, which field, the platform's words.</param>
/// <param name="Since">When it began to wait.</param>
/// <param name="Subjects">What it is about, machine-readable: the SKUs, the fields.</param>
public sealed record Hold(string Code, string Detail, DateTimeOffset Since, IReadOnlyList<string> Subjects);
