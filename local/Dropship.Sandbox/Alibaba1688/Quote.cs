namespace Dropship.Sandbox.Alibaba1688;

/// <summary>What a cart would cost. Amounts are fen.</summary>
internal sealed record Quote(
    Supplier Supplier,
    string Flow,
    IReadOnlyList<QuoteLine> Lines,
    long Freight,
    bool FreightOpen,
    IReadOnlyList<string> TradeTypes
)
{
    public long Goods => Lines.Sum(l => l.UnitPrice * l.Quantity);

    public long Total => Goods + Freight;
}

internal sealed record QuoteLine(Offer Offer, OfferSpec? Spec, int Quantity, long UnitPrice);
