using Dropship.Connectors.Http;
using Dropship.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dropship.Connectors.Stores.Ebay;

internal static class EbayServiceCollectionExtensions
{
    /// <summary>Adds eBay to the store platforms.</summary>
    public static IServiceCollection AddEbay(this IServiceCollection services)
    {
        services.AddOutside(EbayPlatform.PlatformName);
        services.TryAddSingleton<EbayClient>();
        services.TryAddSingleton<EbayOrders>();
        services.TryAddSingleton<EbayShipping>();
        services.TryAddSingleton<EbayWebhooks>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStorePlatform, EbayPlatform>());
        return services;
    }
}
