using Dropship.Sandbox.Alibaba1688;
using Dropship.Sandbox.Couriers;
using Dropship.Sandbox.Forwarders;
using Dropship.Sandbox.Rates;
using Dropship.Sandbox.Shopify;
using Dropship.Sandbox.Stores.Amazon;
using Dropship.Sandbox.Stores.Ebay;
using Dropship.Sandbox.Stores.Generic;
using Dropship.Sandbox.Stores.Lazada;
using Dropship.Sandbox.Stores.Shopee;
using Dropship.Sandbox.Stores.Shoplazza;
using Dropship.Sandbox.Stores.TikTok;
using Dropship.Sandbox.Stores.WooCommerce;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox;

/// <summary>All services that the sandbox stands in for. A new one is added here and nowhere else.</summary>
internal static class StandIns
{
    public static IReadOnlyList<IStandIn> All { get; } =
    [
        new ShopifyStandIn(),
        new MarketStandIn(),
        new ShopeeStandIn(),
        new GenericStandIn(),
        new WooCommerceStandIn(),
        new LazadaStandIn(),
        new EbayStandIn(),
        new AmazonStandIn(),
        new ShoplazzaStandIn(),
        new TikTokStandIn(),
        new ForwarderStandIn(),
        new CourierStandIn(),
        new RateStandIn(),
    ];

    public static IStandIn? Find(string name) => All.FirstOrDefault(one => one.Name == name);
}
