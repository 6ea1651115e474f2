using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>Goods on sale. Prices are fen.</summary>
internal sealed class Offer : Entity
{
    public long Id { get; set; }

    public string SupplierId { get; set; } = string.Empty;

    public string Subject { get; set; } = string.Empty;

    public string SubjectTrans { get; set; } = string.Empty;

    public long CategoryId { get; set; }

    public string Status { get; set; } = "published";

    public string Unit { get; set; } = "件";

    public int MinOrderQuantity { get; set; } = 1;

    /// <summary>0: no specs, priced by quantity. 1: priced by spec. 2: specs, but priced by quantity.</summary>
    public int QuoteType { get; set; } = 1;

    public List<PriceRange> PriceRanges { get; set; } = [];

    /// <summary>Stock of an offer without specs.</summary>
    public int Stock { get; set; }

    /// <summary>Whether single pieces go out to end customers.</summary>
    public bool OnePiece { get; set; } = true;

    public bool OnePieceFreePostage { get; set; }

    public long? OnePiecePrice { get; set; }

    public MixRule? Mix { get; set; }

    /// <summary>Freight for the first piece and each further one; null where the supplier only describes it.</summary>
    public Freight? Freight { get; set; } = new(600, 100);

    /// <summary>Whether the buyer has a distribution relation, which flow saleproxy demands.</summary>
    public bool Related { get; set; } = true;

    /// <summary>A colour for the drawn picture.</summary>
    public string Colour { get; set; } = "#8899aa";

    public string Emoji { get; set; } = "📦";

    public int WeightGrams { get; set; } = 300;

    public List<OfferSpec> Specs { get; set; } = [];

    public int OnSale => Specs.Count == 0 ? Stock : Specs.Sum(s => s.Stock);

    public long UnitPrice(OfferSpec? spec, int offerQuantity)
    {
        if (QuoteType == 1 && spec is not null)
        {
            return spec.Price;
        }

        var range =
            PriceRanges.Where(r => r.StartQuantity <= offerQuantity).OrderByDescending(r => r.StartQuantity).FirstOrDefault()
            ?? PriceRanges.OrderBy(r => r.StartQuantity).First();
        return range.Price;
    }
}

internal sealed record PriceRange(int StartQuantity, long Price);

internal sealed record MixRule(int Number, long Amount);

internal sealed record Freight(long First, long Further);

internal sealed class OfferSpec
{
    public string SpecId { get; set; } = string.Empty;

    public long SkuId { get; set; }

    public string CargoNumber { get; set; } = string.Empty;

    public long Price { get; set; }

    public int Stock { get; set; }

    /// <summary>Attribute name to value.</summary>
    public Dictionary<string, string> Attributes { get; set; } = [];
}
