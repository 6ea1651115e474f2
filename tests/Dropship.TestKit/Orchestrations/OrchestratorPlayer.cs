using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Shims;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dropship.TestKit.Orchestrations;

/// <summary>
/// Plays one instance of an orchestrator on the engine's own executor, over a history in memory. The first play runs the orchestrator
/// through the history; the next ones go on where it stands. One is thrown away to see a history played anew.
/// </summary>
/// <param name="name">The orchestrator's name.</param>
/// <param name="orchestrator">The orchestrator, with the instance's input.</param>
/// <param name="history">What happened before, from <see cref="ExecutionStartedEvent"/> on; empty for an instance that has not
/// started.</param>
/// <param name="logs">Where the orchestrator logs; nowhere when null.</param>
public sealed class OrchestratorPlayer(
    string name,
    Func<TaskOrchestrationContext, string?, Task> orchestrator,
    IEnumerable<HistoryEvent> history,
    ILoggerFactory? logs = null
)
{
    private readonly OrchestrationRuntimeState _state = new([.. history]);
    private readonly DurableTaskShimFactory _shims = new(new DurableTaskWorkerOptions(), logs ?? NullLoggerFactory.Instance);
    private TaskOrchestrationExecutor? _executor;

    /// <summary>Lets the instance see new events, and goes on until it waits or ends.</summary>
    /// <param name="fresh">The events, an <see cref="OrchestratorStartedEvent"/> first.</param>
    public Episode Play(IEnumerable<HistoryEvent> fresh)
    {
        foreach (var happened in fresh)
        {
            _state.AddEvent(happened);
        }

        OrchestratorExecutionResult result;
        if (_executor is null)
        {
            var shim = _shims.CreateOrchestration<string?, object?>(
                name,
                async (context, input) =>
                {
                    await orchestrator(context, input);
                    return null;
                }
            );
            _executor = new TaskOrchestrationExecutor(
                _state,
                shim,
                BehaviorOnContinueAsNew.Carryover,
                ErrorPropagationMode.UseFailureDetails
            );
            result = _executor.Execute();
        }
        else
        {
            result = _executor.ExecuteNewEvents();
        }

        List<HistoryEvent> actions = [];
        ExecutionCompletedEvent? end = null;
        foreach (var action in result.Actions)
        {
            switch (action)
            {
                case ScheduleTaskOrchestratorAction call:
                    actions.Add(new TaskScheduledEvent(call.Id, call.Name!, call.Version, call.Input));
                    break;
                case CreateTimerOrchestratorAction timer:
                    actions.Add(new TimerCreatedEvent(timer.Id, timer.FireAt));
                    break;
                case SendEventOrchestratorAction told:
                    actions.Add(
                        new EventSentEvent(told.Id)
                        {
                            InstanceId = told.Instance!.InstanceId,
                            Name = told.EventName,
                            Input = told.EventData,
                        }
                    );
                    break;
                case OrchestrationCompleteOrchestratorAction { OrchestrationStatus: OrchestrationStatus.ContinuedAsNew } anew:
                    end = new ContinueAsNewEvent(anew.Id, anew.Result);
                    break;
                case OrchestrationCompleteOrchestratorAction complete:
                    end = new ExecutionCompletedEvent(complete.Id, complete.Result, complete.OrchestrationStatus, complete.FailureDetails);
                    break;
                default:
                    throw new NotSupportedException($"The orchestrator asks for {action.OrchestratorActionType}, which is not played.");
            }
        }

        // What it asked for is part of its history from now on, as the engine writes it down before it goes on.
        foreach (var action in actions)
        {
            _state.AddEvent(action);
        }

        _state.NewEvents.Clear();
        return new Episode(actions, end);
    }
}
