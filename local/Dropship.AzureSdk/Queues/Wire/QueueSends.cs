using System.Diagnostics;

namespace Dropship.AzureSdk.Queues;

/// <summary>
/// Tells, inside this process, that a message was sent, so that a host that watches the queue need not wait for its next
/// look. Listened to through .NET's own diagnostics; costs nothing while nobody does.
/// </summary>
internal static class QueueSends
{
    private const string Sent = "MessageSent";

    private static readonly DiagnosticListener s_source = new("Dropship.AzureSdk.Queues");

    /// <param name="queue">The address of the queue.</param>
    public static void Tell(string queue)
    {
        if (s_source.IsEnabled(Sent))
        {
            s_source.Write(Sent, queue);
        }
    }

    /// <summary>Calls back with the address of each queue that is sent to, until disposed.</summary>
    public static IDisposable Listen(Action<string> onSent) => s_source.Subscribe(new Observer(onSent));

    private sealed class Observer(Action<string> onSent) : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is string queue)
            {
                onSent(queue);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
