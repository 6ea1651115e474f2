using Dropship.Connectors.Http;
using Dropship.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dropship.Connectors.Stores.Shopify;

internal static class ShopifyServiceCollectionExtensions
{
    /// <summary>Adds Shopify to the store platforms.</summary>
    public static IServiceCollection AddShopify(this IServiceCollection services)
    {
        services.AddOutside(ShopifyPlatform.PlatformName);
        services.TryAddSingleton<ShopifyTokens>();
        services.TryAddSingleton<ShopifyThrottle>();
        services.TryAddSingleton<ShopifyClient>();
        services.TryAddSingleton<ShopifyOrders>();
        services.TryAddSingleton<ShopifyFulfilments>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStorePlatform, ShopifyPlatform>());
        return services;
    }
}
