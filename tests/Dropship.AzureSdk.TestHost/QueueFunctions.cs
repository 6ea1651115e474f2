using Microsoft.Azure.Functions.Worker;

namespace Dropship.AzureSdk.TestHost;

internal sealed class QueueFunctions(Witness witness, TimeProvider time)
{
    [Function("Work")]
    public async Task Work([QueueTrigger("%WorkQueue%")] string message, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        await witness.NoteAsync("Work", message, cancellationToken);
    }
}
