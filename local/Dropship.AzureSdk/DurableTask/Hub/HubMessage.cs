using DurableTask.Core.History;

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>Something an instance has to deal with.</summary>
/// <param name="Event">What its history gains; null for a mere call to look after the instance.</param>
/// <param name="ExecutionId">The execution it is for; any when null.</param>
internal sealed record HubMessage(HistoryEvent? Event, string? ExecutionId = null)
{
    /// <summary>Completes when the message is stored or dropped; null when nobody waits.</summary>
    public TaskCompletionSource<DeliveryOutcome>? Done { get; init; }

    /// <summary>Whether the one who waits can deal with a failure. Otherwise the message is kept until it is stored.</summary>
    public bool IsRefusable { get; init; }

    /// <summary>Ends the execution as failed, with this message.</summary>
    public string? FailWith { get; init; }

    /// <summary>Message ids of events it sent that have arrived.</summary>
    public IReadOnlyCollection<string> Arrived { get; init; } = [];

    /// <summary>A message whose fate the sender waits for.</summary>
    public static HubMessage Awaited(HistoryEvent happened, string? executionId = null, bool isRefusable = true) => new(happened, executionId)
    {
        Done = new(TaskCreationOptions.RunContinuationsAsynchronously),
        IsRefusable = isRefusable,
    };
}
