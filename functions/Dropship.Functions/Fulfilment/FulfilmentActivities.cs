using Dropship.Core;
using Dropship.Core.Fulfilment;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Fulfilment;

/// <summary>
/// What the orchestration calls: one activity for each phase, so that a history shows where an order stands. Each takes all the steps that
/// it can before it waits, and begins with what the tables say. The names are part of running instances' histories.
/// </summary>
public sealed class FulfilmentActivities(FulfilmentRunner runner, StepFailure failure)
{
    [Function(nameof(Approval))]
    public Task<NextStep> Approval(
        [ActivityTrigger] string key,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) => RunAsync(key, cancellationToken);

    [Function(nameof(Payment))]
    public Task<NextStep> Payment(
        [ActivityTrigger] string key,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) => RunAsync(key, cancellationToken);

    [Function(nameof(Shipment))]
    public Task<NextStep> Shipment(
        [ActivityTrigger] string key,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) => RunAsync(key, cancellationToken);

    [Function(nameof(Forwarding))]
    public Task<NextStep> Forwarding(
        [ActivityTrigger] string key,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) => RunAsync(key, cancellationToken);

    [Function(nameof(Tracking))]
    public Task<NextStep> Tracking(
        [ActivityTrigger] string key,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) => RunAsync(key, cancellationToken);

    [Function(nameof(Cancellation))]
    public Task<NextStep> Cancellation(
        [ActivityTrigger] string key,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) => RunAsync(key, cancellationToken);

    [Function(nameof(Hold))]
    public Task<NextStep> Hold(
        [ActivityTrigger] string key,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) => RunAsync(key, cancellationToken);

    [Function(nameof(ReportTrouble))]
    public Task ReportTrouble([ActivityTrigger] Trouble failing, CancellationToken cancellationToken) =>
        failure.ReportAsync(PurchaseOrderKey.Parse(failing.Key), failing.Message, cancellationToken);

    [Function(nameof(ResolveTrouble))]
    public Task ResolveTrouble([ActivityTrigger] string key, CancellationToken cancellationToken) =>
        failure.ResolveAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    private Task<NextStep> RunAsync(string key, CancellationToken cancellationToken) =>
        runner.RunAsync(PurchaseOrderKey.Parse(key), cancellationToken);
}
