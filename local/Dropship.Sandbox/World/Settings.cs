namespace Dropship.Sandbox.World;

/// <summary>Everything that can be set while the sandbox runs, with its documented defaults. Delays are seconds of the sandbox
/// clock.</summary>
internal sealed class Settings : Entity
{
    public List<string> Shops { get; set; } = ["demo-store", "second-store"];

    public string ShopifyClientId { get; set; } = "sandbox-shopify-client";

    /// <summary>Also signs the webhooks.</summary>
    public string ShopifyClientSecret { get; set; } = "sandbox-shopify-secret";

    /// <summary>A token that never expires, as one of an app made in the store's admin.</summary>
    public string ShopifyAccessToken { get; set; } = "shpat_sandbox";

    public List<string> ShopifyScopes { get; set; } =
    [
        "read_orders",
        "read_products",
        "read_locations",
        "read_merchant_managed_fulfillment_orders",
        "write_merchant_managed_fulfillment_orders",
    ];

    /// <summary>Where webhooks go that are declared with the app rather than subscribed to by API; plain http is allowed here.</summary>
    public string? ShopifyWebhookUrl { get; set; }

    public bool WebhooksEnabled { get; set; } = true;

    /// <summary>How long a change stays unseen by the search index behind <c>orders</c>, in wall-clock seconds.</summary>
    public double SearchLagSeconds { get; set; }

    public int ThrottleMaximum { get; set; } = 2000;

    public int ThrottleRestoreRate { get; set; } = 100;

    public string AppKey { get; set; } = "1000001";

    public string AppSecret { get; set; } = "sandbox-1688-secret";

    public List<BuyerAccount> BuyerAccounts { get; set; } =
    [
        new("sandbox-main", "b2b-2208800000001", 2208800000001, "dropship_buyer", true, "sandbox-access-main", "sandbox-refresh-main"),
        new(
            "sandbox-second",
            "b2b-2208800000002",
            2208800000002,
            "dropship_buyer:second",
            false,
            "sandbox-access-second",
            "sandbox-refresh-second"
        ),
    ];

    /// <summary>Whether a refresh also hands out a new refresh token and voids the old one.</summary>
    public bool RotateRefreshTokens { get; set; }

    /// <summary>Api names the app has no permission for.</summary>
    public List<string> DeniedApis { get; set; } = [];

    /// <summary>Calls a second before the gateway answers <c>gw.QosAppFrequencyLimit</c>; 0 for no limit.</summary>
    public int CallsPerSecond { get; set; } = 100;

    public string? PushUrl { get; set; }

    public bool PushEnabled { get; set; } = true;

    /// <summary>Lets every second message wait until later ones have gone out.</summary>
    public bool PushOutOfOrder { get; set; }

    public bool AutoShip { get; set; } = true;

    public double ShipDelaySeconds { get; set; } = 2 * 3600;

    /// <summary>Whether couriers collect what suppliers report as shipped; off makes every shipment a fake one.</summary>
    public bool AutoPickup { get; set; } = true;

    public double PickupDelaySeconds { get; set; } = 3600;

    public double TransportDelaySeconds { get; set; } = 4 * 3600;

    public double SignDelaySeconds { get; set; } = 48 * 3600;

    public double PaymentTimeoutSeconds { get; set; } = 5 * 24 * 3600;

    /// <summary>Lets one create call end in one order for each line.</summary>
    public bool SplitOrders { get; set; }

    public bool ProtocolPayOpen { get; set; } = true;

    /// <summary>What the buyer's payment account holds, in fen; null for enough.</summary>
    public long? BalanceFen { get; set; }
}
