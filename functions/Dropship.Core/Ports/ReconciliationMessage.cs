using System.Globalization;
using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>A comparison's next portion, as a message carries it: whose, and which comparison.</summary>
/// <param name="Side">The side.</param>
/// <param name="AccountId">The account.</param>
/// <param name="StartedAt">When the comparison began; one that was begun anew ends the older one.</param>
public readonly record struct ReconciliationMessage(ReconciledCounterparty Side, string AccountId, DateTimeOffset StartedAt)
{
    /// <summary>Reads the form <c>side|account|time</c>.</summary>
    /// <exception cref="FormatException">The text has not that form.</exception>
    public static ReconciliationMessage Parse(string text)
    {
        var parts = text.Split('|');
        return
            parts.Length == 3
            && Enum.TryParse<ReconciledCounterparty>(parts[0], ignoreCase: false, out var side)
            && AccountIds.IsValid(parts[1])
            && DateTimeOffset.TryParseExact(parts[2], "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? new ReconciliationMessage(side, parts[1], time)
            : throw new FormatException($"'{text}' does not name a comparison; the form is side|account|time.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Side}|{AccountId}|{StartedAt.ToUniversalTime():O}");
}
