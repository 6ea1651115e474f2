using Dropship.Core.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace Dropship.Connectors.Couriers;

/// <summary>Makes the tracking services that are set up.</summary>
internal static class CourierServices
{
    public const string ConnectorName = "courier";

    public static ICourierTracking Make(IServiceProvider services, CourierOptions options) =>
        options.Kind switch
        {
            CourierKind.Kuaidi100 => ActivatorUtilities.CreateInstance<Kuaidi100>(services, options),
            CourierKind.SeventeenTrack => ActivatorUtilities.CreateInstance<SeventeenTrack>(services, options),
            CourierKind.AfterShip => ActivatorUtilities.CreateInstance<AfterShip>(services, options),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Kind, "There is no such tracking service."),
        };
}
