namespace Dropship.Connectors.Http;

/// <summary>Metadata of a call for the rate limit, retries and the log.</summary>
internal sealed record ApiRequest
{
    /// <summary>The connector's name, which is also the name of its HTTP client.</summary>
    public required string Connector { get; init; }

    public required string Account { get; init; }

    public required string Operation { get; init; }

    /// <summary>Keys of ours or theirs that tie the log to an order; nothing personal.</summary>
    public string Subject { get; init; } = "-";

    /// <summary>Whether the call is a read. Only reads are retried, and their result is never unknown.</summary>
    public required bool IsRead { get; init; }

    /// <summary>Whether a read is not repeated, since the other side minds each.</summary>
    public bool AsksOnce { get; init; }

    /// <summary>Whether the caller handles rate-limit errors itself.</summary>
    public bool WaitsItself { get; init; }

    /// <summary>The rate-limit bucket; the account when null.</summary>
    public string? PacedWith { get; init; }

    /// <summary>The steady rate of these calls; null where the connector paces them by another measure.</summary>
    public double? CallsPerSecond { get; init; } = 2;

    public int Burst { get; init; } = 4;

    /// <summary>Whether the call is put off rather than kept waiting where its rate allows it much later only.</summary>
    public bool MayComeLater { get; init; }
}
