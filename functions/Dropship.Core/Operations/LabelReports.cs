using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>What a forwarder is handed of labels, and what a person is told while it takes none or there is none.</summary>
public sealed class LabelReports(ForwarderLinks links, MailCollecting reports, IAlerts alerts)
{
    /// <summary>The labels of some parcels, each with its link.</summary>
    public ForwarderLabels Of(Order order, PurchaseOrder purchase, ForwarderAccount account, IEnumerable<Parcel> parcels) =>
        new(
            purchase.Key.Value,
            order.StoreOrder.Number,
            [
                .. parcels.Select(parcel => new ForwarderLabel(
                    new AnnouncedParcel(parcel.WaybillNumber!, parcel.CarrierName, parcel.CarrierCode),
                    parcel.PlatformNumber,
                    links.LabelFor(purchase.Key, account, parcel.ParcelId)
                )),
            ]
        );

    public Task TellAsync(ForwarderAccount account, CallProblem problem, CancellationToken cancellationToken) =>
        reports.ReportAsync(account, problem, cancellationToken);

    /// <summary>Closes the alert of a forwarder that takes labels again. A forwarder that is mailed has only a note so far: its mails close
    /// the alert.</summary>
    public Task ResolveAsync(ForwarderAccount account, CancellationToken cancellationToken) =>
        account.Kind == MailForwarder.Name ? Task.CompletedTask : reports.ResolveAsync(account, cancellationToken);

    /// <summary>Tells a person, once, that the forwarder does not get a label of a purchase order.</summary>
    public Task TellMissingAsync(Order order, PurchaseOrder purchase, string why, CancellationToken cancellationToken) =>
        alerts.RaiseAsync(
            new AlertNotice(
                AlertKey.Of(purchase.Key, HoldReasons.LabelMissing),
                HoldReasons.LabelMissing.Code,
                $"{order.StoreOrder.Number}, {purchase.SupplierLabel}",
                why,
                order.Key
            ),
            cancellationToken
        );

    /// <summary>Closes that alert: the forwarder has the labels, or needs none.</summary>
    public Task ResolveMissingAsync(PurchaseOrderKey key, CancellationToken cancellationToken) =>
        alerts.ResolveAsync(AlertKey.Of(key, HoldReasons.LabelMissing), cancellationToken);
}
