namespace Dropship.Connectors.Stores.Shopify;

/// <summary>The access scopes that the work needs.</summary>
internal static class ShopifyScopes
{
    // Shopify shows older orders only to apps that may read all.
    private static readonly TimeSpan s_shown = TimeSpan.FromDays(60);

    private static readonly string[] s_kinds = ["merchant_managed", "assigned", "third_party"];

    /// <summary>The scopes that are not granted, each with what it is for.</summary>
    /// <param name="granted">The scopes of the installed app.</param>
    /// <param name="since">From when a store that is set up has orders taken; null when it was read before, or its look-back decides.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<string> FindMissing(IReadOnlySet<string> granted, DateTimeOffset? since, DateTimeOffset now)
    {
        var missing = new List<string>();
        Require("read_orders", "to read orders");
        Require("read_products", "to tell the variants of a product apart");
        Require("read_locations", "to see which location sends the goods");
        RequireFulfillmentOrders("read", "to see what is still to be sent");
        RequireFulfillmentOrders("write", "to give the store tracking numbers");
        if (now - since > s_shown)
        {
            Require("read_all_orders", "to take orders of more than 60 days ago, as takeOrdersSince asks for");
        }

        return missing;

        void Require(string scope, string purpose)
        {
            // The right to write brings the right to read with it.
            if (!granted.Contains(scope) && !granted.Contains(scope.Replace("read_", "write_", StringComparison.Ordinal)))
            {
                missing.Add($"{scope} ({purpose})");
            }
        }

        void RequireFulfillmentOrders(string verb, string purpose)
        {
            if (
                !s_kinds.Any(kind =>
                    granted.Contains($"{verb}_{kind}_fulfillment_orders") || granted.Contains($"write_{kind}_fulfillment_orders")
                )
            )
            {
                missing.Add($"{verb}_merchant_managed_fulfillment_orders ({purpose})");
            }
        }
    }
}
