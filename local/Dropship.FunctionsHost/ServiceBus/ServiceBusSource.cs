using Azure.Messaging.ServiceBus;

namespace Dropship.FunctionsHost.ServiceBus;

/// <summary>Where a trigger takes its messages from, and how.</summary>
internal sealed record ServiceBusSource(string Queue, SubQueue SubQueue, string Connection, bool HasSessions, bool Completes, ServiceBusSettings Settings)
{
    public string Name => SubQueue is SubQueue.DeadLetter ? Queue + "/$DeadLetterQueue" : Queue;
}
