using Dropship.Core.Operations;

namespace Dropship.Core.Upkeep;

/// <summary>What is looked at by time, one look after the other.</summary>
public sealed class HeartbeatChecks(
    StalenessCheck accounts,
    AlertConsistencyCheck alerts,
    ShipByWatch deadlines,
    ParcelWordCheck words,
    AlertEscalation escalation
)
{
    /// <summary>
    /// Looks whether each store and 1688 account was read lately, whether the open alerts still hold, which orders come near the store's
    /// deadline, which words of parcels nobody knows, and what nobody answers.
    /// </summary>
    /// <returns>Why a person could not be told; null when all were.</returns>
    public async Task<CallProblem?> LookAsync(CancellationToken cancellationToken)
    {
        await accounts.LookAsync(cancellationToken);
        await alerts.LookAsync(cancellationToken);
        await deadlines.LookAsync(cancellationToken);
        await words.LookAsync(cancellationToken);
        return await escalation.LookAsync(cancellationToken);
    }
}
