using Microsoft.Azure.Functions.Worker;

namespace Dropship.FunctionsHost.TestApp;

public sealed class QueueFunctions(Witness witness)
{
    public sealed record Parcel(string Topic, string Text, int Failures, int DelayMilliseconds);

    /// <summary>Notes each try; fails as often as the message says.</summary>
    [Function("Take")]
    public async Task Take(
        [QueueTrigger("%ParcelQueue%", Connection = "ParcelStorage")] Parcel parcel,
        string id,
        long dequeueCount,
        DateTimeOffset insertionTime,
        CancellationToken cancellationToken
    )
    {
        var isInserted = insertionTime > DateTimeOffset.UnixEpoch;
        await witness.NoteAsync(
            parcel.Topic,
            $"try {dequeueCount} of {parcel.Text}, id {id.Length > 0}, inserted {isInserted}",
            cancellationToken
        );
        await Task.Delay(TimeSpan.FromMilliseconds(parcel.DelayMilliseconds), cancellationToken);
        if (dequeueCount <= parcel.Failures)
        {
            throw new InvalidOperationException($"fails {parcel.Failures} times");
        }

        await witness.NoteAsync(parcel.Topic, $"done {parcel.Text}", cancellationToken);
    }

    /// <summary>Takes no notice of being cancelled.</summary>
    [Function("Stubborn")]
    public async Task Stubborn(
        [QueueTrigger("%ParcelQueue%-stubborn", Connection = "ParcelStorage")] string topic,
        CancellationToken cancellationToken
    )
    {
        await witness.NoteAsync(topic, "begun", cancellationToken);
        await Task.Delay(TimeSpan.FromMinutes(1), CancellationToken.None);
    }

    [Function("Quiet")]
    public Task Quiet(
        [QueueTrigger("%ParcelQueue%-quiet", Connection = "ParcelStorage")] string text,
        CancellationToken cancellationToken
    ) => witness.NoteAsync("Quiet", text, cancellationToken);
}
