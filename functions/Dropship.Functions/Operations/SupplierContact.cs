using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Functions.Presentation;

namespace Dropship.Functions.Operations;

/// <summary>Leads the team to a supplier: to the order on 1688, and where the supplier is waited for, to the chat with words ready to be
/// sent.</summary>
public sealed class SupplierContact(ISupplierMarket market, IPurchasingAccounts accounts, Texts texts)
{
    /// <summary>The page of an order on 1688; null where there is none.</summary>
    public Uri? OrderPageOf(string supplierOrderId) => market.OrderPageOf(supplierOrderId);

    /// <summary>The words that urge a supplier, in Chinese and in the reader's language, and the chat to send them in; null for a purchase
    /// order that waits for nothing of the supplier's. The chat is null while its supplier has no login name.</summary>
    public async Task<(string Words, string? Meaning, Uri? Chat)?> UrgeAsync(
        PurchaseOrder purchase,
        Language language,
        CancellationToken cancellationToken
    )
    {
        if (WordsOf(purchase.Hold) is not { } words)
        {
            return null;
        }

        (string, string)[] gaps =
        [
            ("orders", string.Join("、", purchase.SupplierOrders.Select(order => order.OrderId))),
            ("numbers", string.Join("、", purchase.Parcels.Where(parcel => parcel.AwaitsPickup).Select(parcel => parcel.WaybillNumber))),
        ];
        return (
            texts.Say(Language.Chinese, words, gaps),
            language == Language.Chinese ? null : texts.Say(language, words, gaps),
            await ChatAsync(purchase, cancellationToken)
        );
    }

    private static string? WordsOf(Hold? hold) =>
        hold switch
        {
            _ when hold.Is(HoldReasons.ShipmentLate) => "urgeShipment",
            _ when hold.Is(HoldReasons.ParcelWithoutNumber) => "urgeNumber",
            _ when hold.Is(HoldReasons.ShipmentSuspected) => "urgeScan",
            _ => null,
        };

    private async Task<Uri?> ChatAsync(PurchaseOrder purchase, CancellationToken cancellationToken)
    {
        if (
            purchase.SupplierOrders.Select(order => order.SupplierLogin).FirstOrDefault(login => login is not null) is not { } login
            || await accounts.FindAsync(purchase.PurchasingAccountId, cancellationToken) is not { } account
        )
        {
            return null;
        }

        var chat = await market.GetChatLinkAsync(account, login, cancellationToken);
        return chat.IsSuccess ? chat.Value : null;
    }
}
