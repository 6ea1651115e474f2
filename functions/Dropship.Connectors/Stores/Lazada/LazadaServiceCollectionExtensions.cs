using Dropship.Connectors.Http;
using Dropship.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dropship.Connectors.Stores.Lazada;

internal static class LazadaServiceCollectionExtensions
{
    /// <summary>Adds Lazada to the store platforms.</summary>
    public static IServiceCollection AddLazada(this IServiceCollection services)
    {
        services.AddOutside(LazadaPlatform.PlatformName);
        services.TryAddSingleton<LazadaClient>();
        services.TryAddSingleton<LazadaOrders>();
        services.TryAddSingleton<LazadaShipping>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStorePlatform, LazadaPlatform>());
        return services;
    }
}
