using Dropship.Connectors.Http;
using Dropship.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dropship.Connectors.Stores.Shopee;

internal static class ShopeeServiceCollectionExtensions
{
    /// <summary>Adds Shopee to the store platforms.</summary>
    public static IServiceCollection AddShopee(this IServiceCollection services)
    {
        services.AddOutside(ShopeePlatform.PlatformName);
        services.TryAddSingleton<ShopeeAuth>();
        services.TryAddSingleton<ShopeeClient>();
        services.TryAddSingleton<ShopeeOrders>();
        services.TryAddSingleton<ShopeeShipping>();
        services.TryAddSingleton<ShopeeLabels>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStorePlatform, ShopeePlatform>());
        return services;
    }
}
