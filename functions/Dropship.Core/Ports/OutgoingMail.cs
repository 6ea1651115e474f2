namespace Dropship.Core.Ports;

/// <summary>A mail to a few people, in text and in HTML.</summary>
public sealed record OutgoingMail
{
    /// <summary>Becomes the Message-ID; the same for each try of one mail. Letters, digits, '.', '-' and '_'.</summary>
    public required string Id { get; init; }

    public required IReadOnlyList<string> To { get; init; }

    public required string Subject { get; init; }

    public required string Text { get; init; }

    public required string Html { get; init; }
}
