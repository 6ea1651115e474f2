using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Shipments;

/// <summary>Asks the tracking services that are set up. One that does not answer is left alone for a while.</summary>
public sealed class CourierSources(
    IReadOnlyList<ICourierTracking> couriers,
    IForwarderAccounts forwarders,
    CircuitBreaker breaker,
    IAlerts alerts,
    ApprovalOptions approvals
)
{
    /// <summary>Where the callbacks of a service go.</summary>
    /// <param name="id">Our name for the service.</param>
    public Uri CallbackOf(string id) => new(approvals.PublicAddress, $"api/webhooks/couriers/{id}");

    /// <summary>The service of an id; null when there is none.</summary>
    public ICourierTracking? Find(string id) => couriers.FirstOrDefault(courier => courier.Id == id);

    /// <summary>Has the service call when there is news of a parcel.</summary>
    /// <returns>Null when no service covers the carrier.</returns>
    public async Task<CallResult<Unit>?> SubscribeAsync(
        Order order,
        PurchaseOrder purchase,
        Parcel parcel,
        CancellationToken cancellationToken
    )
    {
        var carrier = CarrierOf(parcel);
        return ServiceOf(carrier) is { } service
            ? await CallAsync(
                service,
                async () =>
                    await service.SubscribeAsync(
                        await AskOfAsync(order, purchase, parcel, carrier, cancellationToken),
                        CallbackOf(service.Id),
                        cancellationToken
                    ),
                cancellationToken
            )
            : null;
    }

    /// <summary>
    /// Asks where a parcel is. When its carrier does not know the number, those are asked whose number it may be: a carrier that is named
    /// wrongly is commoner than a number that is made up.
    /// </summary>
    /// <returns>The name of the service and what it says; null when no service covers the carrier, or none answers.</returns>
    public async Task<(string Source, CourierReading Reading)?> ReadAsync(
        Order order,
        PurchaseOrder purchase,
        Parcel parcel,
        CancellationToken cancellationToken
    )
    {
        var named = CarrierOf(parcel);
        (string Source, CourierReading Reading)? answer = null;
        if (ServiceOf(named) is { } service)
        {
            answer = await AskAsync(service, named);
        }

        if (answer is { Reading.Report.Status: not ParcelStatus.NotFound } || couriers.Count == 0)
        {
            return answer;
        }

        foreach (var carrier in await DetectAsync(parcel.WaybillNumber!, cancellationToken))
        {
            if (
                carrier.Code != named?.Code
                && ServiceOf(carrier) is { } other
                && await AskAsync(other, carrier) is { Reading.Report.Status: not ParcelStatus.NotFound } found
            )
            {
                return found with { Reading = found.Reading with { Carrier = carrier } };
            }
        }

        return answer;

        async Task<(string Source, CourierReading Reading)?> AskAsync(ICourierTracking asked, Carrier? carrier)
        {
            var read = await CallAsync(
                asked,
                async () => await asked.ReadAsync(await AskOfAsync(order, purchase, parcel, carrier, cancellationToken), cancellationToken),
                cancellationToken
            );
            return read.IsSuccess ? (asked.Source, read.Value) : null;
        }
    }

    private async Task<IReadOnlyList<Carrier>> DetectAsync(string number, CancellationToken cancellationToken)
    {
        var found = new List<Carrier>();
        if (CarrierNumbers.Detect(number) is { } own)
        {
            found.Add(own);
        }

        foreach (var courier in couriers)
        {
            var detected = await CallAsync(courier, () => courier.DetectAsync(number, cancellationToken), cancellationToken);
            if (detected is { IsSuccess: true, Value: { Count: > 0 } likely })
            {
                found.AddRange(likely.Where(carrier => !found.Contains(carrier)));
                break;
            }
        }

        return found;
    }

    private async Task<CallResult<T>> CallAsync<T>(
        ICourierTracking courier,
        Func<Task<CallResult<T>>> call,
        CancellationToken cancellationToken
    )
    {
        var service = $"courier:{courier.Id}";
        if (await breaker.WaitAsync(service, cancellationToken) is { } pause)
        {
            return CallResult.NotSent<T>(
                new CallProblem(ProblemKind.Transient, "paused", "the service does not answer", RetryAfter: pause)
            );
        }

        var result = await call();
        await breaker.NoteAsync(service, courier.Id, result.Problem, cancellationToken);
        var refusal = AlertKey.OfRefusedKey(service);
        if (result.Problem?.Kind == ProblemKind.Unauthorized)
        {
            await alerts.RaiseAsync(
                new AlertNotice(refusal, HoldReasons.ServiceDown.Code, courier.Id, $"the key is refused: {result.Problem}"),
                cancellationToken
            );
        }
        else if (result.IsSuccess)
        {
            await alerts.ResolveAsync(refusal, cancellationToken);
        }

        return result;
    }

    private ICourierTracking? ServiceOf(Carrier? carrier) => couriers.FirstOrDefault(courier => courier.Covers(carrier));

    private static Carrier? CarrierOf(Parcel parcel) => Carriers.Find(parcel.CarrierName, parcel.CarrierCode, parcel.WaybillNumber);

    // Some carriers tell nothing without the end of the recipient's phone.
    private async Task<CourierParcel> AskOfAsync(
        Order order,
        PurchaseOrder purchase,
        Parcel parcel,
        Carrier? carrier,
        CancellationToken cancellationToken
    )
    {
        var to =
            parcel.Leg == ParcelLeg.ToForwarder && purchase.Forwarder is { } forwarder
                ? (await forwarders.FindAsync(forwarder.Id, cancellationToken))?.Warehouse
                : order.StoreOrder.ShipTo;
        var digits = string.Concat((to?.Mobile ?? to?.Phone ?? string.Empty).Where(char.IsAsciiDigit));
        return new CourierParcel(parcel.WaybillNumber!, carrier, digits.Length >= 4 ? digits[^4..] : null);
    }
}
