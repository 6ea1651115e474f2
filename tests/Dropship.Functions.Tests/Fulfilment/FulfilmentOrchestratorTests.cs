using Dropship.Core.Fulfilment;
using Dropship.Functions.Fulfilment;
using Dropship.Functions.Tests.Support;
using DurableTask.Core;
using static Dropship.Core.Fulfilment.FulfilmentStep;

namespace Dropship.Functions.Tests.Fulfilment;

/// <summary>The orchestration over scripted steps, on the engine's own replay, with time that is skipped.</summary>
public sealed class FulfilmentOrchestratorTests
{
    private const string Read = nameof(FulfilmentActivities.ReadFulfilment);

    private readonly FulfilmentScript _script = new();

    private static readonly Dictionary<FulfilmentStep, string> s_steps = new()
    {
        [RequestApproval] = nameof(FulfilmentActivities.RequestApproval),
        [Remind] = nameof(FulfilmentActivities.RemindApprovers),
        [ExpireApproval] = nameof(FulfilmentActivities.ExpireApproval),
        [Pay] = nameof(FulfilmentActivities.Pay),
        [SettlePayment] = nameof(FulfilmentActivities.SettlePayment),
        [PushTracking] = nameof(FulfilmentActivities.PushTracking),
        [ConfirmTracking] = nameof(FulfilmentActivities.ConfirmTracking),
        [Cancel] = nameof(FulfilmentActivities.CancelPurchase),
        [DemandRefund] = nameof(FulfilmentActivities.DemandRefund),
        [WarnOfLateness] = nameof(FulfilmentActivities.WarnOfLateness),
    };

    private static readonly FulfilmentStep[] s_waits = [AwaitDecision, AwaitPayment, AwaitShipment, AwaitPerson];

    public static TheoryData<FulfilmentStep> Steps => [.. s_steps.Keys];

    public static TheoryData<FulfilmentStep> Waits => [.. s_waits];

    private static DateTimeOffset At(double hours) => Facts.Begin.AddHours(hours);

    [Fact]
    public void From_the_request_to_the_confirmed_number()
    {
        _script
            .On("RequestApproval", AwaitDecision, At(12))
            .On("Pay", AwaitPayment)
            .On("PushTracking", ConfirmTracking, At(0))
            .On("ConfirmTracking", Finished);

        _script.Play.Start(FulfilmentScript.Key);
        Assert.Equal([Read, "RequestApproval"], _script.Take());
        Assert.Equal([At(12).UtcDateTime], _script.Play.Timers);

        _script.News(Pay);
        Assert.Equal([Read, "Pay"], _script.Take());
        Assert.Empty(_script.Play.Timers);

        _script.News(AwaitShipment);
        Assert.Equal([Read], _script.Take());

        _script.News(PushTracking);
        Assert.Equal([Read, "PushTracking", "ConfirmTracking"], _script.Take());
        Assert.Equal(OrchestrationStatus.Completed, _script.Play.End!.OrchestrationStatus);
        Assert.Equal(0, _script.Play.Generation);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Each_step_is_taken_by_its_activity(FulfilmentStep step)
    {
        var activity = s_steps[step];
        _script.View = new FulfilmentView(step, null);
        _script.On(activity, Finished);

        _script.Play.Start(FulfilmentScript.Key);

        Assert.Equal([Read, activity], _script.Take());
        Assert.NotNull(_script.Play.End);
    }

    [Fact]
    public void Each_step_there_is_is_taken_or_waited_for() =>
        Assert.Equal(Enum.GetValues<FulfilmentStep>().Order(), s_steps.Keys.Concat(s_waits).Append(Finished).Order());

    [Theory]
    [MemberData(nameof(Waits))]
    public void A_wait_ends_with_news_and_the_tables_are_read_again(FulfilmentStep wait)
    {
        _script.View = new FulfilmentView(wait, null);
        _script.Play.Start(FulfilmentScript.Key);
        Assert.Equal([Read], _script.Take());
        Assert.Empty(_script.Play.Timers);

        _script.News(wait);
        Assert.Equal([Read], _script.Take());
        Assert.Null(_script.Play.End);

        _script.News(Finished);
        Assert.Equal([Read], _script.Take());
        Assert.NotNull(_script.Play.End);
    }

    [Fact]
    public void A_wait_ends_by_itself_at_its_time()
    {
        _script.On("RequestApproval", AwaitDecision, At(12)).On("RemindApprovers", AwaitDecision, At(36)).On("ExpireApproval", Cancel).On("CancelPurchase", Finished);
        _script.Play.Start(FulfilmentScript.Key);

        _script.View = new FulfilmentView(Remind, null);
        _script.Play.SkipToTimer();
        Assert.Equal(At(12).UtcDateTime, _script.Play.Now);

        _script.View = new FulfilmentView(ExpireApproval, null);
        _script.Play.SkipToTimer();
        Assert.Equal(At(36).UtcDateTime, _script.Play.Now);
        Assert.Equal([Read, "RequestApproval", Read, "RemindApprovers", Read, "ExpireApproval", "CancelPurchase"], _script.Take());
        Assert.Empty(_script.Play.Timers);
    }

    [Fact]
    public void A_wait_of_weeks_ends_to_the_second()
    {
        _script.On("RequestApproval", AwaitDecision, At(24 * 14));
        _script.Play.Start(FulfilmentScript.Key);
        _script.Take();

        _script.View = new FulfilmentView(Finished, null);
        var rings = 0;
        while (_script.Play.End is null)
        {
            _script.Play.SkipToTimer();
            rings++;
        }

        Assert.Equal(At(24 * 14).UtcDateTime, _script.Play.Now);
        Assert.Equal([Read], _script.Take());
        Assert.True(rings > 1, "A timer of weeks is made of several.");
    }

    [Fact]
    public void A_step_whose_time_has_not_come_waits_for_it()
    {
        _script.View = new FulfilmentView(Cancel, Facts.Begin.AddSeconds(12));
        _script.On("CancelPurchase", Finished);
        _script.Play.Start(FulfilmentScript.Key);
        Assert.Equal([Read], _script.Take());

        _script.Play.SkipToTimer();
        Assert.Equal([Read, "CancelPurchase"], _script.Take());
        Assert.Equal(Facts.Begin.AddSeconds(12).UtcDateTime, _script.Play.Now);
    }

    [Fact]
    public void News_that_comes_during_a_step_is_not_lost()
    {
        _script.On("RequestApproval", () =>
        {
            // Somebody decides while the mails are still being sent; the step itself still thinks that it waits.
            _script.Play.Raise(FulfilmentOrchestrator.NewsEvent);
            return new FulfilmentView(AwaitDecision, At(12));
        });
        var reads = 0;
        _script.On(Read, () => ++reads == 1 ? new FulfilmentView(RequestApproval, null) : new FulfilmentView(Pay, null)).On("Pay", Finished);

        _script.Play.Start(FulfilmentScript.Key);

        Assert.Equal([Read, "RequestApproval", Read, "Pay"], _script.Take());
        Assert.Equal(Facts.Begin.UtcDateTime, _script.Play.Now);
    }

    [Fact]
    public void News_after_a_wait_that_ended_by_itself_ends_the_next_one()
    {
        _script.On("RequestApproval", AwaitDecision, At(12)).On("RemindApprovers", AwaitDecision, At(36));
        _script.Play.Start(FulfilmentScript.Key);
        _script.View = new FulfilmentView(Remind, null);
        _script.Play.SkipToTimer();
        _script.Take();

        _script.News(AwaitPayment);
        Assert.Equal([Read], _script.Take());
        Assert.Empty(_script.Play.Timers);
    }

    [Fact]
    public void What_is_finished_already_is_only_read()
    {
        _script.View = new FulfilmentView(Finished, null);
        _script.Play.Start(FulfilmentScript.Key);

        Assert.Equal([Read], _script.Take());
        Assert.Equal(OrchestrationStatus.Completed, _script.Play.End!.OrchestrationStatus);
    }

    [Fact]
    public void A_failing_step_is_tried_again_ever_later_and_a_person_is_told_once()
    {
        var failures = 0;
        _script.View = new FulfilmentView(Pay, null);
        _script.On("Pay", () => ++failures <= 7 ? throw new ScriptedFailureException($"no answer {failures}") : new FulfilmentView(AwaitShipment, null));

        _script.Play.Start(FulfilmentScript.Key);
        while (_script.Play.Timers.Count > 0)
        {
            _script.Play.SkipToTimer();
        }

        string[] again = [Read, "Pay"];
        Assert.Equal(
            [.. again, .. again, .. again, .. again, .. again, "ReportTrouble", .. again, .. again, .. again, "ResolveTrouble"],
            _script.Calls);
        Assert.Equal([new Trouble(FulfilmentScript.Key, "Pay", "no answer 5")], _script.Troubles);
        Assert.Equal([5, 10, 20, 40, 80, 160, 320], PausesBetween("Pay"));
        Assert.Null(_script.Play.End);
    }

    [Fact]
    public void A_step_that_fails_only_a_few_times_troubles_nobody()
    {
        var failures = 0;
        _script.View = new FulfilmentView(PushTracking, null);
        _script.On("PushTracking", () => ++failures <= 4 ? throw new ScriptedFailureException("no answer") : new FulfilmentView(Finished, null));

        _script.Play.Start(FulfilmentScript.Key);
        while (_script.Play.End is null)
        {
            _script.Play.SkipToTimer();
        }

        Assert.DoesNotContain("ReportTrouble", _script.Calls);
        Assert.DoesNotContain("ResolveTrouble", _script.Calls);
    }

    [Fact]
    public void The_pause_after_a_failure_ends_with_news_and_never_exceeds_a_quarter_of_an_hour()
    {
        _script.View = new FulfilmentView(Pay, null);
        _script.On("Pay", () => throw new ScriptedFailureException("down"));
        _script.Play.Start(FulfilmentScript.Key);
        for (var turn = 0; turn < 12; turn++)
        {
            _script.Play.SkipToTimer();
        }

        Assert.Equal([5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900], PausesBetween("Pay"));
        Assert.Single(_script.Troubles);

        // The tables say that it took effect after all: the step is not taken again.
        _script.Take();
        var before = _script.Play.Now;
        _script.News(AwaitShipment);
        Assert.Equal([Read], _script.Take());
        Assert.Equal(before, _script.Play.Now);
    }

    [Fact]
    public void A_step_is_never_repeated_before_the_tables_were_read()
    {
        var failures = 0;
        _script.View = new FulfilmentView(Pay, null);
        _script.On("Pay", () => ++failures == 1 ? throw new ScriptedFailureException("the answer was lost") : throw new InvalidOperationException("It was paid twice."));
        _script.On(Read, () => new FulfilmentView(failures == 0 ? Pay : AwaitShipment, null));

        _script.Play.Start(FulfilmentScript.Key);
        _script.Play.SkipToTimer();

        Assert.Equal([Read, "Pay", Read], _script.Take());
    }

    [Fact]
    public void Reading_the_tables_is_repeated_patiently_and_then_given_up()
    {
        _script.On(Read, () => throw new ScriptedFailureException("storage is down"));

        _script.Play.Start(FulfilmentScript.Key);
        while (_script.Play.End is null)
        {
            _script.Play.SkipToTimer();
        }

        Assert.Equal([2, 4, 8, 16, 32, 64, 128, 256, 300], PausesBetween(Read));
        Assert.Equal(OrchestrationStatus.Failed, _script.Play.End.OrchestrationStatus);
        Assert.Contains("storage is down", _script.Play.End.FailureDetails!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_is_back_in_time_goes_unnoticed()
    {
        var reads = 0;
        _script.On(Read, () => ++reads < 5 ? throw new ScriptedFailureException("storage is down") : new FulfilmentView(Finished, null));

        _script.Play.Start(FulfilmentScript.Key);
        while (_script.Play.End is null)
        {
            _script.Play.SkipToTimer();
        }

        Assert.Equal(OrchestrationStatus.Completed, _script.Play.End.OrchestrationStatus);
        Assert.Equal(5, reads);
    }

    [Fact]
    public void A_long_life_begins_a_new_history_and_goes_on_where_it_was()
    {
        _script.View = new FulfilmentView(AwaitShipment, null);
        _script.Play.Start(FulfilmentScript.Key);
        for (var turn = 0; turn < 59; turn++)
        {
            _script.News(AwaitShipment);
        }

        Assert.Equal(0, _script.Play.Generation);
        var longest = _script.Play.History.Count;
        _script.Take();

        _script.News(AwaitShipment);
        Assert.Equal(1, _script.Play.Generation);
        Assert.Equal([Read, Read], _script.Take());
        Assert.True(_script.Play.History.Count < longest / 20, $"The history has {_script.Play.History.Count} events after {longest}.");

        for (var turn = 0; turn < 60; turn++)
        {
            _script.News(AwaitShipment);
        }

        Assert.Equal(2, _script.Play.Generation);
        _script.News(Finished);
        Assert.Equal(OrchestrationStatus.Completed, _script.Play.End!.OrchestrationStatus);
    }

    [Fact]
    public void News_at_the_turn_of_a_history_is_not_lost()
    {
        _script.View = new FulfilmentView(AwaitShipment, null);
        var isTurning = false;
        _script.On(Read, () =>
        {
            if (isTurning)
            {
                isTurning = false;
                _script.Play.Raise(FulfilmentOrchestrator.NewsEvent);
            }

            return _script.View;
        });
        _script.Play.Start(FulfilmentScript.Key);
        for (var turn = 0; turn < 59; turn++)
        {
            _script.News(AwaitShipment);
        }

        // The sixtieth news begins a new history, and one more arrives while the tables are being read for it.
        isTurning = true;
        _script.Take();
        _script.News(AwaitShipment);

        Assert.Equal(1, _script.Play.Generation);
        Assert.Equal([Read, Read, Read], _script.Take());
    }

    [Fact]
    public void An_instance_without_a_key_fails_and_says_why()
    {
        _script.Play.Start(null);

        Assert.Equal(OrchestrationStatus.Failed, _script.Play.End!.OrchestrationStatus);
        Assert.Contains("started with the key of its purchase order", _script.Play.End.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Empty(_script.Calls);
    }

    // Seconds between the calls of one activity.
    private IEnumerable<double> PausesBetween(string activity)
    {
        var times = _script.Calls.Zip(_script.Times).Where(call => call.First == activity).Select(call => call.Second).ToList();
        return times.Zip(times.Skip(1), (earlier, later) => (later - earlier).TotalSeconds);
    }
}
