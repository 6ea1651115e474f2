using System.Security.Cryptography;
using System.Text;

namespace Dropship.Core.Operations;

/// <summary>A message that could not be handled. The same message again is the same row.</summary>
public sealed record FailedMessage
{
    /// <summary>The digest of queue and text.</summary>
    public required string Id { get; init; }

    /// <summary>The queue it failed on, by the queue's own name.</summary>
    public required string Queue { get; init; }

    /// <summary>What it says: keys and times only.</summary>
    public required string Text { get; init; }

    /// <summary>The session it belongs to; null where the queue has none.</summary>
    public string? Session { get; init; }

    public required FailedMessageState State { get; init; }

    /// <summary>Why it failed the last time.</summary>
    public required string Reason { get; init; }

    /// <summary>How often it failed for good.</summary>
    public int Count { get; init; }

    /// <summary>How often it was sent again.</summary>
    public int SentAgain { get; init; }

    public required DateTimeOffset FirstFailedAt { get; init; }

    public required DateTimeOffset LastFailedAt { get; init; }

    /// <summary>Who last sent it again or dropped it; null if never.</summary>
    public string? HandledBy { get; init; }

    /// <summary>The reason.</summary>
    public string? HandledWhy { get; init; }

    public DateTimeOffset? HandledAt { get; init; }

    /// <summary>The version under which it was read; opaque. Null for one that was never saved.</summary>
    public string? Version { get; init; }

    public static string IdOf(string queue, string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{queue}\n{text}")))[..24];
}
