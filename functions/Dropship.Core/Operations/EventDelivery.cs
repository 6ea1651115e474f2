using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Tells the warehouse system what became of purchase orders, in their order, until it takes it. While it does not, an alert tells
/// so.</summary>
public sealed class EventDelivery(IUntoldPurchases untold, IOrders orders, IEventSink sink, IAlerts alerts, TimeProvider time)
    : IHeartbeatLook
{
    // The other looks of the heartbeat wait for this one.
    private const int MostInOneRun = 100;
    private const int MostFailuresInRow = 3;

    private static readonly TimeSpan s_longestRun = TimeSpan.FromMinutes(1);
    private static readonly AlertKey s_alert = AlertKey.OfService("wms", HoldReasons.ServiceDown);

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!sink.IsOn)
        {
            return;
        }

        var begin = time.GetTimestamp();
        var waiting = await untold.ListAsync(cancellationToken);
        var failures = new List<Exception>();
        CallProblem? first = null;
        var tried = 0;
        var failedInRow = 0;
        foreach (var listed in waiting.Take(MostInOneRun))
        {
            // One that it does not take keeps no other back; one that cannot be reached is not called for each.
            var problem = await TryTellAsync(listed, failures, cancellationToken);
            tried++;
            first ??= problem;
            failedInRow = problem is null ? 0 : failedInRow + 1;
            if (
                problem is { Kind: not ProblemKind.Rejected }
                || failedInRow == MostFailuresInRow
                || time.GetElapsedTime(begin) >= s_longestRun
            )
            {
                break;
            }
        }

        if (first is not null)
        {
            await alerts.RaiseAsync(
                new AlertNotice(s_alert, HoldReasons.ServiceDown.Code, "WMS", $"it is not told of purchase orders: {first}"),
                cancellationToken
            );
        }
        else if (tried == waiting.Count)
        {
            await alerts.ResolveAsync(s_alert, cancellationToken);
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    private async Task<CallProblem?> TryTellAsync(UntoldPurchase listed, List<Exception> failures, CancellationToken cancellationToken)
    {
        CallProblem? problem;
        try
        {
            problem = await TellAsync(listed, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            failures.Add(exception);
            problem = new CallProblem(ProblemKind.Rejected, exception.GetType().Name, $"{listed.Key} cannot be told");
        }

        if (problem is not null)
        {
            // Behind the others: the next run begins with one that was not tried.
            await untold.AddAsync(listed.Key, cancellationToken);
        }

        return problem;
    }

    private async Task<CallProblem?> TellAsync(UntoldPurchase listed, CancellationToken cancellationToken)
    {
        var key = listed.Key;
        if (await orders.LoadAsync(key.Order, cancellationToken) is not { } order || order.Find(key) is not { } purchase)
        {
            await untold.RemoveAsync(listed, cancellationToken);
            return null;
        }

        var told = new List<string>();
        CallProblem? problem = null;
        foreach (var one in PurchaseEvents.Untold(purchase))
        {
            var sent = await sink.SendAsync(order, purchase, one, cancellationToken);
            if (sent.Problem is { } failed)
            {
                problem = failed;
                break;
            }

            told.Add(one.Id);
        }

        if (told.Count > 0)
        {
            await orders.EditFromAsync(
                order,
                Actor.System,
                time,
                edit =>
                {
                    var known = edit.Record.Find(key)!.ToldEvents;
                    if (told.Except(known, StringComparer.Ordinal).Any())
                    {
                        edit.Change(
                            key,
                            EventKinds.WarehouseTold,
                            "the warehouse system took it",
                            old => old with { ToldEvents = [.. known.Union(told, StringComparer.Ordinal)] },
                            null,
                            string.Join(", ", told)
                        );
                    }
                },
                cancellationToken
            );
        }

        if (problem is null)
        {
            // What came meanwhile was added anew, and stays.
            await untold.RemoveAsync(listed, cancellationToken);
        }

        return problem;
    }
}
