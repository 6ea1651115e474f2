namespace Dropship.Local.Tests;

/// <summary>A function app that does not start is told in its own words, without log lines and stack traces.</summary>
public sealed class StartFailureTests
{
    [Theory]
    [InlineData("2026-11-30T09:45:49.630Z info: Host.Function.Console[0] ")]
    [InlineData("[2026-11-30T09:45:49.630Z] ")]
    [InlineData("")]
    public void Wrong_settings_are_the_apps_own_list_and_told_once(string prefix)
    {
        string[] list =
        [
            "Dropship.Functions cannot start: 2 settings need attention.",
            "  - PullSchedule is 'x', which is no schedule; give a six-field schedule such as '0 * * * * *' for each minute.",
            "  - Dropship__SilentAfter is 'x'; give a span such as 00:10:00, between 00:00:10 and 2.00:00:00.",
            "Settings are named here as environment variables; local.settings.sample.json shows all of them.",
        ];
        var told = list.Select(line => prefix + line).ToList();
        string[] output = ["2026-11-30T09:45:49.276Z info: Host.Worker[3] The worker is process 1.", .. told, .. told];

        Assert.Equal(list, StartFailure.Tell(string.Join('\n', output), "/data/functions.log").Split(Environment.NewLine));
    }

    [Fact]
    public void Anything_else_is_the_hosts_last_words_and_where_the_log_is()
    {
        const string Output = """
            2026-11-30T09:44:21.826Z info: Host.Worker[3] The worker is process 21804.
            2026-11-30T09:44:23.909Z fail: Host[11] Hosting failed to start System.FormatException: nonsense
               at Microsoft.Azure.WebJobs.Host.Start()
               --- End of inner exception stack trace ---
            The worker ended 3 times right after its start.
            """;

        Assert.Equal(
            ["The function app did not start.", "The worker ended 3 times right after its start.", "The whole log is /data/functions.log."],
            StartFailure.Tell(Output, "/data/functions.log").Split(Environment.NewLine)
        );
    }
}
