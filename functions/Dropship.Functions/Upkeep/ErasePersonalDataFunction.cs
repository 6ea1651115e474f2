using Dropship.Core.Upkeep;
using Dropship.Functions.Telemetry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Upkeep;

/// <summary>Erases the personal data of orders that ended long enough ago, by the schedule in the setting
/// <c>RetentionSchedule</c>.</summary>
public sealed class ErasePersonalDataFunction(PersonalDataRetention retention, ILogger<ErasePersonalDataFunction> logger)
{
    [Function("ErasePersonalData")]
    public async Task RunAsync([TimerTrigger("%RetentionSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        logger.PersonalDataErased(await retention.EraseDueAsync(cancellationToken));
}
