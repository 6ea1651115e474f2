using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>An order at 1688. Amounts are fen.</summary>
internal sealed class PurchaseOrder : Entity
{
    public long Id { get; set; }

    public string OutOrderId { get; set; } = string.Empty;

    public string BuyerId { get; set; } = string.Empty;

    public string SupplierId { get; set; } = string.Empty;

    public string Flow { get; set; } = "general";

    public string TradeType { get; set; } = string.Empty;

    public string Status { get; set; } = "waitbuyerpay";

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ModifiedAt { get; set; }

    /// <summary>Sandbox seconds of the creation, which delays count from.</summary>
    public double CreatedElapsed { get; set; }

    public DateTimeOffset? PaidAt { get; set; }

    public double PaidElapsed { get; set; }

    public long PaidAmount { get; set; }

    public int Payments { get; set; }

    public string? PaidBy { get; set; }

    public DateTimeOffset? DeliveredAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public string? CloseReason { get; set; }

    public string? CloseOperateType { get; set; }

    public string? RefundStatus { get; set; }

    public long Freight { get; set; }

    /// <summary>What the supplier took off (negative) or put on by hand.</summary>
    public long Discount { get; set; }

    public string? Message { get; set; }

    public string? Memo { get; set; }

    public string? MemoIcon { get; set; }

    public PurchaseAddress Address { get; set; } = new();

    public List<PurchaseLine> Lines { get; set; } = [];

    public List<Parcel> Parcels { get; set; } = [];

    public long GoodsAmount => Lines.Sum(l => l.Amount);

    public long Total => GoodsAmount + Freight + Discount;

    public bool IsPaid => PaidAt is not null;
}

internal sealed class PurchaseLine
{
    public long EntryId { get; set; }

    public long OfferId { get; set; }

    public string? SpecId { get; set; }

    public long SkuId { get; set; }

    public string Name { get; set; } = string.Empty;

    public Dictionary<string, string> Attributes { get; set; } = [];

    public string Unit { get; set; } = string.Empty;

    public int Quantity { get; set; }

    public long UnitPrice { get; set; }

    public long Amount => UnitPrice * Quantity;
}

internal sealed class PurchaseAddress
{
    public string FullName { get; set; } = string.Empty;

    public string Mobile { get; set; } = string.Empty;

    public string Phone { get; set; } = string.Empty;

    public string PostCode { get; set; } = string.Empty;

    public string Province { get; set; } = string.Empty;

    public string City { get; set; } = string.Empty;

    public string Area { get; set; } = string.Empty;

    public string Town { get; set; } = string.Empty;

    public string Address { get; set; } = string.Empty;
}

/// <summary>What a supplier handed, or says it handed, to a courier.</summary>
internal sealed class Parcel
{
    public string LogisticsId { get; set; } = string.Empty;

    public string? BillNumber { get; set; }

    public string CarrierName { get; set; } = string.Empty;

    public string CarrierCode { get; set; } = string.Empty;

    public string CarrierId { get; set; } = string.Empty;

    /// <summary>WAITACCEPT, ACCEPT, TRANSPORT, SIGN, NOGET, CANCEL or UNSIGN.</summary>
    public string Status { get; set; } = "WAITACCEPT";

    public DateTimeOffset SentAt { get; set; }

    public double SentElapsed { get; set; }

    /// <summary>Whether the goods go without a courier.</summary>
    public bool WithoutLogistics { get; set; }

    public Dictionary<long, int> Entries { get; set; } = [];

    public List<TraceStep> Trace { get; set; } = [];
}

internal sealed record TraceStep(DateTimeOffset At, string Action, string Remark);
