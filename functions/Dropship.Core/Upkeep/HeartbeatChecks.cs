using Dropship.Core.Operations;

namespace Dropship.Core.Upkeep;

/// <summary>What is looked at by time, one look after the other; one that fails keeps no other back.</summary>
public sealed class HeartbeatChecks(IEnumerable<IHeartbeatLook> checks, AlertEscalation escalation)
{
    /// <summary>
    /// Looks whether each store and 1688 account was read lately, whether the open alerts still hold, which orders come near the store's
    /// deadline, what waits for too long, which labels forwarders lack, which words of parcels nobody knows, which consents end soon,
    /// whether exchange rates are due, and what nobody answers.
    /// </summary>
    /// <returns>Why a person could not be told; null when all were.</returns>
    /// <exception cref="AggregateException">Some looks failed; the others were taken.</exception>
    public async Task<CallProblem?> LookAsync(CancellationToken cancellationToken)
    {
        CallProblem? problem = null;
        var failures = new List<Exception>();
        List<Func<Task>> looks =
        [
            .. checks.Select(check => (Func<Task>)(() => check.LookAsync(cancellationToken))),
            async () => problem = await escalation.LookAsync(cancellationToken),
        ];
        foreach (var look in looks)
        {
            try
            {
                await look();
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                failures.Add(exception);
            }
        }

        return failures.Count == 0 ? problem : throw new AggregateException(failures).Flatten();
    }
}
