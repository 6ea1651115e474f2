using System.Globalization;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Generic;

/// <summary>Tells the seller's system of shipments. Each is written down first: whoever tries again tells the same one, and two at once
/// tell of two.</summary>
internal sealed class GenericShipments(GenericClient client, ISubmittedOrders orders, TimeProvider time)
{
    public static CallResult<T> NoSuchOrder<T>() =>
        CallResult.Refused<T>("no-such-order", "No such order was submitted.", RefusalMeaning.NotFound);

    public Task<CallResult<TrackingReceipt>> PushAsync(StoreAccount account, TrackingPush push, CancellationToken cancellationToken) =>
        WriteAsync(account, push, order => Plan(order, push), cancellationToken);

    /// <summary>Changes the numbers of a shipment.</summary>
    /// <param name="keep">The numbers that stay beside the new one.</param>
    public Task<CallResult<TrackingReceipt>> ChangeAsync(
        StoreAccount account,
        string shipmentId,
        TrackingPush push,
        Func<IReadOnlyList<ShipmentNumber>, IEnumerable<ShipmentNumber>> keep,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            account,
            push,
            order =>
            {
                if (order.Shipments.FirstOrDefault(one => one.Id == shipmentId) is not { Known: { } told } shipment)
                {
                    return Change.Refused(
                        new CallProblem(
                            ProblemKind.Rejected,
                            "no-such-shipment",
                            "The order has no such shipment.",
                            RefusalMeaning.NotFound
                        )
                    );
                }

                var number = NumberOf(push);
                return told.Numbers.Contains(number)
                    ? Change.None(shipmentId)
                    : Change.To(
                        shipment with
                        {
                            Wanted = told with
                            {
                                Numbers =
                                [
                                    .. keep(told.Numbers).Where(one => !TrackingNumbers.AreSame(one.TrackingNumber, number.TrackingNumber)),
                                    number,
                                ],
                            },
                        }
                    );
            },
            cancellationToken
        );

    private static Change Plan(SubmittedOrder order, TrackingPush push)
    {
        // In doubt about this very number, the shipment is told again.
        var plan = ParcelPlan.Of(Without(order, push.TrackingNumber).ToStoreOrder(), push);
        if (plan.Refusal is { } refusal)
        {
            return Change.Refused(refusal);
        }

        if (plan.Lines.Count == 0)
        {
            return Change.None(plan.FulfilmentId!);
        }

        var number = NumberOf(push);
        return order.Shipments.FirstOrDefault(one => IsOf(one, push.TrackingNumber)) is not { } known
            ? Change.To(new SubmittedShipment(NextId(order), new ShipmentContent(plan.Lines, [number]), Told: null, IsDoubtful: false))
            : Change.To(known with { Wanted = known.Wanted with { Lines = Add(known.Told?.Lines ?? [], plan.Lines) } });
    }

    private async Task<CallResult<TrackingReceipt>> WriteAsync(
        StoreAccount account,
        TrackingPush push,
        Func<SubmittedOrder, Change> plan,
        CancellationToken cancellationToken
    )
    {
        var key = new OrderKey(account.Id, push.StoreOrderId);
        while (true)
        {
            if (await orders.FindAsync(key, cancellationToken) is not { } order)
            {
                return NoSuchOrder<TrackingReceipt>();
            }

            var change = plan(order);
            if (change.Refusal is { } refusal)
            {
                return CallResult.Refused<TrackingReceipt>(refusal.Code, refusal.Text, refusal.Meaning);
            }

            if (change.Shipment is not { } shipment)
            {
                return CallResult.Success(new TrackingReceipt(change.ShipmentId!, true, Order: order.ToStoreOrder()));
            }

            // In doubt from here on: whoever breaks off while it is told leaves it so.
            if (!await orders.TrySaveAsync(With(order, shipment with { IsDoubtful = true }), cancellationToken))
            {
                continue;
            }

            var told = await client.TellAsync(
                account,
                push.StoreOrderId,
                shipment.Id,
                shipment.Wanted,
                push.NotifyCustomer,
                cancellationToken
            );
            var after = await NoteAsync(key, shipment, told.Outcome, cancellationToken);
            return told.Map(wasKnown => new TrackingReceipt(shipment.Id, wasKnown, Order: after));
        }
    }

    // A change that was submitted meanwhile keeps nothing of this back.
    private async Task<StoreOrder> NoteAsync(
        OrderKey key,
        SubmittedShipment shipment,
        CallOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var order = await orders.FindAsync(key, cancellationToken) ?? throw new InvalidOperationException($"The order {key} is gone.");
            var noted = (
                outcome switch
                {
                    CallOutcome.Succeeded => With(order, shipment with { Told = shipment.Wanted, IsDoubtful = false }),
                    CallOutcome.Unknown => With(order, shipment with { IsDoubtful = true }),
                    CallOutcome.Refused => Withdraw(order, shipment),
                    _ => With(order, shipment),
                }
            ).At(time.GetUtcNow());
            if (await orders.TrySaveAsync(noted, cancellationToken))
            {
                return noted.ToStoreOrder();
            }
        }
    }

    private static SubmittedOrder Withdraw(SubmittedOrder order, SubmittedShipment shipment) =>
        shipment.Told is { } told ? With(order, shipment with { Wanted = told })
        : shipment.IsDoubtful ? With(order, shipment)
        : order with { Shipments = [.. order.Shipments.Where(one => one.Id != shipment.Id)] };

    private static SubmittedOrder Without(SubmittedOrder order, string number) =>
        order with
        {
            Shipments = [.. order.Shipments.Select(one => IsOf(one, number) ? one with { IsDoubtful = false } : one)],
        };

    private static SubmittedOrder With(SubmittedOrder order, SubmittedShipment shipment) =>
        order with
        {
            Shipments = order.Shipments.Any(one => one.Id == shipment.Id)
                ? [.. order.Shipments.Select(one => one.Id == shipment.Id ? shipment : one)]
                : [.. order.Shipments, shipment],
        };

    private static string NextId(SubmittedOrder order) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"s{order.Shipments.Select(one => int.Parse(one.Id.AsSpan(1), CultureInfo.InvariantCulture)).DefaultIfEmpty().Max() + 1}"
        );

    private static bool IsOf(SubmittedShipment shipment, string number) =>
        shipment.Wanted.Numbers.Any(one => TrackingNumbers.AreSame(one.TrackingNumber, number));

    private static List<LineQuantity> Add(IEnumerable<LineQuantity> there, IEnumerable<LineQuantity> more) =>
        [
            .. there
                .Concat(more)
                .GroupBy(line => line.LineId, StringComparer.Ordinal)
                .Select(group => new LineQuantity(group.Key, group.Sum(line => line.Quantity))),
        ];

    private static ShipmentNumber NumberOf(TrackingPush push) =>
        new(
            push.TrackingNumber,
            Carriers.NameOf(push.CarrierName, push.CarrierCode),
            Carriers.Find(push.CarrierName, push.CarrierCode)?.Code
        );

    /// <summary>What is to become of an order's shipments.</summary>
    private sealed record Change(SubmittedShipment? Shipment, string? ShipmentId, CallProblem? Refusal)
    {
        public static Change To(SubmittedShipment shipment) => new(shipment, shipment.Id, null);

        public static Change None(string shipmentId) => new(null, shipmentId, null);

        public static Change Refused(CallProblem problem) => new(null, null, problem);
    }
}
