using Azure;
using Dropship.Core;
using Dropship.Core.Orders;
using DurableTask.Core.Exceptions;
using Grpc.Core;

namespace Dropship.Simulation.Engine;

/// <summary>Between the app and everything else: each call takes its time and its turn, and may go wrong in all the ways of
/// <see cref="Fault"/>.</summary>
internal sealed class Wire(Scheduler scheduler, Dice dice, Faults faults, Trace trace)
{
    // What is on its way still arrives within the time that a look-up waits before it says "not made".
    private static readonly TimeSpan s_latest = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan s_given = TimeSpan.FromSeconds(30);

    /// <summary>Told after each step that may have changed something.</summary>
    public Action AfterStep { get; set; } = () => { };

    /// <summary>A call of a table or a queue.</summary>
    public Task<T> StoreAsync<T>(string what, string subject, Func<T> act)
    {
        var source = new TaskCompletionSource<T>();
        var activity = scheduler.Current;
        scheduler.After(
            StorageTime(),
            activity,
            () =>
            {
                if (Crashes(activity, Fault.CrashBefore, what, subject))
                {
                    return;
                }

                if (faults.Strike(Fault.StorageBusy))
                {
                    Note(activity, what, subject, "503");
                    source.SetException(new RequestFailedException(503, "The server is busy."));
                    return;
                }

                T value;
                try
                {
                    value = act();
                }
                catch (Exception exception) when (exception is OrderChangedException or OrchestrationAlreadyExistsException or RpcException)
                {
                    Note(activity, what, subject, exception.GetType().Name);
                    source.SetException(exception);
                    return;
                }

                Note(activity, what, subject, string.Empty);
                AfterStep();
                if (!Crashes(activity, Fault.CrashAfter, what, subject))
                {
                    source.SetResult(value);
                }
            }
        );
        return source.Task;
    }

    /// <summary>A call of a table that is kept in memory, and so answers at once.</summary>
    public Task<T> TableAsync<T>(string what, string subject, Func<Task<T>> act) =>
        StoreAsync(what, subject, () => act().GetAwaiter().GetResult());

    /// <summary>A call of a table that is kept in memory, and so answers at once.</summary>
    public Task TableAsync(string what, string subject, Func<Task> act) =>
        StoreAsync(
            what,
            subject,
            () =>
            {
                act().GetAwaiter().GetResult();
                return true;
            }
        );

    /// <summary>A call outside that changes nothing there.</summary>
    public Task<CallResult<T>> ReadAsync<T>(string what, string subject, Func<CallResult<T>> act)
    {
        var source = new TaskCompletionSource<CallResult<T>>();
        var activity = scheduler.Current;
        scheduler.After(
            OutsideTime(),
            activity,
            () =>
            {
                if (Crashes(activity, Fault.CrashBefore, what, subject))
                {
                    return;
                }

                var result =
                    faults.Strike(Fault.CallLost) ? CallResult.NotSent<T>(new CallProblem(ProblemKind.Transient, "timeout", "no answer"))
                    : faults.Strike(Fault.RateLimited)
                        ? CallResult.NotSent<T>(
                            new CallProblem(ProblemKind.RateLimited, "429", "slow down", RetryAfter: dice.Minutes(0.1, 2))
                        )
                    : faults.Strike(Fault.ServerError) ? CallResult.NotSent<T>(new CallProblem(ProblemKind.Transient, "502", "bad gateway"))
                    : faults.Strike(Fault.ChangedShape)
                        ? CallResult.NotSent<T>(new CallProblem(ProblemKind.Unreadable, "unreadable", "'result' is missing"))
                    : act();
                Note(activity, what, subject, result.IsSuccess ? "ok" : result.ToString());
                AfterStep();
                if (!Crashes(activity, Fault.CrashAfter, what, subject))
                {
                    source.SetResult(result);
                }
            }
        );
        return source.Task;
    }

    /// <summary>A call outside that has an effect there. Once sent it may arrive even when its sender is gone.</summary>
    /// <param name="what">The call.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="mayBeLate">Whether it may arrive minutes after it was given up.</param>
    /// <param name="act">The effect.</param>
    public Task<CallResult<T>> WriteAsync<T>(string what, string subject, bool mayBeLate, Func<CallResult<T>> act)
    {
        var source = new TaskCompletionSource<CallResult<T>>();
        var activity = scheduler.Current;
        scheduler.After(
            OutsideTime(),
            null,
            () =>
            {
                if (activity is { IsDead: true })
                {
                    if (dice.Chance(0.5))
                    {
                        Note(activity, what, subject, $"arrives from the dead: {act()}");
                        AfterStep();
                    }

                    return;
                }

                if (Crashes(activity, Fault.CrashBefore, what, subject))
                {
                    return;
                }

                var result = Attempt(activity, what, subject, mayBeLate, act);
                Note(activity, what, subject, result.ToString());
                AfterStep();
                if (!Crashes(activity, Fault.CrashAfter, what, subject))
                {
                    scheduler.Run(activity, () => source.SetResult(result));
                }
            }
        );
        return source.Task;
    }

    public void Note(Activity? activity, string what, string subject, string outcome) =>
        trace.Note(scheduler.Now, activity is null ? "-" : activity.Name, what, subject, outcome);

    private CallResult<T> Attempt<T>(Activity? activity, string what, string subject, bool mayBeLate, Func<CallResult<T>> act)
    {
        var lost = new CallProblem(ProblemKind.Transient, "timeout", "no answer");
        if (faults.Strike(Fault.CallLost))
        {
            return CallResult.Unknown<T>(lost);
        }

        if (mayBeLate && faults.Strike(Fault.LateArrival))
        {
            scheduler.AfterOutside(
                dice.Between(s_given, s_latest),
                () =>
                {
                    Note(activity, what, subject, $"arrives late: {act()}");
                    AfterStep();
                }
            );
            return CallResult.Unknown<T>(lost);
        }

        if (faults.Strike(Fault.RateLimited))
        {
            return CallResult.NotSent<T>(new CallProblem(ProblemKind.RateLimited, "429", "slow down", RetryAfter: dice.Minutes(0.1, 2)));
        }

        if (faults.Strike(Fault.ErrorBody))
        {
            return CallResult.Refused<T>("UNKNOWN_ERROR", "something is wrong");
        }

        if (faults.Strike(Fault.ServerError))
        {
            return dice.Chance(0.5)
                ? CallResult.Unknown<T>(new CallProblem(ProblemKind.Transient, "500", "internal error"))
                : Lose(act(), new CallProblem(ProblemKind.Transient, "500", "internal error"));
        }

        if (faults.Strike(Fault.AnswerLost))
        {
            return Lose(act(), lost);
        }

        return faults.Strike(Fault.ChangedShape)
            ? Lose(act(), new CallProblem(ProblemKind.Unreadable, "unreadable", "'result' is missing"))
            : act();
    }

    private static CallResult<T> Lose<T>(CallResult<T> answer, CallProblem problem)
    {
        _ = answer;
        return CallResult.Unknown<T>(problem);
    }

    private bool Crashes(Activity? activity, Fault when, string what, string subject)
    {
        if (activity?.Host is not { } host)
        {
            return false;
        }

        if (faults.Strike(Fault.HostCrash))
        {
            Note(activity, what, subject, $"host {host.Name} crashes");
            host.Crash();
            return true;
        }

        if (!faults.Strike(when))
        {
            return false;
        }

        Note(activity, what, subject, when == Fault.CrashBefore ? "ends before it" : "ends after it");
        activity.Die();
        return true;
    }

    private TimeSpan StorageTime()
    {
        var share = dice.Share();
        return share < 0.96 ? dice.Between(TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(40))
            : share < 0.999 ? dice.Between(TimeSpan.FromMilliseconds(40), TimeSpan.FromSeconds(3))
            : dice.Between(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(50));
    }

    private TimeSpan OutsideTime()
    {
        var share = dice.Share();
        return share < 0.93
            ? dice.Between(TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(900))
            : dice.Between(TimeSpan.FromMilliseconds(900), s_given);
    }
}
