using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Forwarding;

/// <summary>Tells the forwarder that goods are not to be sent on. What has left already is told to a person by the hold that the purchase
/// order has.</summary>
public sealed class RecallFromForwarder(IForwarderAccounts accounts, IForwarders forwarders, IOrders orders, TimeProvider time)
    : IStepHandler
{
    public FulfilmentStep Step => FulfilmentStep.RecallFromForwarder;

    /// <exception cref="OutsideUnavailableException">The forwarder could not be reached.</exception>
    public async Task<StepResult> RunAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        var account = await accounts.RequireAsync(order.Find(key)!.Forwarder!.Id, cancellationToken);
        var announcement = Announcement.Of(order, order.Find(key)!);
        var result = await forwarders.Require(account).CancelAsync(account, announcement, cancellationToken);
        if (!result.IsSuccess && (result.Outcome != CallOutcome.Refused || result.Problem.Kind == ProblemKind.Unauthorized))
        {
            throw new OutsideUnavailableException("recall from forwarder", result.Problem);
        }

        return new StepResult(
            await orders.EditFromAsync(
                order,
                Actor.System,
                time,
                edit =>
                {
                    if (edit.Record.Find(key) is { Forwarding: { Announced.Count: > 0 } forwarding })
                    {
                        edit.Change(
                            key,
                            EventKinds.ForwarderRecalled,
                            result.IsSuccess ? "the goods are not to be sent on" : $"the forwarder cannot keep them: {result.Problem}",
                            old => old with { Forwarding = forwarding with { Announced = [], LookAt = null } }
                        );
                    }
                },
                cancellationToken
            )
        );
    }
}
