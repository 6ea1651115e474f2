using System.Globalization;
using System.Text;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.People;

/// <summary>Delivers what the store and the market tell of themselves: dropped, doubled, late and in any order; and again when it was not
/// taken.</summary>
internal sealed class Postman(
    Scheduler scheduler,
    Dice dice,
    Faults faults,
    Hosts hosts,
    string storeId,
    string buyerId,
    string forwarderId,
    string courierId
)
{
    private const int Tries = 8;
    private int _next;

    public void TellOfStore(StoreOrder order)
    {
        var id = Next();
        Carry(() =>
            Deliver(
                $"webhook {order.StoreOrderId}",
                host =>
                    host.Webhooks.TakeAsync(
                        storeId,
                        new WebhookRequest(
                            new Uri("https://dropship.example/api/webhooks"),
                            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
                            {
                                ["order"] = order.StoreOrderId,
                                ["changed"] = order.UpdatedAt.ToString("O", CultureInfo.InvariantCulture),
                                ["delivery"] = $"d{id}",
                                ["event"] = $"e{id}",
                            },
                            Encoding.UTF8.GetBytes("{}")
                        ),
                        CancellationToken.None
                    ),
                1
            )
        );
    }

    public void TellOfMarket(SupplierOrder order)
    {
        var id = Next();
        Carry(() =>
            Deliver(
                $"push {order.OrderId}",
                host =>
                    host.Notifications.TakeAsync(
                        buyerId,
                        new Dictionary<string, string>(StringComparer.Ordinal) { ["id"] = id, ["order"] = order.OrderId },
                        CancellationToken.None
                    ),
                1
            )
        );
    }

    public void TellOfForwarder(string reference) =>
        Carry(() =>
            Deliver(
                $"callback {reference}",
                host =>
                    host.Callbacks.TakeAsync(
                        forwarderId,
                        new WebhookRequest(
                            new Uri("https://dropship.example/api/webhooks"),
                            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["reference"] = reference },
                            Encoding.UTF8.GetBytes("{}")
                        ),
                        CancellationToken.None
                    ),
                1
            )
        );

    public void TellOfCourier(int call) =>
        Carry(() =>
            Deliver(
                $"courier call {call}",
                host =>
                    host.CourierCallbacks.TakeAsync(
                        courierId,
                        new WebhookRequest(
                            new Uri("https://dropship.example/api/webhooks"),
                            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
                            {
                                ["call"] = call.ToString(CultureInfo.InvariantCulture),
                            },
                            Encoding.UTF8.GetBytes("{}")
                        ),
                        CancellationToken.None
                    ),
                1
            )
        );

    private string Next() => (++_next).ToString(CultureInfo.InvariantCulture);

    private void Carry(Action deliver)
    {
        if (faults.Strike(Fault.DeliveryDropped))
        {
            return;
        }

        for (var copies = faults.Strike(Fault.DeliveryDoubled) ? 2 : 1; copies > 0; copies--)
        {
            scheduler.After(
                faults.Strike(Fault.DeliveryLate)
                    ? dice.Hours(0.1, 20)
                    : dice.Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(20)),
                null,
                deliver
            );
        }
    }

    private void Deliver(string what, Func<Host, Task> take, int number) =>
        hosts.Start(
            what,
            take,
            failure =>
            {
                if (failure is not null)
                {
                    Repeat(what, take, number);
                }
            },
            () => Repeat(what, take, number)
        );

    private void Repeat(string what, Func<Host, Task> take, int number)
    {
        if (number < Tries)
        {
            scheduler.After(dice.Minutes(1, 30), null, () => Deliver(what, take, number + 1));
        }
    }
}
