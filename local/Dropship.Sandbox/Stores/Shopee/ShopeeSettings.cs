using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Stores.Shopee;

/// <summary>What can be set of the stand-in while it runs.</summary>
internal sealed class ShopeeSettings : Entity
{
    public const string TheKey = "shopee";

    public long PartnerId { get; set; } = 2000001;

    /// <summary>Signs calls and pushes.</summary>
    public string PartnerKey { get; set; } = "shpk73616e64626f782d73686f706565";

    /// <summary>The one address that pushes of all shops go to, as it is registered; null sends none.</summary>
    public string? PushUrl { get; set; }

    /// <summary>How long a number takes to be made once a shipment is arranged, in seconds of the sandbox clock.</summary>
    public double NumberDelaySeconds { get; set; }

    /// <summary>How long a label takes to be made once it is asked for, in seconds of the sandbox clock.</summary>
    public double LabelDelaySeconds { get; set; }

    /// <summary>The shop that agrees on the page of consent.</summary>
    public string ConsentShop { get; set; } = "600100300";

    /// <summary>What each way of shipping needs: <c>dropoff</c>, <c>pickup</c>, <c>non_integrated</c>.</summary>
    public Dictionary<string, List<string>> Ways { get; set; } = new(StringComparer.Ordinal) { ["dropoff"] = [] };
}
