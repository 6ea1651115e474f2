using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>The market that goods are bought at. Reads may be repeated at will; <see cref="CreateAsync"/> and
/// <see cref="PayByAgreementAsync"/> never are.</summary>
public interface ISupplierMarket
{
    /// <summary>Reads an offer with its specs.</summary>
    Task<CallResult<SupplierOffer>> ReadOfferAsync(PurchasingAccount account, string offerId, CancellationToken cancellationToken);

    /// <summary>Asks what a purchase would cost, and whether it can be made. Has no effect.</summary>
    Task<CallResult<PurchasePreview>> PreviewAsync(PurchasingAccount account, PurchaseRequest request, CancellationToken cancellationToken);

    /// <summary>Makes the purchase. <see cref="CallOutcome.Unknown"/> whenever it may have been made: then only
    /// <see cref="FindByKeyAsync"/> decides.</summary>
    Task<CallResult<PurchaseCreated>> CreateAsync(PurchasingAccount account, PurchaseRequest request, CancellationToken cancellationToken);

    /// <summary>Finds all orders that carry our key. An empty list may mean "not yet visible".</summary>
    Task<CallResult<IReadOnlyList<SupplierOrder>>> FindByKeyAsync(
        PurchasingAccount account,
        string key,
        CancellationToken cancellationToken
    );

    /// <summary>Reads one order in full.</summary>
    Task<CallResult<SupplierOrder>> ReadOrderAsync(PurchasingAccount account, string supplierOrderId, CancellationToken cancellationToken);

    /// <summary>Lists the orders that changed in a span of time.</summary>
    /// <param name="account">The purchasing account.</param>
    /// <param name="from">Changes at or after this.</param>
    /// <param name="until">Changes before this.</param>
    /// <param name="page">From 1.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    Task<CallResult<SupplierOrderPage>> ListChangedOrdersAsync(
        PurchasingAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        int page,
        CancellationToken cancellationToken
    );

    /// <summary>Cancels an unpaid order. Refused with <see cref="RefusalMeaning.TooSoon"/> in the first seconds of its life, with
    /// <see cref="RefusalMeaning.WrongState"/> once paid.</summary>
    Task<CallResult<Unit>> CancelAsync(
        PurchasingAccount account,
        string supplierOrderId,
        string reason,
        CancellationToken cancellationToken
    );

    /// <summary>The cashier page for some unpaid orders.</summary>
    Task<CallResult<PayLink>> GetPayLinkAsync(
        PurchasingAccount account,
        IReadOnlyList<string> supplierOrderIds,
        CancellationToken cancellationToken
    );

    /// <summary>Pays one order by a password-free agreement, naming the amount. <see cref="CallOutcome.Unknown"/> whenever money may have
    /// moved: then only <see cref="ReadOrderAsync"/> decides.</summary>
    /// <param name="account">The purchasing account.</param>
    /// <param name="supplierOrderId">The order.</param>
    /// <param name="amount">What was approved for it.</param>
    /// <param name="requestId">The same for each try of one payment.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    Task<CallResult<PaymentReceipt>> PayByAgreementAsync(
        PurchasingAccount account,
        string supplierOrderId,
        Money amount,
        string requestId,
        CancellationToken cancellationToken
    );

    /// <summary>Reads the parcels of an order. Refused with <see cref="RefusalMeaning.NotYetShipped"/> while there are none.</summary>
    Task<CallResult<IReadOnlyList<SupplierParcel>>> ReadParcelsAsync(
        PurchasingAccount account,
        string supplierOrderId,
        CancellationToken cancellationToken
    );

    /// <summary>Reads the traces of an order's parcels, oldest first; none while no carrier has reported.</summary>
    Task<CallResult<IReadOnlyList<TraceEvent>>> ReadTraceAsync(
        PurchasingAccount account,
        string supplierOrderId,
        CancellationToken cancellationToken
    );

    /// <summary>Checks the signature of a pushed message and reads what it is about.</summary>
    /// <param name="account">The purchasing account that the message's address names.</param>
    /// <param name="form">The form fields as decoded.</param>
    /// <param name="cancellationToken">Gives the reading of the secret up.</param>
    Task<SupplierNotification> ReadNotificationAsync(
        PurchasingAccount account,
        IReadOnlyDictionary<string, string> form,
        CancellationToken cancellationToken
    );

    /// <summary>Fetches messages that could not be delivered; the market counts them as delivered then.</summary>
    Task<CallResult<SupplierNotificationPage>> FetchMissedPushesAsync(
        PurchasingAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    );

    /// <summary>A page to talk to the supplier of an order.</summary>
    Task<CallResult<Uri>> GetChatLinkAsync(PurchasingAccount account, string supplierLogin, CancellationToken cancellationToken);

    /// <summary>Asks the market whether the credentials work.</summary>
    Task<CallResult<PurchasingIdentity>> VerifyAsync(PurchasingAccount account, CancellationToken cancellationToken);

    /// <summary>Whether a supplier's id is of the one kind that names a seller alike in all places.</summary>
    bool IsMemberId(string supplierId);

    /// <summary>The page of an order on 1688, for whoever is signed in there; null when there is none to link to.</summary>
    Uri? OrderPageOf(string supplierOrderId);
}
