using System.Globalization;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Simulation.Engine;
using Dropship.Simulation.Outside;

namespace Dropship.Simulation.People;

/// <summary>Suppliers: they change prices, close orders, ship in parts, forget the number and replace it.</summary>
internal sealed class Suppliers(Scheduler scheduler, Dice dice, Faults faults, SimulatedMarket market)
{
    private readonly HashSet<string> _shipping = new(StringComparer.Ordinal);

    public void Take(SupplierOrder order)
    {
        var id = order.OrderId;
        if (faults.Strike(Fault.PriceChanged))
        {
            scheduler.After(Soon(), null, () => Reprice(id));
        }

        if (faults.Strike(Fault.SupplierCloses))
        {
            scheduler.After(Soon(), null, () => Close(id, "seller cancelled"));
        }

        if (order.PayBy is { } limit)
        {
            scheduler.At(
                limit,
                null,
                () =>
                {
                    if (market.Get(id) is { IsPaid: false })
                    {
                        Close(id, "not paid in time");
                    }
                }
            );
        }
    }

    /// <summary>Looks at an order that changed; once it is paid, gets it under way.</summary>
    public void Look(SupplierOrder order)
    {
        if (order is { IsPaid: true, Status: SupplierOrderStatus.AwaitingShipment } && _shipping.Add(order.OrderId))
        {
            scheduler.After(dice.Hours(0.2, 16), null, () => Ship(order.OrderId));
        }
    }

    private TimeSpan Soon() => dice.Chance(0.4) ? dice.Minutes(0, 5) : dice.Hours(0.05, 14);

    private void Reprice(string id)
    {
        if (market.Get(id) is { IsPaid: false, Status: SupplierOrderStatus.AwaitingPayment })
        {
            market.Change(id, old => old with { Total = Money.Cny(Math.Max(100, old.Total.Minor + (dice.Below(30) * 100) - 1000)) });
        }
    }

    private void Close(string id, string why)
    {
        if (market.Get(id).Status is SupplierOrderStatus.AwaitingPayment or SupplierOrderStatus.AwaitingShipment)
        {
            market.Close(id, why);
        }
    }

    private void Ship(string id)
    {
        var order = market.Get(id);
        if (order.Status != SupplierOrderStatus.AwaitingShipment)
        {
            return;
        }

        List<ParcelLine> all = [.. order.Lines.Select(line => new ParcelLine(line.EntryId, line.Quantity))];
        if (all.Count > 1 && dice.Chance(0.4))
        {
            Send(id, 0, [all[0]], isLast: false);
            scheduler.After(dice.Hours(0.1, 10), null, () => Send(id, 1, all[1..], isLast: true));
        }
        else if (all[0].Quantity > 1 && all.Count == 1 && dice.Chance(0.2))
        {
            Send(id, 0, [all[0] with { Quantity = 1 }], isLast: false);
            scheduler.After(dice.Hours(0.1, 10), null, () => Send(id, 1, [all[0] with { Quantity = all[0].Quantity - 1 }], isLast: true));
        }
        else
        {
            Send(id, 0, dice.Chance(0.5) ? all : [], isLast: true);
        }
    }

    private void Send(string id, int parcel, IReadOnlyList<ParcelLine> lines, bool isLast)
    {
        if (market.Get(id).Status != SupplierOrderStatus.AwaitingShipment)
        {
            return;
        }

        var number = Numbered(NumberOf(id, parcel));
        var isMissing = faults.Strike(Fault.WaybillMissing);
        var isScanned = !faults.Strike(Fault.ScanMissing);
        var isMistaken = faults.Strike(Fault.CarrierMistaken);
        var shared = !isMissing && faults.Strike(Fault.NumberShared) ? market.FindOtherNumber(id) : null;
        market.Ship(id, isMissing ? null : shared ?? number, lines, isLast, isScanned && shared is null, isMistaken);
        if (shared is not null && dice.Chance(0.6))
        {
            scheduler.After(
                dice.Hours(0.1, 12),
                null,
                () =>
                {
                    market.Renumber(id, parcel, number);
                    market.Scan(id, parcel);
                }
            );
        }

        if (!isScanned && dice.Chance(0.7))
        {
            scheduler.After(dice.Hours(0.5, 60), null, () => market.Scan(id, parcel));
        }

        if (isMistaken && dice.Chance(0.6))
        {
            scheduler.After(dice.Hours(0.1, 20), null, () => market.CorrectCarrier(id, parcel));
        }

        if (isMissing)
        {
            scheduler.After(dice.Hours(0.5, 12), null, () => market.Renumber(id, parcel, number));
        }
        else if (faults.Strike(Fault.WaybillReplaced))
        {
            scheduler.After(dice.Hours(0.01, 8), null, () => market.Renumber(id, parcel, Numbered(NumberOf(id, parcel) + 5)));
        }
    }

    private static string Numbered(long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{SimulatedMarket.NumbersBegin}{number:D13}");

    private static long NumberOf(string id, int parcel) =>
        (long.Parse(id, CultureInfo.InvariantCulture) * 10 % 10_000_000_000_000) + parcel;
}
