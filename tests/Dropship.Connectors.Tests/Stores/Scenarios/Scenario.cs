namespace Dropship.Connectors.Tests.Stores.Scenarios;

/// <summary>The names of the scenarios, as docs/platforms.md lists them.</summary>
internal static class Scenario
{
    public const string NewOrder = "new order to confirmed number";
    public const string CancelledUnpaid = "cancelled before payment";
    public const string CancelledPaid = "cancelled after payment";
    public const string PartialShipment = "partial shipment";
    public const string NumberReplaced = "number replaced by the supplier";
    public const string TokenEnds = "token ends in the middle";
    public const string Webhooks = "webhook lost or repeated";
    public const string ForgedWebhook = "webhook forged";
    public const string ChangedAgain = "changed again, listed late";
    public const string TooManyCalls = "rate limit reached";
    public const string ChangedReply = "unexpected format of a reply";
    public const string BrokenText = "broken text";
    public const string ForeignCurrency = "foreign currency";
    public const string ShipBy = "ship-by";
    public const string ReadTogether = "orders read together";
    public const string Gone = "order that is not there";

    public static IReadOnlyList<string> All { get; } =
    [
        NewOrder,
        CancelledUnpaid,
        CancelledPaid,
        PartialShipment,
        NumberReplaced,
        TokenEnds,
        Webhooks,
        ForgedWebhook,
        ChangedAgain,
        TooManyCalls,
        ChangedReply,
        BrokenText,
        ForeignCurrency,
        ShipBy,
        ReadTogether,
        Gone,
    ];
}
