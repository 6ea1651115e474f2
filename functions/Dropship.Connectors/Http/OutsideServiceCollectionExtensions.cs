using System.Net;
using Dropship.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dropship.Connectors.Http;

internal static class OutsideServiceCollectionExtensions
{
    /// <summary>Adds the way by which one connector calls the outside.</summary>
    /// <param name="services">The services.</param>
    /// <param name="connector">The connector's name.</param>
    public static IServiceCollection AddOutside(this IServiceCollection services, string connector)
    {
        // The call log says what may be said; the factory's own would print addresses and headers.
        services
            .AddHttpClient(connector)
            .RemoveAllLoggers()
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    // A redirect would carry the token to wherever it points.
                    AllowAutoRedirect = false,
                    ConnectTimeout = TimeSpan.FromSeconds(10),
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                    AutomaticDecompression = DecompressionMethods.All,
                    UseCookies = false,

                    // Our traces are none of the other side's business.
                    ActivityHeadersPropagator = null,
                }
            );
        services.TryAddSingleton<IRateShares, FullRate>();
        services.TryAddSingleton<RateLimiter>();
        services.TryAddSingleton<ApiClient>();
        services.TryAddSingleton(typeof(Credentials<>));
        services.TryAddSingleton(typeof(OAuthTokens<>));
        services.TryAddSingleton(typeof(TokenCalls<>));
        return services;
    }
}
