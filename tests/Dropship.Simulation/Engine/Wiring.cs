using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Queues;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Functions;
using Dropship.Functions.Fulfilment;
using Dropship.Functions.Fulfilment.Approvals;
using Dropship.Functions.Ingest;
using Dropship.Functions.Operations;
using Dropship.Functions.Planning;
using Dropship.Functions.Purchasing;
using Dropship.Functions.Settings;
using Dropship.Functions.Upkeep;
using Dropship.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Dropship.Simulation.Engine;

/// <summary>The app's own wiring and its functions, to which a run adds its ports.</summary>
internal sealed class Wiring
{
    private readonly ServiceCollection _template = [];

    public Wiring()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>(AppSettings.Minimal("Simulation"), StringComparer.Ordinal)
                {
                    ["Dropship:Approvers:0:Id"] = "li",
                    ["Dropship:Approvers:0:Name"] = "Li Wei",
                    ["Dropship:Approvers:0:Email"] = "li@example.com",
                    ["Dropship:Approvers:1:Id"] = "ann",
                    ["Dropship:Approvers:1:Name"] = "Ann",
                    ["Dropship:Approvers:1:Email"] = "ann@example.com",
                    ["Dropship:StaleAfter"] = "01:00:00",
                    ["Dropship:Fulfilment:SupplierShipsWithin"] = "14:00:00",
                    ["Dropship:Fulfilment:ForwarderSilentAfter"] = "2.00:00:00",
                    ["Dropship:Fulfilment:SilentAfter"] = "3.00:00:00",
                    ["Dropship:Fulfilment:ForwarderShipsWithin"] = "08:00:00",
                }
            )
            .Build();
        var settings = DropshipSettings.Read(configuration);
        if (settings.Problems.Count > 0)
        {
            throw new InvalidOperationException(settings.Report());
        }

        Approvals = settings.Approvals;
        _template.AddDropship(configuration, settings);

        // A port that a run forgets must not reach out of it.
        _template.RemoveAll<TableServiceClient>().RemoveAll<QueueServiceClient>().RemoveAll<ServiceBusClient>();
        _template.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        foreach (
            var function in (Type[])
                [
                    typeof(PullStoresFunction),
                    typeof(PullStoreFunction),
                    typeof(StoreChangeFunction),
                    typeof(MapOrderFunction),
                    typeof(PlacePurchaseOrderFunction),
                    typeof(SupplierChangeFunction),
                    typeof(SweepSuppliersFunction),
                    typeof(ReviveFulfilmentsFunction),
                    typeof(SendApproverMailsFunction),
                    typeof(AlertFunctions),
                    typeof(FulfilmentActivities),
                    typeof(DeadPurchaseOrderFunction),
                    typeof(WatchHeartbeatsFunction),
                    typeof(ReconciliationFunctions),
                ]
        )
        {
            _template.AddSingleton(function);
        }
    }

    /// <summary>The course of approvals, which a run may vary.</summary>
    public ApprovalOptions Approvals { get; }

    /// <summary>The services of one host, without the ports of a run.</summary>
    public IServiceCollection NewServices()
    {
        IServiceCollection services = new ServiceCollection();
        foreach (var service in _template)
        {
            services.Add(service);
        }

        return services;
    }
}
