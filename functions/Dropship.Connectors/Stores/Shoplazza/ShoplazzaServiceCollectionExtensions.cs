using Dropship.Connectors.Http;
using Dropship.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dropship.Connectors.Stores.Shoplazza;

internal static class ShoplazzaServiceCollectionExtensions
{
    /// <summary>Adds Shoplazza to the store platforms.</summary>
    public static IServiceCollection AddShoplazza(this IServiceCollection services)
    {
        services.AddOutside(ShoplazzaPlatform.PlatformName);
        services.TryAddSingleton<ShoplazzaClient>();
        services.TryAddSingleton<ShoplazzaOrders>();
        services.TryAddSingleton<ShoplazzaShipping>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStorePlatform, ShoplazzaPlatform>());
        return services;
    }
}
