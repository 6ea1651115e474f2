using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>Something that needs a person.</summary>
/// <param name="Key">What it is about and why: one alert for each.</param>
/// <param name="Code">One of <see cref="HoldReasons"/>.</param>
/// <param name="Subject">What it is about, for a person: an order number, an account's name.</param>
/// <param name="Detail">The particulars, without personal data.</param>
/// <param name="Order">The order to link to; null when it is not about one.</param>
/// <param name="By">The name of the person whose action raised it, who gets no mail; null for nobody.</param>
/// <param name="Facts">The particulars as facts, to be said in the reader's language; null when there is only the text.</param>
public sealed record AlertNotice(
    AlertKey Key,
    string Code,
    string Subject,
    string Detail,
    OrderKey? Order = null,
    string? By = null,
    HoldFacts? Facts = null
)
{
    public bool Is(HoldReason reason) => Code == reason.Code;
}
