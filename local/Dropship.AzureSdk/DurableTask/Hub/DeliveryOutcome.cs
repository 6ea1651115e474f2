namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>What became of a message.</summary>
internal enum DeliveryOutcome
{
    /// <summary>It is stored in the instance.</summary>
    Accepted,

    /// <summary>There is no such instance.</summary>
    NotFound,

    /// <summary>The instance, or the execution it was meant for, has ended.</summary>
    Ended,
}
