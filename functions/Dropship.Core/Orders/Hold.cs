namespace Dropship.Core.Orders;

/// <summary>Why an order or purchase order waits.</summary>
/// <param name="Code">One of <see cref="HoldReasons"/>.</param>
/// <param name="Detail">The particulars, without personal data: which SKU, which field, the platform's words.</param>
/// <param name="Since">Since when it waits.</param>
/// <param name="Subjects">What it is about, machine-readable: the SKUs, the fields.</param>
/// <param name="Facts">The detail as facts, to be said in the reader's language; null when there is only the text.</param>
public sealed record Hold(string Code, string Detail, DateTimeOffset Since, IReadOnlyList<string> Subjects, HoldFacts? Facts = null);
