using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Simulation.Engine;
using Dropship.Simulation.Outside;
using Dropship.Simulation.Ports;
using Dropship.TestKit.Memory;

namespace Dropship.Simulation.People;

/// <summary>Those who are told when something is stuck: they mend it, let it go on, give it up, or do nothing.</summary>
internal sealed class Operators(
    Scheduler scheduler,
    Dice dice,
    Faults faults,
    Hosts hosts,
    SimulatedFailedMessages failed,
    SimulatedStopSwitch stop,
    MemoryOrders orders,
    MemoryStoreAccounts stores,
    MemoryPurchasingAccounts buyers,
    SimulatedStore store,
    SimulatedMarket market,
    Buyers customers,
    IReadOnlyList<SkuMapping> missing
)
{
    private const int Tries = 6;
    private const int ActsPerThing = 4;
    private static readonly TimeSpan s_longStop = TimeSpan.FromHours(4);

    private readonly Dictionary<string, int> _acts = new(StringComparer.Ordinal);

    /// <summary>Reads a mail about something that is stuck.</summary>
    public void Read(OutgoingMail mail)
    {
        // The first of those that the mail tells of.
        var (code, key) = (mail.Subject, AlertKey.Parse(mail.Text.Split(' ')[0]));
        if (key.IsAbout(stores.Find(World.StoreId)!))
        {
            scheduler.After(When(), null, () => MendStore(World.StoreId, 1));
        }
        else if (key.IsAbout(buyers.Find(World.BuyerId)!))
        {
            scheduler.After(When(), null, () => MendBuyer(World.BuyerId, 1));
        }
        else if (key.Order is { } order)
        {
            var about = key.PurchaseOrder?.Value ?? order.ToString();
            if (_acts.GetValueOrDefault(about) < ActsPerThing && dice.Chance(0.85))
            {
                _acts[about] = _acts.GetValueOrDefault(about) + 1;
                scheduler.After(When(), null, () => Act(code, about, order));
            }
        }
    }

    /// <summary>Confirms what waits for it in manual mode, sends again what failed, and lets money go on that was stopped for
    /// long.</summary>
    public void LookAround()
    {
        if (scheduler.Now - stop.StoppedSince > s_longStop)
        {
            Lift();
        }

        foreach (var message in failed.Waiting.ToList())
        {
            hosts.Start(
                $"send again {message.Text}",
                host => host.Failures.SendAgainAsync(message.Id, "operator", "mended", CancellationToken.None),
                _ => { }
            );
        }

        foreach (
            var purchase in orders
                .Records.Values.SelectMany(order => order.PurchaseOrders)
                .Where(purchase => purchase.State == PurchaseOrderState.AwaitingConfirmation)
                .ToList()
        )
        {
            Confirm(purchase.Key, 1);
        }
    }

    /// <summary>Does what nothing asks for: stops all money for a while, cancels a purchase order, has goods sent once more.</summary>
    public void Interfere()
    {
        if (faults.Strike(Fault.MoneyStopped))
        {
            Try(
                "stop money",
                async host => (await host.Stop.StopAsync("operator", "looks odd", CancellationToken.None)).IsStopped,
                1,
                _ => { }
            );
            scheduler.After(dice.Hours(0.1, 3), null, Lift);
        }

        var purchases = orders.Records.Values.SelectMany(order => order.PurchaseOrders).ToList();
        if (
            purchases.Where(purchase => !PurchaseOrderTransitions.IsFinal(purchase.State)).ToList() is { Count: > 0 } open
            && faults.Strike(Fault.PurchaseCancelled)
        )
        {
            var key = dice.Pick(open).Key;
            hosts.Start(
                $"cancel {key}",
                host => host.Commands.CancelAsync(key, "operator", "not wanted", CancellationToken.None),
                _ => { }
            );
        }

        if (
            purchases.Where(purchase => purchase is { IsSale: true, State: PurchaseOrderState.Completed }).ToList() is { Count: > 0 } sent
            && faults.Strike(Fault.GoodsLost)
        )
        {
            var lost = dice.Pick(sent);
            var piece = new LineQuantity(lost.Lines[0].Sources[0].StoreLineId, 1);
            SendAgain(lost.Key, piece, 1);
        }
    }

    // Whoever stopped the money sees to it that it goes on.
    private void Lift()
    {
        var isDone = false;
        hosts.Start(
            "lift stop",
            async host => isDone = !(await host.Release.LiftAsync("operator", "looked at it", CancellationToken.None)).IsStopped,
            _ => Again(),
            Again
        );

        void Again()
        {
            if (!isDone)
            {
                scheduler.After(dice.Minutes(1, 20), null, Lift);
            }
        }
    }

    private void SendAgain(PurchaseOrderKey lost, LineQuantity piece, int number)
    {
        Try($"resend {lost}", Ask, number, next => SendAgain(lost, piece, next));

        async Task<bool> Ask(Host host)
        {
            await host.Commands.ResendAsync(lost.Order, [piece], "operator", "the parcel is lost", CancellationToken.None);
            return true;
        }
    }

    private void Confirm(PurchaseOrderKey key, int number)
    {
        // Told anything, even that there is nothing to confirm, the operator is done; told nothing, the operator tries again.
        Try($"confirm {key}", Ask, number, next => Confirm(key, next));

        async Task<bool> Ask(Host host)
        {
            await host.Commands.ConfirmAsync(key, "operator", CancellationToken.None);
            return true;
        }
    }

    private TimeSpan When() => dice.Chance(0.3) ? dice.Minutes(0.1, 8) : dice.Hours(0.2, 8);

    private void Act(string code, string about, OrderKey order)
    {
        switch (code)
        {
            case "SKU_UNMAPPED":
                foreach (var mapping in missing)
                {
                    Save(mapping, 1);
                }

                break;
            case "ADDRESS_INCOMPLETE":
                customers.MendAddress(order.StoreOrderId);
                break;
            case "ORDER_MALFORMED":
                store.Garble(order.StoreOrderId, null);
                Release(order, 1);
                break;
            case "PLACEMENT_UNSETTLED" when market.Orders.Any(one => one.Key == about):
            case "STORE_HOLD"
            or "PARCEL_WITHOUT_NUMBER"
            or "STEP_FAILING"
            or "TRACKING_CONFLICT"
            or "PLACING_UNCONFIRMED"
            or "PAYMENT_OVERDUE"
            or "SHIP_BY_NEAR"
            or "SHIP_BY_PASSED":
                break;
            case "PURCHASE_REJECTED" or "SUPPLIER_CLOSED" or "OUT_OF_STOCK" when dice.Chance(0.6):
                customers.Cancel(order.StoreOrderId);
                break;
            case "CANCEL_REFUSED":
                CloseAll(about, one => !one.IsPaid);
                Release(order, 1);
                break;
            case "CANCELLED_AFTER_PAYMENT":
                CloseAll(about, _ => dice.Chance(0.7));
                break;
            case "PLACED_IN_PART":
                CloseAll(about, _ => dice.Chance(0.5));
                Release(order, 1);
                break;
            default:
                Release(order, 1);
                break;
        }
    }

    private void CloseAll(string key, Func<SupplierOrder, bool> choose)
    {
        foreach (
            var order in market
                .Orders.Where(one =>
                    one.Key == key && one.Status is SupplierOrderStatus.AwaitingPayment or SupplierOrderStatus.AwaitingShipment
                )
                .Where(one => one.Key == key)
                .Where(choose)
                .ToList()
        )
        {
            market.Close(order.OrderId, "closed by hand");
        }
    }

    private void Save(SkuMapping mapping, int number) =>
        Try(
            $"map {mapping.Sku}",
            async host => await host.Mapper.SaveMappingAsync(mapping, CancellationToken.None) is not null,
            number,
            next => Save(mapping, next)
        );

    private void Release(OrderKey order, int number) =>
        Try(
            $"release {order.StoreOrderId}",
            async host => await host.Commands.ReleaseAsync(order, "operator", "mended", CancellationToken.None) is not null,
            number,
            next => Release(order, next)
        );

    private void MendStore(string account, int number)
    {
        store.IsTokenGood = true;
        Try(
            $"verify {account}",
            async host =>
                await host.Verification.VerifyStoreAsync(stores.Find(account)!, AccountActor.Operator, CancellationToken.None) is null,
            number,
            next => MendStore(account, next)
        );
    }

    private void MendBuyer(string account, int number)
    {
        market.IsTokenGood = true;
        Try(
            $"verify {account}",
            async host =>
                await host.Verification.VerifyPurchasingAsync(buyers.Find(account)!, AccountActor.Operator, CancellationToken.None) is null,
            number,
            next => MendBuyer(account, next)
        );
    }

    private void Try(string what, Func<Host, Task<bool>> act, int number, Action<int> again)
    {
        var isDone = false;
        hosts.Start(
            what,
            async host => isDone = await act(host),
            _ =>
            {
                if (!isDone)
                {
                    Again();
                }
            },
            Again
        );

        void Again()
        {
            if (number < Tries)
            {
                scheduler.After(dice.Minutes(1, 60), null, () => again(number + 1));
            }
        }
    }
}
