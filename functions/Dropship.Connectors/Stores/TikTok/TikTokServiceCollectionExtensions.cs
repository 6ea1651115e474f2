using Dropship.Connectors.Http;
using Dropship.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dropship.Connectors.Stores.TikTok;

internal static class TikTokServiceCollectionExtensions
{
    /// <summary>Adds TikTok Shop to the store platforms.</summary>
    public static IServiceCollection AddTikTok(this IServiceCollection services)
    {
        services.AddOutside(TikTokPlatform.PlatformName);
        services.TryAddSingleton<TikTokAuth>();
        services.TryAddSingleton<TikTokClient>();
        services.TryAddSingleton<TikTokOrders>();
        services.TryAddSingleton<TikTokShipping>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStorePlatform, TikTokPlatform>());
        return services;
    }
}
