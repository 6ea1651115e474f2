namespace Dropship.ServiceBus.Queues;

internal enum SettlementKind
{
    /// <summary>It is done with.</summary>
    Complete,

    /// <summary>It goes back to its place, with one more delivery counted.</summary>
    Abandon,

    /// <summary>It goes back to its place as if it had not been handed out.</summary>
    Release,

    /// <summary>It stays, but only by its number.</summary>
    Defer,

    /// <summary>It moves to the dead letters.</summary>
    DeadLetter,
}
