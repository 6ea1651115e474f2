namespace Dropship.Core.Ports;

/// <summary>A message that the market sent. It is a hint to read again, never the data.</summary>
public sealed record SupplierNotification
{
    /// <summary>False when the signature is missing or wrong: nothing of it is kept.</summary>
    public required bool IsGenuine { get; init; }

    /// <summary>What is wrong, for the log; null when nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>The same for all repeats of one message.</summary>
    public string MessageId { get; init; } = string.Empty;

    public string Topic { get; init; } = string.Empty;

    /// <summary>The market's orders it is about; none when it is not about orders.</summary>
    public IReadOnlyList<string> OrderIds { get; init; } = [];
}
