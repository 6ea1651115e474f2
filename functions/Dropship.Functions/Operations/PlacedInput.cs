using Dropship.Core.Orders;

namespace Dropship.Functions.Operations;

/// <summary>An order that a person placed on 1688 by hand.</summary>
/// <param name="Who">The person's name.</param>
/// <param name="SupplierOrderId">The order's id on 1688.</param>
/// <param name="Why">The reason.</param>
public sealed record PlacedInput(string Who, string SupplierOrderId, string Why = "")
{
    private const int LongestId = 40;

    /// <summary>Whether a text may be the id of an order on 1688.</summary>
    internal static bool IsId(string text) => text.Length is > 0 and <= LongestId && text.All(char.IsAsciiDigit);

    /// <summary>All that is wrong with it.</summary>
    public IReadOnlyList<string> Check() =>
        [
            .. new PersonInput(Who, Why).CheckWithReason("stands in the order's history"),
            .. IsId(OutsideText.Line(SupplierOrderId ?? string.Empty, LongestId + 1))
                ? Array.Empty<string>()
                : ["supplierOrderId: must be the number of an order on 1688."],
        ];
}
