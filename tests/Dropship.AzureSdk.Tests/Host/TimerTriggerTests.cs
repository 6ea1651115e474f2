using System.Globalization;
using Dropship.AzureSdk.Host.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Dropship.AzureSdk.Tests.Host;

[Collection(AzuriteGroup.Name)]
public sealed class TimerTriggerTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_timer_fires_again_and_again_without_overlap_and_outlives_its_own_failures()
    {
        await using var app = await TestApp.StartAsync(azurite, typeof(EverySecond));

        await Eventually.TrueAsync(() => app.Calls.Count >= 3, "it fired three times");

        Assert.Equal(1, app.Calls.MostRunning);
        var times = app.Calls.Of<DateTimeOffset>().ToArray();

        // A busy machine may be late once.
        Assert.InRange(times.Take(3).Count(time => time.Millisecond <= 700), 2, 3);

        // Each run takes more than a second: the ticks that it eats are not made up for, so that three runs begin within four seconds and not within two and a half.
        Assert.True(times[2] - times[0] > TimeSpan.FromSeconds(3), string.Join(", ", times));
    }

    [Fact]
    public async Task Frequent_timers_are_not_monitored()
    {
        await using var app = await TestApp.StartAsync(azurite, typeof(Frequent));

        await Eventually.TrueAsync(() => app.Calls.Count >= 1, "it fired");

        var info = app.Calls.Of<TimerInfo>().First();
        Assert.Null(info.ScheduleStatus);
        Assert.False(info.IsPastDue);
    }

    [Fact]
    public async Task A_missed_run_is_made_up_for_once()
    {
        var settings = Settings("0 0 * * * *");
        await using (var first = await TestApp.StartAsync(azurite, typeof(Monitored), settings))
        {
            var now = DateTime.UtcNow;
            var known = (await Monitor(first).ReadAsync("Hourly", CancellationToken.None))!;
            Assert.Empty(first.Calls.Values);
            Assert.Equal(default, known.Last);
            Assert.InRange(known.Next, now, now.AddHours(1).AddMinutes(1));

            // As if the host had last run half a day ago.
            await Monitor(first).WriteAsync("Hourly", new ScheduleStatus { Last = now.AddHours(-12), Next = now.AddHours(-11), LastUpdated = now.AddHours(-12) }, CancellationToken.None);
        }

        await using (var second = await TestApp.StartAsync(azurite, typeof(Monitored), settings))
        {
            await Eventually.TrueAsync(() => second.Calls.Count == 1, "the missed run was made up for");
            var info = second.Calls.Of<TimerInfo>().Single();
            Assert.True(info.IsPastDue);
            Assert.True(info.ScheduleStatus!.Last < DateTime.UtcNow.AddHours(-11));
            await Eventually.TrueAsync(
                async () => (await Monitor(second).ReadAsync("Hourly", CancellationToken.None))!.Next > DateTime.UtcNow, "the run was remembered");
        }

        await using var third = await TestApp.StartAsync(azurite, typeof(Monitored), settings);
        Assert.Empty(third.Calls.Values);
    }

    [Fact]
    public async Task A_changed_schedule_takes_effect_at_the_next_start()
    {
        var settings = Settings("0 0 0 1 1 *");
        await using (await TestApp.StartAsync(azurite, typeof(Monitored), settings))
        {
            settings["Schedule"] = "0 */5 * * * *";
        }

        await using var second = await TestApp.StartAsync(azurite, typeof(Monitored), settings);
        var known = (await Monitor(second).ReadAsync("Hourly", CancellationToken.None))!;

        Assert.True(known.Next <= DateTime.UtcNow.AddMinutes(6));
    }

    [Fact]
    public async Task A_run_on_startup_is_not_past_due()
    {
        await using var app = await TestApp.StartAsync(azurite, typeof(Startup));

        await Eventually.TrueAsync(() => app.Calls.Count == 1, "it ran at the start");

        Assert.False(app.Calls.Of<TimerInfo>().Single().IsPastDue);
    }

    [Theory]
    [InlineData("%Missing%", "Missing")]
    [InlineData("every day", "not a schedule")]
    [InlineData("00:05:00", "not a schedule")]
    public async Task A_schedule_that_cannot_be_read_stops_the_start(string schedule, string says)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => TestApp.StartAsync(azurite, typeof(Monitored), Settings(schedule)));

        Assert.Contains(says, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 */5 * * * *", "2026-01-03T04:05:00Z", "2026-01-03T04:10:00Z")]
    [InlineData("*/5 * * * *", "2026-01-03T04:06:10Z", "2026-01-03T04:10:00Z")]
    [InlineData("0 30 9 * * 1-5", "2026-01-03T04:05:06Z", "2026-01-05T09:30:00Z")]
    [InlineData("30 0 0 29 2 *", "2026-01-03T00:00:00Z", "2028-02-29T00:00:30Z")]
    public void Schedules_have_five_or_six_fields_in_utc(string text, string after, string next)
    {
        var schedule = TimerSchedule.Parse(text);

        Assert.Equal(Utc(next), schedule.Next(Utc(after)));
        Assert.Equal(DateTimeKind.Utc, schedule.Next(Utc(after)).Kind);
    }

    [Theory]
    [InlineData("*/30 * * * * *", true)]
    [InlineData("0,30 0 * * * *", true)]
    [InlineData("0 * * * * *", false)]
    [InlineData("* * * * *", false)]
    public void Frequent_means_less_than_a_minute_apart(string text, bool frequent) =>
        Assert.Equal(frequent, TimerSchedule.Parse(text).IsFrequent(Utc("2026-01-03T04:05:06Z")));

    private static DateTime Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).UtcDateTime;

    private static TimerMonitor Monitor(TestApp app) => app.Services.GetRequiredService<TimerMonitor>();

    private static Dictionary<string, string?> Settings(string schedule) => new(StringComparer.Ordinal)
    {
        ["Schedule"] = schedule,
        ["AzureFunctionsWebHost:hostid"] = AzuriteFixture.UniqueName("timer"),
    };

    internal sealed class EverySecond(Calls calls, TimeProvider time)
    {
        [Function("EverySecond")]
        public async Task Run([TimerTrigger("* * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
        {
            using (calls.Enter())
            {
                calls.Add(time.GetUtcNow());
                await Task.Delay(TimeSpan.FromSeconds(1.2), time, cancellationToken);
                throw new InvalidOperationException("fails each time");
            }
        }
    }

    internal sealed class Frequent(Calls calls)
    {
        [Function("Frequent")]
        public void Run([TimerTrigger("* * * * * *")] TimerInfo timer) => calls.Add(timer);
    }

    internal sealed class Monitored(Calls calls)
    {
        [Function("Hourly")]
        public void Run([TimerTrigger("%Schedule%")] TimerInfo timer) => calls.Add(timer);
    }

    internal sealed class Startup(Calls calls)
    {
        [Function("Startup")]
        public void Run([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer) => calls.Add(timer);
    }
}
