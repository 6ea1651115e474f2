using Dropship.Core.Operations;
using Dropship.Core.Ports;

namespace Dropship.Core.Upkeep;

/// <summary>Closes the alerts of words for parcels that a new version knows.</summary>
public sealed class ParcelWordCheck(IAlerts alerts, IParcelWords words) : IHeartbeatLook
{
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var alert in await alerts.ListOpenAsync(cancellationToken))
        {
            if (alert.Notice.Key.ParcelWord is { } word && words.Knows(word))
            {
                await alerts.ResolveAsync(alert.Notice.Key, cancellationToken);
            }
        }
    }
}
