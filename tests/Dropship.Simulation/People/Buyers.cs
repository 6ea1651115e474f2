using System.Globalization;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Simulation.Engine;
using Dropship.Simulation.Outside;

namespace Dropship.Simulation.People;

/// <summary>Buyers and the store's owner: they order, pay, cancel, move house, and ship by hand.</summary>
internal sealed class Buyers(Scheduler scheduler, Dice dice, Faults faults, SimulatedStore store, DateTimeOffset end)
{
    private static readonly string[] s_skus = ["CUP", "CUP", "LAMP", "LAMP", "SET", "BAG", "HAT", "NEW-1", "NEW-2"];

    /// <summary>Orders something, and decides what becomes of the order.</summary>
    public void Order(int number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"S{number:D3}");
        var order = New(id);
        store.Add(order);
        if (faults.Strike(Fault.OrderMalformed))
        {
            store.Garble(id, "'total_price' is missing");
            Later(() => store.Garble(id, null));
            Later(() => Touch(id));
        }

        if (order.Payment == StorePaymentStatus.Pending && dice.Chance(0.8))
        {
            Later(() =>
                Change(
                    id,
                    one =>
                        one.Payment == StorePaymentStatus.Pending
                            ? one with
                            {
                                Payment = StorePaymentStatus.Paid,
                                PaidAt = scheduler.Now,
                            }
                            : null
                )
            );
        }

        if (order.StoreHold is not null)
        {
            Later(() =>
                Change(
                    id,
                    one =>
                        one with
                        {
                            StoreHold = null,
                            Fulfilment =
                                one.Fulfilment == StoreFulfilmentStatus.OnHold ? StoreFulfilmentStatus.Unfulfilled : one.Fulfilment,
                        }
                )
            );
        }

        if (faults.Strike(Fault.StoreCancels))
        {
            Later(() => Cancel(id));
        }

        if (faults.Strike(Fault.StoreRefunds))
        {
            Later(() =>
                Change(
                    id,
                    one =>
                        one.Payment is StorePaymentStatus.Paid or StorePaymentStatus.PartiallyRefunded
                            ? one with
                            {
                                Payment = StorePaymentStatus.Refunded,
                            }
                            : null
                )
            );
        }

        if (faults.Strike(Fault.StoreRefundsInPart))
        {
            Later(() => Change(id, one => one.Payment == StorePaymentStatus.Paid ? GiveBackInPart(one) : null));
        }

        if (faults.Strike(Fault.AddressChanged))
        {
            Later(() => Change(id, one => one with { ShipTo = Address(one.ShipTo?.Country ?? "VN", "99 Phố-Huế") }));
        }

        if (faults.Strike(Fault.FulfilledElsewhere))
        {
            Later(() => FulfilByHand(id));
        }

        if (dice.Chance(0.2))
        {
            Later(() => Touch(id));
        }
    }

    public void Cancel(string id) =>
        Change(
            id,
            one =>
                one.Fulfilment is StoreFulfilmentStatus.Unfulfilled or StoreFulfilmentStatus.OnHold && !one.IsCancelled
                    ? one with
                    {
                        CancelledAt = scheduler.Now,
                        Payment = one.Payment == StorePaymentStatus.Pending ? StorePaymentStatus.Voided : StorePaymentStatus.Refunded,
                    }
                    : null
        );

    public void MendAddress(string id) => Change(id, one => one with { ShipTo = Address("VN", "12 Phố-Huế") });

    // Money back for a piece that is not sent any more, or for nothing of the goods.
    private StoreOrder GiveBackInPart(StoreOrder order)
    {
        var refunded = order with { Payment = StorePaymentStatus.PartiallyRefunded };
        var open = order.Lines.Where(line => line.OpenQuantity > 0).ToList();
        if (open.Sum(line => line.OpenQuantity) < 2 || !dice.Chance(0.6))
        {
            return refunded;
        }

        var chosen = dice.Pick(open).LineId;
        IReadOnlyList<OrderLine> left =
        [
            .. order.Lines.Select(line => line.LineId == chosen ? line with { OpenQuantity = line.OpenQuantity - 1 } : line),
        ];

        // A store says "fulfilled" as soon as nothing is left to send, whichever came last.
        var isDone = order.Fulfilments.Count > 0 && left.All(line => line.OpenQuantity == 0);
        return refunded with { Lines = left, Fulfilment = isDone ? StoreFulfilmentStatus.Fulfilled : order.Fulfilment };
    }

    private void Touch(string id) => Change(id, one => one with { Note = "chuông-cửa 7" });

    private void FulfilByHand(string id)
    {
        var order = store.Get(id);
        var open = order
            .Lines.Where(line => line.OpenQuantity > 0)
            .Select(line => new LineQuantity(line.LineId, line.OpenQuantity))
            .ToList();
        if (!order.IsCancelled && open.Count > 0)
        {
            store.Fulfil(id, open, $"HAND-{id}");
        }
    }

    private void Change(string id, Func<StoreOrder, StoreOrder?> change)
    {
        if (change(store.Get(id)) is { } changed)
        {
            store.Change(id, _ => changed);
        }
    }

    // Soon, while the first steps run; or within the hours in which it is approved and paid; or any time.
    private void Later(Action act)
    {
        var wait = dice.Below(4) switch
        {
            0 => dice.Minutes(0.05, 8),
            1 => dice.Hours(0.1, 3),
            _ => dice.Hours(0, Math.Max(0.1, (end - scheduler.Now).TotalHours)),
        };
        scheduler.After(wait, null, act);
    }

    private StoreOrder New(string id)
    {
        var count = 1 + dice.Below(3);
        var share = dice.Share();
        var lines = Enumerable
            .Range(1, count)
            .Select(index => new OrderLine
            {
                LineId = string.Create(CultureInfo.InvariantCulture, $"L{index}"),
                Sku = dice.Pick(s_skus),
                Title = "Goods",
                Quantity = 1 + dice.Below(3),
                OpenQuantity = 0,
                UnitPrice = new Money(1999, "USD"),
            })
            .Select(line => line with { OpenQuantity = line.Quantity })
            .ToList();
        var held = dice.Chance(0.03);
        return new StoreOrder
        {
            StoreOrderId = id,
            Number = $"#{id}",
            CreatedAt = scheduler.Now,
            UpdatedAt = scheduler.Now,
            Payment =
                share < 0.85 ? StorePaymentStatus.Paid
                : share < 0.95 ? StorePaymentStatus.Pending
                : StorePaymentStatus.Authorized,
            Fulfilment = held ? StoreFulfilmentStatus.OnHold : StoreFulfilmentStatus.Unfulfilled,
            StoreHold = held ? "fraud check" : null,
            ShipBy = dice.Chance(0.4) ? scheduler.Now + dice.Hours(10, 120) : null,
            Lines = lines,
            Total = new Money(1999 * lines.Sum(line => line.Quantity), "USD"),
            ShipTo = Address(dice.Chance(0.3) ? "CN" : "VN", dice.Chance(0.03) ? string.Empty : "12 Phố-Huế"),
            Note = dice.Chance(0.2) ? "chuông-cửa" : null,
            IsTest = dice.Chance(0.01),
        };
    }

    private static ShipTo Address(string country, string street) =>
        new()
        {
            FullName = "Trần-Thị Hồng",
            Phone = "0912-345 678",
            Country = country,
            Province = "Hà Nội",
            City = "Hà Nội",
            Line1 = street,
        };
}
