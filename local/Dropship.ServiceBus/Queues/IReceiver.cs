
namespace Dropship.ServiceBus.Queues;

/// <summary>Who takes messages from a queue. Its members are called under the queue's lock and must not wait.</summary>
internal interface IReceiver
{
    string LinkName { get; }

    /// <summary>What tells its connection from others.</summary>
    object Connection { get; }

    bool IsClosed { get; }

    /// <summary>Whether a message is gone once it is handed out, instead of locked.</summary>
    bool DeletesAtOnce { get; }

    /// <summary>How many more messages it takes now.</summary>
    int Credit { get; }

    /// <summary>Counts a message that will be delivered.</summary>
    void Reserve();

    /// <summary>Sends a message that was counted, soon and in the order of calls.</summary>
    void Deliver(OutgoingMessage delivery);

    /// <summary>The lock of its session ran out.</summary>
    void OnSessionLost();
}
