using Dropship.Core.Operations;

namespace Dropship.Core.Purchasing.Guards;

/// <summary>Stops all outgoing money and lets it go on, by a person who says why.</summary>
public sealed class StopDesk(IStopSwitch stop, IAlerts alerts, TimeProvider time)
{
    private const int Tries = 10;
    private const string AlertKey = "money:MONEY_STOPPED";

    /// <summary>Stops the money and tells everybody. The second time changes nothing.</summary>
    public async Task<StopState> StopAsync(string who, string why, CancellationToken cancellationToken)
    {
        var state = await MoveAsync(isStopped: true, who, why, cancellationToken);
        await alerts.RaiseAsync(new AlertNotice(AlertKey, HoldReasons.MoneyStopped.Code, "1688", $"{state.By}: {state.Why}"), cancellationToken);
        return state;
    }

    /// <summary>Lets the money go on. The second time changes nothing.</summary>
    public async Task<StopState> LiftAsync(string who, string why, CancellationToken cancellationToken)
    {
        var state = await MoveAsync(isStopped: false, who, why, cancellationToken);
        await alerts.ResolveAsync(AlertKey, cancellationToken);
        return state;
    }

    private async Task<StopState> MoveAsync(bool isStopped, string who, string why, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            var state = await stop.LoadAsync(cancellationToken);
            if (state.IsStopped == isStopped)
            {
                return state;
            }

            var told = OrderEvent.Next(state.EventCount, state.EventHash, time.GetUtcNow(), Who.Person(who), isStopped ? "money-stopped" : "money-released", why);
            var moved = state with { IsStopped = isStopped, By = who, Why = why, Since = told.At, EventCount = told.Sequence, EventHash = told.Hash };
            if (await stop.TrySaveAsync(moved, told, cancellationToken))
            {
                return moved;
            }
        }

        throw new InvalidOperationException("The stop switch is moved by others again and again.");
    }
}
