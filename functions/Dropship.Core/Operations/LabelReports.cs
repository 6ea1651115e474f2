using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>What a forwarder is handed of labels, and what a person is told while it takes none.</summary>
public sealed class LabelReports(ForwarderLinks links, MailCollecting reports)
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

    public Task ResolveAsync(ForwarderAccount account, CancellationToken cancellationToken) =>
        reports.ResolveAsync(account, cancellationToken);
}
