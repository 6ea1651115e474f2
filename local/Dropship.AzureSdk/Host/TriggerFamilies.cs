using Microsoft.Extensions.DependencyInjection;

namespace Dropship.AzureSdk.Host;

/// <summary>All the ways in which functions are started.</summary>
internal static class TriggerFamilies
{
    public static IServiceCollection AddTriggerFamilies(this IServiceCollection services, bool usesAspNetCore)
    {
        return services;
    }
}
