namespace Dropship.Connectors.Http;

/// <summary>What one call is about, as far as pacing, repeating and the log go.</summary>
internal sealed record ApiRequest
{
    /// <summary>The connector's name, which is also the name of its HTTP client.</summary>
    public required string Connector { get; init; }

    public required string Account { get; init; }

    public required string Operation { get; init; }

    /// <summary>Keys of ours or theirs that tie the log to an order; nothing personal.</summary>
    public string Subject { get; init; } = "-";

    /// <summary>Whether the other side changes nothing by it. Only such a call is repeated, and never doubted.</summary>
    public required bool IsRead { get; init; }

    /// <summary>Whether the caller waits and sends again by itself when it is turned away for too many calls.</summary>
    public bool WaitsItself { get; init; }

    /// <summary>Whose calls are counted together; the account's when null.</summary>
    public string? PacedWith { get; init; }

    /// <summary>The steady rate of these calls; null where the connector paces them by another measure.</summary>
    public double? CallsPerSecond { get; init; } = 2;

    public int Burst { get; init; } = 4;
}
