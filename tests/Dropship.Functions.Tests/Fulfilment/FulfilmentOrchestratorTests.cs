using Dropship.Core.Fulfilment;
using Dropship.Functions.Fulfilment;
using Dropship.Functions.Tests.Support;
using DurableTask.Core;
using static Dropship.Core.Fulfilment.FulfilmentStep;

namespace Dropship.Functions.Tests.Fulfilment;

/// <summary>The orchestration over a scripted drive, on the engine's own executor, with time that is skipped.</summary>
public sealed class FulfilmentOrchestratorTests
{
    private const string Approval = nameof(FulfilmentActivities.Approval);
    private const string Payment = nameof(FulfilmentActivities.Payment);
    private const string Shipment = nameof(FulfilmentActivities.Shipment);
    private const string Tracking = nameof(FulfilmentActivities.Tracking);
    private const string Hold = nameof(FulfilmentActivities.Hold);

    private readonly FulfilmentScript _script = new() { View = new NextStep(AwaitDecision, At(12)) };

    public static TheoryData<FulfilmentStep, string> Waits =>
        new()
        {
            { AwaitDecision, Approval },
            { AwaitPayment, Payment },
            { AwaitShipment, Shipment },
            { AwaitPerson, Hold },
        };

    private static DateTimeOffset At(double hours) => Facts.Begin.AddHours(hours);

    [Fact]
    public void Each_phase_is_an_activity_of_its_own_from_the_request_to_the_confirmed_number()
    {
        _script.Play.Start(FulfilmentScript.Key);
        _script.News(AwaitPayment);
        _script.News(AwaitShipment);
        _script.News(ConfirmTracking, At(1));
        _script.News(Finished);

        Assert.Equal([Approval, Approval, Payment, Shipment, Tracking], _script.Take());
        Assert.Equal(OrchestrationStatus.Completed, _script.Play.End!.OrchestrationStatus);
        Assert.Equal(0, _script.Play.Generation);
    }

    [Fact]
    public void Each_step_is_of_one_phase()
    {
        var activities = typeof(FulfilmentActivities).GetMethods().Select(method => method.Name).ToHashSet(StringComparer.Ordinal);

        foreach (var step in Enum.GetValues<FulfilmentStep>().Where(step => step != Finished))
        {
            Assert.Contains(NextStepDecision.PhaseOf(step).ToString(), activities);
        }
    }

    [Theory]
    [MemberData(nameof(Waits))]
    public void A_wait_ends_with_news_and_the_tables_are_read_again(FulfilmentStep wait, string activity)
    {
        _script.View = new NextStep(wait);
        _script.Play.Start(FulfilmentScript.Key);
        _script.News(wait);
        Assert.Equal([Approval, activity], _script.Take());
        Assert.Null(_script.Play.End);

        _script.News(Finished);
        Assert.Equal([activity], _script.Take());
        Assert.NotNull(_script.Play.End);
    }

    [Theory]
    [MemberData(nameof(Waits))]
    public void A_wait_whose_news_were_lost_looks_by_itself_soon_and_then_ever_more_seldom(FulfilmentStep wait, string activity)
    {
        _script.View = new NextStep(wait);
        _script.Play.Start(FulfilmentScript.Key);
        for (var look = 0; look < 5; look++)
        {
            _script.Play.SkipToDeadline();
        }

        Assert.Equal([2, 15, 60, 360, 360], Pauses().Select(seconds => seconds / 60));
        Assert.Equal([Approval, activity, activity, activity, activity, activity], _script.Take());

        // After news it looks soon again.
        var before = _script.Play.Now;
        _script.News(wait);
        Assert.Equal(before.AddMinutes(2), _script.Play.Deadline);
    }

    [Fact]
    public void A_wait_ends_by_itself_at_its_time_and_the_second_by_which_the_engine_may_be_early()
    {
        _script.View = new NextStep(AwaitDecision, Facts.Begin.AddSeconds(90));
        _script.Play.Start(FulfilmentScript.Key);
        Assert.Equal(Facts.Begin.AddSeconds(91).UtcDateTime, _script.Play.Deadline);

        _script.View = new NextStep(Finished);
        _script.Play.SkipToDeadline();
        Assert.Equal(Facts.Begin.AddSeconds(91).UtcDateTime, _script.Play.Now);
        Assert.Equal([Approval, Approval], _script.Take());
    }

    [Fact]
    public void A_wait_of_weeks_ends_in_time()
    {
        _script.View = new NextStep(AwaitDecision, At(24 * 14));
        _script.Play.Start(FulfilmentScript.Key);
        while (_script.Play.Now < At(24 * 14).UtcDateTime)
        {
            _script.Play.SkipToDeadline();
        }

        Assert.Equal(At(24 * 14).UtcDateTime.AddSeconds(1), _script.Play.Now);
        _script.View = new NextStep(Finished);
        _script.News(Finished);
        Assert.NotNull(_script.Play.End);
    }

    [Fact]
    public void A_step_whose_time_has_not_come_waits_for_it()
    {
        _script.View = new NextStep(Cancel, Facts.Begin.AddSeconds(12));
        _script.Play.Start(FulfilmentScript.Key);

        _script.View = new NextStep(Finished);
        _script.Play.SkipToDeadline();
        Assert.Equal([Approval, nameof(FulfilmentActivities.Cancellation)], _script.Take());
        Assert.Equal(Facts.Begin.AddSeconds(13).UtcDateTime, _script.Play.Now);
    }

    [Fact]
    public void What_did_not_come_to_rest_in_one_go_goes_on_at_once()
    {
        var times = 0;
        _script.On(() => ++times == 1 ? new NextStep(PushTracking) : new NextStep(Finished));
        _script.Play.Start(FulfilmentScript.Key);
        Assert.Equal([Approval, Tracking], _script.Take());
        Assert.NotNull(_script.Play.End);
        Assert.Equal(Facts.Begin.UtcDateTime, _script.Play.Now);
    }

    [Fact]
    public void News_that_comes_during_a_step_is_not_lost()
    {
        var times = 0;
        _script.On(() =>
        {
            if (++times == 1)
            {
                // Somebody decides while the mails are still being sent; the step itself still thinks that it waits.
                _script.Play.Raise(FulfilmentOrchestrator.NewsEvent);
                return new NextStep(AwaitDecision, At(12));
            }

            return new NextStep(Finished);
        });

        _script.Play.Start(FulfilmentScript.Key);

        Assert.Equal([Approval, Approval], _script.Take());
        Assert.Equal(Facts.Begin.UtcDateTime, _script.Play.Now);
    }

    [Fact]
    public void News_after_a_wait_that_ended_by_itself_ends_the_next_one()
    {
        _script.Play.Start(FulfilmentScript.Key);
        _script.Play.SkipToDeadline();
        _script.Take();
        var before = _script.Play.Now;

        _script.News(AwaitPayment);
        Assert.Equal([Approval], _script.Take());
        Assert.Equal(before, _script.Play.Now);
    }

    [Fact]
    public void A_failing_step_is_tried_again_ever_later_and_a_person_is_told_once()
    {
        var failures = 0;
        _script.On(() => ++failures <= 7 ? throw new ScriptedFailureException($"no answer {failures}") : new NextStep(AwaitShipment));

        _script.Play.Start(FulfilmentScript.Key);
        while (failures <= 7)
        {
            _script.Play.SkipToDeadline();
        }

        Assert.Equal([5, 10, 20, 40, 80, 160, 320], Pauses(Approval));
        Assert.Equal(
            [Approval, Approval, Approval, Approval, Approval, "ReportTrouble", Approval, Approval, Approval, "ResolveTrouble"],
            _script.Take()
        );
        Assert.Equal([new Trouble(FulfilmentScript.Key, "no answer 5")], _script.Troubles);
        Assert.Null(_script.Play.End);
    }

    [Fact]
    public void A_step_that_fails_only_a_few_times_troubles_nobody()
    {
        var failures = 0;
        _script.On(() => ++failures <= 4 ? throw new ScriptedFailureException("no answer") : new NextStep(Finished));

        _script.Play.Start(FulfilmentScript.Key);
        while (_script.Play.End is null)
        {
            _script.Play.SkipToDeadline();
        }

        Assert.Equal([Approval, Approval, Approval, Approval, Approval], _script.Calls);
    }

    [Fact]
    public void The_pause_after_a_failure_ends_with_news_and_never_exceeds_a_quarter_of_an_hour()
    {
        var isDown = true;
        _script.On(() => isDown ? throw new ScriptedFailureException("down") : new NextStep(AwaitShipment));
        _script.Play.Start(FulfilmentScript.Key);
        for (var turn = 0; turn < 12; turn++)
        {
            _script.Play.SkipToDeadline();
        }

        Assert.Equal([5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900], Pauses(Approval));
        Assert.Single(_script.Troubles);

        _script.Take();
        var before = _script.Play.Now;
        isDown = false;
        _script.News(AwaitShipment);
        Assert.Equal([Approval, "ResolveTrouble"], _script.Take());
        Assert.Equal(before, _script.Play.Now);
    }

    [Fact]
    public void A_long_life_begins_a_new_history_and_goes_on_where_it_was()
    {
        _script.View = new NextStep(AwaitShipment);
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
        Assert.Equal([Approval], _script.Take());
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
        _script.View = new NextStep(AwaitShipment);
        var isTurning = false;
        _script.On(() =>
        {
            if (isTurning)
            {
                isTurning = false;
                _script.Play.Raise(FulfilmentOrchestrator.NewsEvent);
                _script.Play.Raise(FulfilmentOrchestrator.NewsEvent);
            }

            return _script.View;
        });
        _script.Play.Start(FulfilmentScript.Key);
        for (var turn = 0; turn < 58; turn++)
        {
            _script.News(AwaitShipment);
        }

        // The last turn of this history is taken while more news arrive: the first ends it, and the second is for the next one.
        isTurning = true;
        _script.Take();
        _script.News(AwaitShipment);

        Assert.Equal(1, _script.Play.Generation);
        Assert.Equal([Shipment, Approval, Shipment], _script.Take());
    }

    [Fact]
    public void An_instance_without_a_key_fails_and_says_why()
    {
        _script.Play.Start(null);

        Assert.Equal(OrchestrationStatus.Failed, _script.Play.End!.OrchestrationStatus);
        Assert.Contains(
            "started with the key of its purchase order",
            _script.Play.End.FailureDetails!.ErrorMessage,
            StringComparison.Ordinal
        );
        Assert.Empty(_script.Calls);
    }

    // Seconds between the calls of one activity, or of all.
    private List<double> Pauses(string? activity = null)
    {
        var times = _script
            .Calls.Zip(_script.Times)
            .Where(call => activity is null || call.First == activity)
            .Select(call => call.Second)
            .ToList();
        return times.Zip(times.Skip(1), (earlier, later) => (later - earlier).TotalSeconds).ToList();
    }
}
