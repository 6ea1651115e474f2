using System.Globalization;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Forwarding;

/// <summary>Makes and checks the tickets in links for forwarders. A ticket is bound by its signature to the page or to one label, to the
/// purchase order, the forwarder, the language and its end; nothing of it needs to be stored.</summary>
public sealed class ForwarderLinks(ApprovalOptions options, TimeProvider time)
{
    /// <summary>How long a link to a label reads it.</summary>
    public static readonly TimeSpan LabelLifetime = TimeSpan.FromDays(14);

    /// <summary>How long a link opens its page.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    private const string PagePurpose = "forwarder";

    /// <summary>The address of the page of one announcement.</summary>
    public Uri PageFor(PurchaseOrderKey key, ForwarderAccount account, Language language) =>
        new(options.PublicAddress, $"api/forwarders/{key}/{TicketOf(PagePurpose, key, account, language, Lifetime)}");

    /// <summary>The address of the label of one parcel.</summary>
    public Uri LabelFor(PurchaseOrderKey key, ForwarderAccount account, string parcelId) =>
        new(options.PublicAddress, $"api/forwarders/{key}/{LabelTicketOf(key, account, parcelId)}/labels/{Uri.EscapeDataString(parcelId)}");

    /// <summary>The language that a page's ticket was issued for; null when it was not issued here for this forwarder's page, or its time
    /// is over.</summary>
    public Language? Check(PurchaseOrderKey key, string accountId, string ticket) => Check(PagePurpose, key, accountId, ticket);

    /// <summary>The language that a label's ticket was issued for; null when it was not issued here for this forwarder and this parcel's
    /// label, or its time is over.</summary>
    public Language? CheckLabel(PurchaseOrderKey key, string accountId, string parcelId, string ticket) =>
        Check(LabelPurpose(parcelId), key, accountId, ticket);

    private Language? Check(string purpose, PurchaseOrderKey key, string accountId, string ticket)
    {
        var parts = ticket.Split('.');
        if (
            parts.Length != 4
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var end)
            || end <= time.GetUtcNow().ToUnixTimeSeconds()
            || !Enum.TryParse<Language>(parts[1], out var language)
        )
        {
            return null;
        }

        var signer = options.SigningKeys.FirstOrDefault(one => one.Id == parts[2]);
        return signer is not null && signer.IsSignatureOf(Statement(purpose, key, accountId, language, end), parts[3]) ? language : null;
    }

    private string LabelTicketOf(PurchaseOrderKey key, ForwarderAccount account, string parcelId) =>
        TicketOf(LabelPurpose(parcelId), key, account, Language.English, LabelLifetime);

    private string TicketOf(string purpose, PurchaseOrderKey key, ForwarderAccount account, Language language, TimeSpan lifetime)
    {
        var end = (time.GetUtcNow() + lifetime).ToUnixTimeSeconds();
        var signer = options.SigningKeys[0];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{end}.{language}.{signer.Id}.{signer.Sign(Statement(purpose, key, account.Id, language, end))}"
        );
    }

    private static string LabelPurpose(string parcelId) => $"forwarder-label|{Uri.EscapeDataString(parcelId)}";

    private static string Statement(string purpose, PurchaseOrderKey key, string accountId, Language language, long end) =>
        string.Create(CultureInfo.InvariantCulture, $"{purpose}|{key}|{accountId}|{language}|{end}");
}
