using Dropship.Connectors.Http;
using Dropship.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dropship.Connectors.Stores.Amazon;

internal static class AmazonServiceCollectionExtensions
{
    /// <summary>Adds Amazon to the store platforms.</summary>
    public static IServiceCollection AddAmazon(this IServiceCollection services)
    {
        services.AddOutside(AmazonPlatform.PlatformName);
        services.TryAddSingleton<AmazonClient>();
        services.TryAddSingleton<AmazonOrders>();
        services.TryAddSingleton<AmazonShipping>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStorePlatform, AmazonPlatform>());
        return services;
    }
}
