using System.Text.Json;
using Dropship.Core.Fulfilment;
using Dropship.Functions.Fulfilment;

namespace Dropship.Functions.Tests.Support;

/// <summary>Stands for the tables and the steps over them: a test says what the tables show, and what a step makes of them.</summary>
internal sealed class FulfilmentScript
{
    public const string Key = "shop-one.6001.0123456789.s1";

    private Func<NextStep>? _goOn;

    public FulfilmentScript() => Play = new OrchestrationPlay(FulfilmentOrchestrator.RunAsync, Answer);

    public OrchestrationPlay Play { get; }

    /// <summary>What the tables show.</summary>
    public NextStep View { get; set; } = new(FulfilmentStep.RequestApproval, null);

    /// <summary>All activities in the order of their calls.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>When the activities were called, beside <see cref="Calls"/>.</summary>
    public List<DateTime> Times { get; } = [];

    public List<Trouble> Troubles { get; } = [];

    /// <summary>Says what the tables show after each step; it may also throw a <see cref="ScriptedFailureException"/>.</summary>
    public void On(Func<NextStep> goOn) => _goOn = goOn;

    /// <summary>Changes what the tables show, and tells the orchestration that something changed.</summary>
    public void News(FulfilmentStep next, DateTimeOffset? wakeAt = null)
    {
        View = new NextStep(next, wakeAt);
        Play.Raise(FulfilmentOrchestrator.NewsEvent);
    }

    /// <summary>The activities called since the last look.</summary>
    public List<string> Take()
    {
        List<string> calls = [.. Calls];
        Calls.Clear();
        Times.Clear();
        return calls;
    }

    private NextStep? Answer(string name, string? input)
    {
        Calls.Add(name);
        Times.Add(Play.Now);
        switch (name)
        {
            case nameof(FulfilmentActivities.ReportTrouble):
                Troubles.Add(JsonSerializer.Deserialize<Trouble>(input!, JsonSerializerOptions.Web)!);
                return null;
            case nameof(FulfilmentActivities.ResolveTrouble):
                return null;
            default:
                Assert.Equal($"\"{Key}\"", input);
                View = _goOn?.Invoke() ?? View;
                return View;
        }
    }
}
