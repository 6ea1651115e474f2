using System.Text.Json;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Operations;

/// <summary>Stops all outgoing payments and lifts the stop, with a person's name and reason.</summary>
public sealed class StopSwitchService(IStopSwitch stop, IAlerts alerts, TimeProvider time)
{
    private const int Tries = 10;
    private static readonly AlertKey s_stopped = AlertKey.OfMoney(HoldReasons.MoneyStopped);

    /// <summary>Stops all payments and alerts the others. The second time changes nothing.</summary>
    public async Task<StopState> StopAsync(string who, string why, CancellationToken cancellationToken)
    {
        var state = await MoveAsync(isStopped: true, who, why, cancellationToken);
        await alerts.RaiseAsync(
            new AlertNotice(s_stopped, HoldReasons.MoneyStopped.Code, "1688", $"{state.By}: {state.Why}", By: state.By),
            cancellationToken
        );
        return state;
    }

    /// <summary>Lifts the stop. The second time changes nothing.</summary>
    public async Task<StopState> LiftAsync(string who, string why, CancellationToken cancellationToken)
    {
        var state = await MoveAsync(isStopped: false, who, why, cancellationToken);
        await alerts.ResolveAsync(s_stopped, cancellationToken);
        return state;
    }

    /// <summary>Checks that the switch's own history is whole; tells a person when it is not.</summary>
    /// <returns>How many rows it has, and the first that is broken; null when none is.</returns>
    public async Task<(int Events, ChainBreak? Break)> VerifyAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = await stop.LoadAsync(cancellationToken);
            var (events, found) = await LookAsync(before, cancellationToken);
            if (before.Version != (await stop.LoadAsync(cancellationToken)).Version && attempt < Tries)
            {
                // It was moved in between.
                continue;
            }

            if (found is not null)
            {
                await alerts.RaiseAsync(
                    new AlertNotice(
                        AlertKey.OfMoney(HoldReasons.HistoryBroken),
                        HoldReasons.HistoryBroken.Code,
                        "1688",
                        $"the switch that stops all money, row {found.Sequence}: {found.Fault}, {found.Text}"
                    ),
                    cancellationToken
                );
            }

            return (events, found);
        }
    }

    private async Task<(int Events, ChainBreak? Break)> LookAsync(StopState state, CancellationToken cancellationToken)
    {
        try
        {
            var history = await stop.ReadEventsAsync(cancellationToken);
            return (history.Count, AuditChain.FindBreak(state.EventCount, state.EventHash, history));
        }
        catch (JsonException exception)
        {
            return (0, new ChainBreak(0, ChainFault.RowUnreadable, exception.Message));
        }
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

            var told = OrderEvent.Next(
                state.EventCount,
                state.EventHash,
                time.GetUtcNow(),
                Actor.Person(who),
                isStopped ? EventKinds.MoneyStopped : EventKinds.MoneyReleased,
                why
            );
            var moved = state with
            {
                IsStopped = isStopped,
                By = who,
                Why = why,
                Since = told.At,
                EventCount = told.Sequence,
                EventHash = told.Hash,
            };
            if (await stop.TrySaveAsync(moved, told, cancellationToken))
            {
                return moved;
            }
        }

        throw new InvalidOperationException("The stop switch is moved by others again and again.");
    }
}
