namespace Dropship.Local.Tests;

/// <summary>The report at the end says how many orders were confirmed and what each of the others waits for.</summary>
public sealed class SettlementTests
{
    private static readonly LocalOrder s_confirmed = Sample.Order(1) with { State = "Fulfilled" };

    [Fact]
    public void When_the_time_runs_out_it_says_so_and_names_what_is_open()
    {
        var settlement = new Settlement(4);
        Assert.False(settlement.IsOver([Sample.Order(2), s_confirmed]));

        Assert.Equal(
            [
                "Time ran out after 6 minutes: 1 of 4 orders were confirmed by the store.",
                "#1002: Waiting for your approval, 32.80 CNY, YT8985628724658",
                "2 orders have not come from the store yet.",
            ],
            settlement.Report(TimeSpan.FromMinutes(6)).Split(Environment.NewLine)
        );
        Assert.False(settlement.AllConfirmed);
    }

    [Fact]
    public void One_order_and_one_minute_are_not_in_the_plural()
    {
        var settlement = new Settlement(1);
        Assert.False(settlement.IsOver([]));

        Assert.Equal(
            ["Time ran out after 1 minute: 0 of 1 order was confirmed by the store.", "1 order has not come from the store yet."],
            settlement.Report(TimeSpan.FromMinutes(1)).Split(Environment.NewLine)
        );
    }

    [Fact]
    public void When_all_are_confirmed_there_is_nothing_more_to_say()
    {
        var settlement = new Settlement(2);

        Assert.True(settlement.IsOver([s_confirmed, s_confirmed with { Number = "#1002" }]));
        Assert.True(settlement.AllConfirmed);
        Assert.Equal("2 of 2 orders were confirmed by the store.", settlement.Report(null));
    }

    [Fact]
    public void An_app_that_does_not_answer_settles_nothing() => Assert.False(new Settlement(0).IsOver(null));
}
