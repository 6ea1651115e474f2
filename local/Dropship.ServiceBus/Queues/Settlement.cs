using Dropship.ServiceBus.Wire;

namespace Dropship.ServiceBus.Queues;

/// <summary>What a receiver decides about a message it holds.</summary>
/// <param name="Kind">The decision.</param>
/// <param name="Changes">Application properties to add or replace.</param>
internal sealed record Settlement(SettlementKind Kind, IReadOnlyList<EncodedEntry> Changes)
{
    public const string ReasonProperty = "DeadLetterReason";
    public const string DescriptionProperty = "DeadLetterErrorDescription";

    public static Settlement Of(SettlementKind kind) => new(kind, []);

    /// <summary>The properties that say why a message died.</summary>
    public static IReadOnlyList<EncodedEntry> Reason(string reason, string description) =>
        [new(ReasonProperty, AmqpWriter.Encode(reason)), new(DescriptionProperty, AmqpWriter.Encode(description))];
}
