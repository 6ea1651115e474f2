using Microsoft.Azure.Functions.Worker;

namespace Dropship.FunctionsHost.TestApp;

public sealed class TimerFunctions(Witness witness)
{
    [Function("EverySecond")]
    public Task EverySecond([TimerTrigger("%SecondSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        witness.NoteAsync("EverySecond", $"late {timer.IsPastDue}, status {timer.ScheduleStatus is not null}", cancellationToken);

    [Function("Daily")]
    public Task Daily([TimerTrigger("%DailySchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        witness.NoteAsync("Daily", $"late {timer.IsPastDue}, last {timer.ScheduleStatus?.Last:yyyy-MM-dd}", cancellationToken);

    [Function("AtStart")]
    public Task AtStart(
        [TimerTrigger("%DailySchedule%", RunOnStartup = true, UseMonitor = false)] TimerInfo timer,
        CancellationToken cancellationToken
    ) => witness.NoteAsync("AtStart", $"late {timer.IsPastDue}", cancellationToken);
}
