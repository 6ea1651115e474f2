using System.Globalization;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Forwarding;

/// <summary>Makes and checks the tickets in links for forwarders. A ticket is bound by its signature to the purchase order, the forwarder,
/// the language and its end; nothing of it needs to be stored.</summary>
public sealed class ForwarderLinks(ApprovalOptions options, TimeProvider time)
{
    /// <summary>How long a link to a label reads it.</summary>
    public static readonly TimeSpan LabelLifetime = TimeSpan.FromDays(14);

    /// <summary>How long a link opens its page.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    /// <summary>The address of the page of one announcement.</summary>
    public Uri PageFor(PurchaseOrderKey key, ForwarderAccount account, Language language) =>
        new(options.PublicAddress, $"api/forwarders/{key}/{TicketOf(key, account, language, Lifetime)}");

    /// <summary>The address of the label of one parcel.</summary>
    public Uri LabelFor(PurchaseOrderKey key, ForwarderAccount account, string parcelId) =>
        new(
            options.PublicAddress,
            $"api/forwarders/{key}/{TicketOf(key, account, Language.English, LabelLifetime)}/labels/{Uri.EscapeDataString(parcelId)}"
        );

    /// <summary>The language that a ticket was issued for; null when it was not issued here for this forwarder, or its time is
    /// over.</summary>
    public Language? Check(PurchaseOrderKey key, string accountId, string ticket)
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
        return signer is not null && signer.IsSignatureOf(Statement(key, accountId, language, end), parts[3]) ? language : null;
    }

    private string TicketOf(PurchaseOrderKey key, ForwarderAccount account, Language language, TimeSpan lifetime)
    {
        var end = (time.GetUtcNow() + lifetime).ToUnixTimeSeconds();
        var signer = options.SigningKeys[0];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{end}.{language}.{signer.Id}.{signer.Sign(Statement(key, account.Id, language, end))}"
        );
    }

    private static string Statement(PurchaseOrderKey key, string accountId, Language language, long end) =>
        string.Create(CultureInfo.InvariantCulture, $"forwarder|{key}|{accountId}|{language}|{end}");
}
