using Dropship.Connectors.Http;
using Dropship.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dropship.Connectors.Stores.Generic;

internal static class GenericServiceCollectionExtensions
{
    /// <summary>Adds stores whose orders are submitted.</summary>
    public static IServiceCollection AddGeneric(this IServiceCollection services)
    {
        services.AddOutside(GenericPlatform.PlatformName);
        services.TryAddSingleton<GenericClient>();
        services.TryAddSingleton<GenericShipments>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStorePlatform, GenericPlatform>());
        return services;
    }
}
