using System.Globalization;
using Azure.Messaging.ServiceBus;
using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Core.Stores;
using Dropship.Simulation.Checks;
using Dropship.Simulation.Engine;
using Microsoft.DurableTask.Client;

namespace Dropship.Simulation.Ports;

/// <summary>The app's queues, each with the function that it triggers.</summary>
internal sealed class SimulatedWorkQueues : IWorkQueues
{
    private readonly SimulatedQueue _storePulls;
    private readonly SimulatedQueue _storeChanges;
    private readonly SimulatedQueue _supplierChanges;
    private readonly SimulatedQueue _alerts;

    public SimulatedWorkQueues(Scheduler scheduler, Dice dice, Faults faults, Wire wire, Hosts hosts, Promises promises, DurableTaskClient client)
    {
        _storePulls = Make("store-pulls", (host, body) => host.PullStore.RunAsync(body, CancellationToken.None));
        _storeChanges = Make("store-changes", (host, body) => host.StoreChange.RunAsync(body, CancellationToken.None));
        Orders = Make("orders", (host, body) => host.MapOrder.RunAsync(body, client, CancellationToken.None));
        _supplierChanges = Make("supplier-changes", (host, body) => host.SupplierChange.RunAsync(body, client, CancellationToken.None));
        _alerts = Make("alerts", (host, body) => host.Alerts.SendAsync(body, CancellationToken.None));
        PurchaseOrders = new SimulatedBus(scheduler, dice, faults, wire, hosts, promises, (host, body) =>
            host.PlacePurchaseOrder.RunAsync(ServiceBusModelFactory.ServiceBusReceivedMessage(BinaryData.FromString(body)), client, CancellationToken.None));

        SimulatedQueue Make(string name, Func<Host, string, Task> handle) => new(name, scheduler, dice, faults, wire, hosts, promises, handle);
    }

    public SimulatedQueue Orders { get; }

    public SimulatedBus PurchaseOrders { get; }

    public Task SendStorePullAsync(string accountId, CancellationToken cancellationToken) => _storePulls.SendAsync(accountId, null);

    public Task SendStoreChangeAsync(OrderKey order, DateTimeOffset? changedAt, TimeSpan? after, CancellationToken cancellationToken) =>
        _storeChanges.SendAsync(new StoreChange(order, changedAt).ToString(), after);

    public Task SendOrderAsync(OrderKey order, CancellationToken cancellationToken) => Orders.SendAsync(order.ToString(), null);

    // The message ids are those of the real queue: they decide what is dropped as a repeat.
    public Task SendPurchaseOrderAsync(PurchaseOrderKey key, string buyerAccountId, DateTimeOffset? notBefore, CancellationToken cancellationToken) => PurchaseOrders.SendAsync(
        key.Value,
        notBefore is { } later ? string.Create(CultureInfo.InvariantCulture, $"{key}@{later.ToUnixTimeMilliseconds()}") : key.Value,
        buyerAccountId,
        notBefore);

    public Task SendSupplierChangeAsync(string buyerAccountId, string supplierOrderId, TimeSpan? after, CancellationToken cancellationToken) =>
        _supplierChanges.SendAsync($"{buyerAccountId}|{supplierOrderId}", after);

    public Task SendAlertAsync(string alertKey, TimeSpan? after, CancellationToken cancellationToken) => _alerts.SendAsync(alertKey, after);
}
