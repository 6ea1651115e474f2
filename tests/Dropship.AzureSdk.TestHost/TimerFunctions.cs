using Microsoft.Azure.Functions.Worker;

namespace Dropship.AzureSdk.TestHost;

internal sealed class TimerFunctions(Witness witness)
{
    [Function("Nightly")]
    public Task Nightly([TimerTrigger("%NightlySchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        witness.NoteAsync("Nightly", timer.IsPastDue ? "past due" : "in time", cancellationToken);
}
