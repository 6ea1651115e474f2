using Dropship.Connectors.Http;
using Dropship.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dropship.Connectors.Stores.WooCommerce;

internal static class WooCommerceServiceCollectionExtensions
{
    /// <summary>Adds WooCommerce to the store platforms.</summary>
    public static IServiceCollection AddWooCommerce(this IServiceCollection services)
    {
        services.AddOutside(WooCommercePlatform.PlatformName);
        services.TryAddSingleton<WooCommerceClient>();
        services.TryAddSingleton<WooCommerceOrders>();
        services.TryAddSingleton<WooCommerceShipping>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStorePlatform, WooCommercePlatform>());
        return services;
    }
}
